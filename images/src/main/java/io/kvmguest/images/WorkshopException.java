package io.kvmguest.images;

import org.jspecify.annotations.Nullable;

/** Work that could not be done; the message is for people and says what to do. */
public final class WorkshopException extends RuntimeException {

    WorkshopException(String message) {
        super(message);
    }

    WorkshopException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
