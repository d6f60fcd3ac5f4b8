package io.kvmguest.shell;

import io.kvmguest.console.ConsoleEndedException;
import java.time.Duration;
import java.util.Optional;

/** A command that was started, in the words of its guest. */
final class StartedCommand implements RunningCommand {

    private static final Duration LAST_GRACE = Duration.ofSeconds(10);

    private final LiveJob job;
    private final Command command;
    private final Situation situation;
    private final long started = System.nanoTime();

    StartedCommand(LiveJob job, Command command, Situation situation) {
        this.job = job;
        this.command = command;
        this.situation = situation;
    }

    @Override
    public boolean isRunning() {
        return !job.output().isOver();
    }

    @Override
    public Optional<OutputLine> nextLine(Duration timeout) {
        try {
            return Optional.ofNullable(job.output().next(timeout));
        } catch (InterruptedException e) {
            throw interrupted(e);
        } catch (WireBrokenException e) {
            throw lost(e);
        }
    }

    @Override
    public CommandResult await(Duration timeout) {
        Outcome.Fate fate = Outcome.Fate.ENDED;
        try {
            if (!job.output().awaitEnd(timeout)) {
                job.kill("KILL");
                fate = job.output().awaitEnd(LAST_GRACE) ? Outcome.Fate.KILLED : Outcome.Fate.UNKILLABLE;
            }
        } catch (InterruptedException e) {
            throw interrupted(e);
        } catch (WireBrokenException e) {
            throw lost(e);
        }
        Outcome outcome = job.output().outcome(fate, Duration.ofNanos(System.nanoTime() - started));
        CommandResult result = GuestShell.result(outcome, command, situation);
        if (fate != Outcome.Fate.ENDED) {
            throw CommandTimeoutException.of(command, timeout, fate, result, situation);
        }
        return result;
    }

    @Override
    public void kill(String signal) {
        if (!signal.matches("[A-Z0-9]+")) {
            throw new IllegalArgumentException(
                    "signal must be a name without SIG, such as \"INT\", but was \"" + signal + '"');
        }
        if (isRunning()) {
            try {
                job.kill(signal);
            } catch (WireBrokenException e) {
                throw lost(e);
            }
        }
    }

    @Override
    public void close() {
        if (isRunning()) {
            try {
                job.kill("KILL");
            } catch (ConsoleEndedException | WireBrokenException e) {
                // Where the guest is gone, or its shells are, there is nothing to end.
            }
        }
    }

    private ShellLostException lost(WireBrokenException e) {
        return ShellLostException.of(Words.command(command.script()), e, situation);
    }

    private IllegalStateException interrupted(InterruptedException e) {
        Thread.currentThread().interrupt();
        return new IllegalStateException(
                situation.name() + ": interrupted while the command " + Words.command(command.script())
                        + " was waited for",
                e);
    }
}
