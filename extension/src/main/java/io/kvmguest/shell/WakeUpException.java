package io.kvmguest.shell;

/** A clone of a guest is not what it has to be, or could not be. The message says why, without a subject. */
public final class WakeUpException extends RuntimeException {

    private static final long serialVersionUID = 1;

    WakeUpException(String message) {
        super(message);
    }
}
