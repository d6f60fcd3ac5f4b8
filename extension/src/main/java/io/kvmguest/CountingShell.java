package io.kvmguest;

import io.kvmguest.shell.Command;
import io.kvmguest.shell.CommandResult;
import io.kvmguest.shell.ReservedShell;
import io.kvmguest.shell.RootShell;
import io.kvmguest.shell.RunningCommand;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;

/** Counts the commands, for the report. */
class CountingShell implements RootShell {

    private final RootShell shell;
    private final AtomicInteger commands;

    CountingShell(RootShell shell, AtomicInteger commands) {
        this.shell = shell;
        this.commands = commands;
    }

    /** One that is closed some time. */
    static final class Reserved extends CountingShell implements ReservedShell {

        private final ReservedShell shell;

        Reserved(ReservedShell shell, AtomicInteger commands) {
            super(shell, commands);
            this.shell = shell;
        }

        @Override
        public void close() {
            shell.close();
        }
    }

    @Override
    public CommandResult run(Command command) {
        commands.incrementAndGet();
        return shell.run(command);
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
