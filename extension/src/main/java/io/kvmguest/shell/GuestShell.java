package io.kvmguest.shell;

import java.time.Duration;

/** The root shell over whatever channel there is, and words for what goes wrong. */
final class GuestShell implements RootShell {

    private final CommandChannel channel;
    private final Situation situation;
    private final Duration defaultTimeout;

    GuestShell(CommandChannel channel, Situation situation, Duration defaultTimeout) {
        this.channel = channel;
        this.situation = situation;
        this.defaultTimeout = defaultTimeout;
    }

    @Override
    public CommandResult run(Command command) {
        Duration timeout = command.timeout().orElse(defaultTimeout);
        Outcome outcome;
        try {
            outcome = channel.run(command, timeout);
        } catch (WireBrokenException e) {
            throw ShellLostException.of(command, e, situation);
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
