package io.kvmguest.shell;

import java.util.function.BooleanSupplier;

/**
 * A two-way stream of bytes to a guest, before anybody makes frames of them. What has come is kept and has a position.
 */
interface Link {

    /**
     * Writes bytes.
     *
     * @param wait what they are to bring about, for a message
     * @throws io.kvmguest.console.ConsoleEndedException if the guest is gone
     */
    void send(byte[] bytes, Wait wait);

    /** Sends bytes that no recording and no message is to tell. */
    default void sendSecret(byte[] bytes, Wait wait) {
        send(bytes, wait);
    }

    /** Returns how many bytes have come. */
    long end();

    /** Returns the bytes from one position to another. */
    byte[] bytes(long from, long to);

    /**
     * Begins to wait for something.
     *
     * @param wanted what is awaited, as a message calls it: {@code the end of the command "ls"}
     */
    Wait waitFor(String wanted);

    /** Returns the time in nanoseconds, from any zero point. */
    long nanos();

    /** A wait for something, over as many looks as it takes. */
    interface Wait {

        /**
         * Waits until more bytes have come than a number, or until a time on the clock.
         *
         * @return whether they have come
         * @throws io.kvmguest.console.ConsoleEndedException if the guest is gone
         */
        boolean await(long count, long until);

        /**
         * Waits until something else has happened than that bytes have come, or until a time on the clock.
         *
         * @return whether it has
         * @throws io.kvmguest.console.ConsoleEndedException if the guest is gone
         */
        boolean await(BooleanSupplier happened, long until);

        /** Lets a short time pass, whatever comes, until a time on the clock. */
        void pause(long until);
    }
}
