package io.kvmguest.shell;

import java.time.Duration;

/** A command that did not end in time; it has been ended, with all its children, and the shell works on. */
public final class CommandTimeoutException extends RuntimeException {

    private final transient CommandResult resultSoFar;

    private CommandTimeoutException(String message, CommandResult resultSoFar) {
        super(message);
        this.resultSoFar = resultSoFar;
    }

    static CommandTimeoutException of(
            Command command, Duration timeout, Outcome.Fate fate, CommandResult result, Situation situation) {
        boolean ended = fate == Outcome.Fate.KILLED;
        return new CommandTimeoutException(
                situation.name() + ": a command did not end within " + Words.duration(timeout)
                        + (ended ? " and was ended." : ", and not even for SIGKILL.")
                        + "\n  Command: " + Words.command(command.script())
                        + Words.output("Standard output so far", result.stdout())
                        + Words.output("Standard error so far", result.stderr())
                        + (ended
                                ? "\n  If it needs longer: Command.of(…).timeout(…). If it is to go on: end it with &."
                                : "\n  It is stuck in the guest's kernel; look at the console for a hung task.")
                        + situation.end(),
                result);
    }

    /** Returns what it had printed by then. Its exit status is that of its end: 143 for SIGTERM, 137 for SIGKILL. */
    public CommandResult resultSoFar() {
        return resultSoFar;
    }
}
