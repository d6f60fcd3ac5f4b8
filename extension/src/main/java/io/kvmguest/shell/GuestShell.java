package io.kvmguest.shell;

import java.nio.file.Path;
import java.time.Duration;

/** A root shell over whatever channel there is, and words for what goes wrong. */
class GuestShell implements RootShell {

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
            throw ShellLostException.of(Words.command(command.script()), e, situation);
        }
        CommandResult result = result(outcome, command, situation);
        if (outcome.fate() != Outcome.Fate.ENDED) {
            throw CommandTimeoutException.of(command, timeout, outcome.fate(), result, situation);
        }
        return result;
    }

    static CommandResult result(Outcome outcome, Command command, Situation situation) {
        return new CommandResult(
                situation.name(),
                command.script(),
                outcome.exitStatus(),
                outcome.stdout(),
                outcome.stderr(),
                outcome.took());
    }

    @Override
    public RunningCommand start(Command command) {
        try {
            return new StartedCommand(channel.start(command), command, situation);
        } catch (WireBrokenException e) {
            throw ShellLostException.of(Words.command(command.script()), e, situation);
        }
    }

    @Override
    public void upload(Path from, String to) {
        transfer(() -> new FileTransfer(channel, situation).upload(from, to), "the upload of " + from);
    }

    @Override
    public void download(String from, Path to) {
        transfer(() -> new FileTransfer(channel, situation).download(from, to), "the download of " + from);
    }

    private void transfer(Runnable work, String what) {
        try {
            work.run();
        } catch (WireBrokenException e) {
            throw ShellLostException.of(what, e, situation);
        }
    }
}
