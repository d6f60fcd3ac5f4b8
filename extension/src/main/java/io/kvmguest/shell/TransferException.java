package io.kvmguest.shell;

import org.jspecify.annotations.Nullable;

/** A file or folder that could not be moved between the host and a guest; the message says which and why. */
public final class TransferException extends RuntimeException {

    private static final long serialVersionUID = 1;

    TransferException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
