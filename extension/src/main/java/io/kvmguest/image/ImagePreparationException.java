package io.kvmguest.image;

/** An image that had to be prepared and could not be; the message says why and what to do. */
public final class ImagePreparationException extends RuntimeException {

    public ImagePreparationException(String message, Throwable cause) {
        super(message, cause);
    }
}
