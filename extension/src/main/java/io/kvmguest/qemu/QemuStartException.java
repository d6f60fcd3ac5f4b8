package io.kvmguest.qemu;

/** QEMU could not be started: not found, or it exited at once. The message quotes its standard error. */
public sealed class QemuStartException extends RuntimeException permits QemuUnavailableException {

    private final String gist;

    QemuStartException(String message) {
        super(message);
        gist = message;
    }

    /** QEMU has said why; the gist is a line of that. */
    QemuStartException(String message, String gist) {
        super(message);
        this.gist = gist;
    }

    QemuStartException(String message, Throwable cause) {
        super(message, cause);
        gist = message;
    }

    /** Returns what is wrong in one line, for use in another message. */
    String gist() {
        return gist;
    }
}
