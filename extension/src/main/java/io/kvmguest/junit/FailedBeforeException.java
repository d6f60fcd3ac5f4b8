package io.kvmguest.junit;

import io.kvmguest.GuestBootException;

/** A guest that is not booted, because the same one failed to boot before. */
final class FailedBeforeException extends RuntimeException {

    FailedBeforeException(String place, GuestBootException cause) {
        super(
                "The same guest failed to boot before, in " + place + ", and is not tried again in this run: "
                        + firstLine(String.valueOf(cause.getMessage())),
                cause);
    }

    /** The rest, which may be long, follows with the cause. */
    private static String firstLine(String message) {
        return message.lines().findFirst().orElse("");
    }
}
