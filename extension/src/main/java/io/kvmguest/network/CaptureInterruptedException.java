package io.kvmguest.network;

/** The thread that waited for the frame was interrupted; its interrupt flag is set. */
public final class CaptureInterruptedException extends CaptureException {

    CaptureInterruptedException(String message, InterruptedException cause) {
        super(message);
        initCause(cause);
    }
}
