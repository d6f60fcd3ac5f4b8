package io.kvmguest;

import io.kvmguest.console.SerialConsole;
import io.kvmguest.shell.Command;
import io.kvmguest.shell.CommandResult;
import io.kvmguest.shell.RootShell;
import io.kvmguest.shell.RunningCommand;
import java.time.Duration;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The kernel's log at full speed, and commands of 200 lines that have to come through it. */
final class KernelFlood implements AutoCloseable {

    private static final int LINES = 200;
    private static final String MESSAGE = "a line of the kernel's log, and another";
    private static final Duration LONG_ENOUGH = Duration.ofMinutes(5);

    static final String WANTED =
            IntStream.rangeClosed(1, LINES).mapToObj(i -> "line " + i).collect(Collectors.joining("\n"));

    private final RunningCommand flood;

    private KernelFlood(RunningCommand flood) {
        this.flood = flood;
    }

    static KernelFlood start(RootShell root) {
        return new KernelFlood(root.start("echo on >/proc/sys/kernel/printk_devkmsg;" + " while :; do echo \"" + MESSAGE
                + "\" >/dev/kmsg; done"));
    }

    /** Runs a command that prints {@link #WANTED}. */
    static CommandResult run(RootShell root, int exitStatus) {
        return root.run(Command.of(
                        "i=0; while [ $i -lt " + LINES + " ]; do i=$((i + 1)); echo line $i; done; exit " + exitStatus)
                .timeout(LONG_ENOUGH));
    }

    /** Waits for so many messages on a console. */
    static void await(SerialConsole console, int messages) {
        for (int i = 0; i < messages; i++) {
            console.expect(MESSAGE, LONG_ENOUGH);
        }
    }

    boolean isRunning() {
        return flood.isRunning();
    }

    @Override
    public void close() {
        flood.close();
    }
}
