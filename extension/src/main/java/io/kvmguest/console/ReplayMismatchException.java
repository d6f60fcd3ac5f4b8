package io.kvmguest.console;

/** Something else was typed than was recorded; the message says where, what was recorded and what was typed. */
public final class ReplayMismatchException extends RuntimeException {

    ReplayMismatchException(String message) {
        super(message);
    }
}
