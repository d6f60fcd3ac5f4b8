package io.kvmguest.network;

/** The frame did not pass, and will not be seen any more: the capture or its segment was closed. */
public final class CaptureEndedException extends CaptureException {

    CaptureEndedException(String message) {
        super(message);
    }
}
