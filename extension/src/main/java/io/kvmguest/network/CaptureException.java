package io.kvmguest.network;

/** A frame that was awaited has not been seen. */
public abstract sealed class CaptureException extends RuntimeException
        permits CaptureTimeoutException, CaptureEndedException, CaptureInterruptedException {

    CaptureException(String message) {
        super(message);
    }
}
