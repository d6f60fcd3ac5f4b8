package io.kvmguest.console;

import java.io.Closeable;
import java.io.IOException;

/**
 * A two-way stream of bytes: one end of a serial line.
 *
 * <p>One thread reads and any number of threads write. {@link #close()} wakes a read that blocks.
 */
public interface SerialLine extends Closeable {

    /**
     * Reads at least one byte, blocking until there is one.
     *
     * @return how many bytes were read, or {@code -1} when the peer has hung up or this line was closed
     */
    int read(byte[] buffer, int offset, int length) throws IOException;

    /** Writes all {@code length} bytes, blocking while the peer does not take them. */
    void write(byte[] bytes, int offset, int length) throws IOException;

    /**
     * Sends a break, for a quarter of a second: to a Linux console with {@code sysrq} it is the first half of a command, and some
     * boot loaders stop at it.
     *
     * @throws IOException if this kind of line carries none, or is closed
     */
    default void sendBreak() throws IOException {
        throw new IOException(description() + " carries no break");
    }

    /** Returns what a person would call this line in a message, such as {@code unix:/tmp/x/console.sock}. */
    String description();

    /**
     * Closes the line when its peer has gone. What the peer had sent by then can still be read, up to its end, from a line that
     * keeps it.
     */
    default void hangUp() {
        try {
            close();
        } catch (IOException e) {
            // It is gone in any case.
        }
    }

    /** Returns why there is nothing more to read, for a message, when {@link #read} has said so. */
    default String endedBecause() {
        return description() + " was closed by its peer";
    }

    @Override
    void close() throws IOException;
}
