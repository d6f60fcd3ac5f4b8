package io.kvmguest.image;

/** No image of that name or path; the message says what there is and what to do. */
public final class ImageNotFoundException extends RuntimeException {

    ImageNotFoundException(String message) {
        super(message);
    }
}
