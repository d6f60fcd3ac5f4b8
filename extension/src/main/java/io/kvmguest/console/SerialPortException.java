package io.kvmguest.console;

/** A serial port that is not there, is used by somebody else, or cannot be set as it was asked for; the message says which. */
public final class SerialPortException extends RuntimeException {

    SerialPortException(String message) {
        super(message);
    }
}
