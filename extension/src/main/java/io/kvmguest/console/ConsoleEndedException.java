package io.kvmguest.console;

/** What was awaited cannot come any more: the guest is gone, and {@link #ending()} says how. */
public final class ConsoleEndedException extends ConsoleException {

    private final transient Ending ending;

    ConsoleEndedException(String message, Mark from, Ending ending) {
        super(message, from);
        this.ending = ending;
    }

    /** Returns how the guest went. */
    public Ending ending() {
        return ending;
    }
}
