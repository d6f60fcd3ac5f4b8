package io.kvmguest.network;

/** The frame did not pass in time, and may still do. */
public final class CaptureTimeoutException extends CaptureException {

    CaptureTimeoutException(String message) {
        super(message);
    }
}
