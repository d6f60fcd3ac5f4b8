package io.kvmguest.shell;

import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;

/** The root shell over whatever channel there is: one command after another, and words for what goes wrong. */
final class GuestShell implements RootShell {

    private final CommandChannel channel;
    private final Situation situation;
    private final Duration defaultTimeout;

    /** Fair, so that commands of several threads run in the order in which they were asked for. */
    private final ReentrantLock lock = new ReentrantLock(true);

    GuestShell(CommandChannel channel, Situation situation, Duration defaultTimeout) {
        this.channel = channel;
        this.situation = situation;
        this.defaultTimeout = defaultTimeout;
    }

    @Override
    public CommandResult run(Command command) {
        Duration timeout = command.timeout().orElse(defaultTimeout);
        Outcome outcome;
        lock.lock();
        try {
            outcome = channel.run(command, timeout);
        } catch (WireBrokenException e) {
            throw ShellLostException.of(command, e, situation);
        } finally {
            lock.unlock();
        }
        CommandResult result = new CommandResult(
                situation.name(),
                command.script(),
                outcome.exitStatus(),
                outcome.stdout(),
                outcome.stderr(),
                outcome.took());
        if (outcome.fate() != Outcome.Fate.ENDED) {
            throw CommandTimeoutException.of(command, timeout, outcome.fate(), result, situation);
        }
        return result;
    }
}
