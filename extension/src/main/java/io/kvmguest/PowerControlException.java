package io.kvmguest;

/** A board's power that could not be switched; the message says which command failed, and what it printed. */
public final class PowerControlException extends RuntimeException {

    PowerControlException(String message) {
        super(message);
    }
}
