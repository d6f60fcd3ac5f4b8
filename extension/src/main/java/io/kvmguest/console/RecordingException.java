package io.kvmguest.console;

/** What was given as a recording cannot be read as one; the message says which file, which line of it, and why. */
public final class RecordingException extends IllegalArgumentException {

    RecordingException(String message) {
        super(message);
    }

    RecordingException(String message, Throwable cause) {
        super(message, cause);
    }
}
