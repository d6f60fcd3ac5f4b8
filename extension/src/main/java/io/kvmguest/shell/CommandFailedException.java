package io.kvmguest.shell;

/** A command that had to succeed did not. */
public final class CommandFailedException extends RuntimeException {

    private final transient CommandResult result;

    CommandFailedException(CommandResult result) {
        super((result.guest().isEmpty() ? "A" : result.guest() + ": a") + " command failed with "
                + ExitStatus.describe(result.exitStatus()) + " after " + Words.duration(result.duration()) + "."
                + "\n  Command: " + Words.command(result.command())
                + Words.output("Standard error", result.stderr())
                + Words.output("Standard output", result.stdout()));
        this.result = result;
    }

    /** Returns what the command left behind. */
    public CommandResult result() {
        return result;
    }
}
