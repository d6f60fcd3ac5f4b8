package io.kvmguest.qemu;

import java.util.Optional;

/** A monitor command that QEMU refused, or could not answer any more. */
public final class QmpException extends RuntimeException {

    private final String command;
    private final Optional<String> errorClass;

    QmpException(String message, String command) {
        super(message);
        this.command = command;
        this.errorClass = Optional.empty();
    }

    /** QEMU has refused a command. */
    QmpException(String guest, String command, String errorClass, String description) {
        super("QEMU of guest '" + guest + "' refused '" + command + "': " + description + " (" + errorClass + ")");
        this.command = command;
        this.errorClass = Optional.of(errorClass);
    }

    /** Returns the command that failed. */
    public String command() {
        return command;
    }

    /** Returns QEMU's class of error, such as {@code GenericError}, or empty if QEMU did not answer. */
    public Optional<String> errorClass() {
        return errorClass;
    }
}
