package io.kvmguest.console;

/** An expectation on a console that cannot be fulfilled any more. */
public abstract sealed class ConsoleException extends RuntimeException
        permits ConsoleTimeoutException, ConsoleEndedException, ConsoleInterruptedException {

    private final transient Mark from;

    ConsoleException(String message, Mark from) {
        super(message);
        this.from = from;
    }

    /** Returns where the search began. */
    public final Mark from() {
        return from;
    }
}
