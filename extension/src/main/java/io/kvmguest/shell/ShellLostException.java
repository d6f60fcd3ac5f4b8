package io.kvmguest.shell;

/** The guest is there, but its shell does not answer any more, or not so that it can be understood. */
public final class ShellLostException extends RuntimeException {

    private ShellLostException(String message, Throwable cause) {
        super(message, cause);
    }

    static ShellLostException of(String work, WireBrokenException cause, Situation situation) {
        return new ShellLostException(
                situation.name() + ": the root shell was lost while it ran " + work + "."
                        + "\n  It " + cause.getMessage() + "."
                        + "\n  Did the command end the shell on the console, or does the guest hang?"
                        + situation.end(),
                cause);
    }
}
