package io.kvmguest;

import io.kvmguest.shell.Command;
import io.kvmguest.shell.CommandResult;
import io.kvmguest.shell.RootShell;
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
}
