package io.kvmguest;

import io.kvmguest.shell.LoginFailure;

/**
 * A guest that did not reach a proven root shell. The message says what it reached instead, how long that took, what to
 * do about it, and the last lines of its console.
 */
public final class GuestBootException extends RuntimeException {

    private final transient LoginFailure failure;

    GuestBootException(String message, LoginFailure failure) {
        super(message);
        this.failure = failure;
    }

    /** Returns what it reached instead. */
    public LoginFailure failure() {
        return failure;
    }
}
