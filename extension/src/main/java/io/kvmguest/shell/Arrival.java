package io.kvmguest.shell;

/** How a login found the guest's half of a root shell, and what that says of itself. */
sealed interface Arrival {

    /** Returns the user that it runs as. */
    long uid();

    /** Returns what it saw of a command that ends with {@link Hello#EXIT_STATUS}. */
    int exitStatus();

    /** Returns whether the shell on the console has a terminal. */
    boolean hasTerminal();

    /** Returns whether it has a directory for its files. */
    boolean hasDirectory();

    /**
     * It speaks in frames on the console.
     *
     * @param signature what its frames are known by
     */
    record OnConsole(Signature signature, Hello hello) implements Arrival {
        @Override
        public long uid() {
            return hello.uid();
        }

        @Override
        public int exitStatus() {
            return hello.exitStatus();
        }

        @Override
        public boolean hasTerminal() {
            return hello.terminal();
        }

        @Override
        public boolean hasDirectory() {
            return hello.directory();
        }
    }

    /** It has a port to itself. */
    record OnPort(PortHello hello) implements Arrival {
        @Override
        public long uid() {
            return hello.uid();
        }

        @Override
        public int exitStatus() {
            return hello.exitStatus();
        }

        @Override
        public boolean hasTerminal() {
            return PortGreeting.isOnTerminal(hello);
        }

        @Override
        public boolean hasDirectory() {
            return hello.hasDirectory();
        }
    }
}
