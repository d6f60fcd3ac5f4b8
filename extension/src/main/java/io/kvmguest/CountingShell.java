package io.kvmguest;

import io.kvmguest.shell.Command;
import io.kvmguest.shell.CommandResult;
import io.kvmguest.shell.RootShell;
import io.kvmguest.shell.RunningCommand;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;

/** Counts the commands, for the report. */
final class CountingShell implements RootShell {

    private final RootShell shell;
    private final AtomicInteger commands = new AtomicInteger();

    CountingShell(RootShell shell) {
        this.shell = shell;
    }

    @Override
    public CommandResult run(Command command) {
        commands.incrementAndGet();
        return shell.run(command);
    }

    int commandsRun() {
        return commands.get();
    }

    @Override
    public RunningCommand start(Command command) {
        commands.incrementAndGet();
        return shell.start(command);
    }

    @Override
    public void upload(Path from, String to) {
        shell.upload(from, to);
    }

    @Override
    public void download(String from, Path to) {
        shell.download(from, to);
    }
}
