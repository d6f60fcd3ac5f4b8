package io.kvmguest.image;

/** An overlay that could not be made. */
public final class OverlayException extends RuntimeException {

    OverlayException(String message) {
        super(message);
    }
}
