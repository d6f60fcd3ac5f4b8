package io.kvmguest;

import io.kvmguest.console.ConsoleEndedException;
import io.kvmguest.console.ConsoleLine;
import io.kvmguest.console.Ending;
import io.kvmguest.console.Mark;
import io.kvmguest.console.SerialConsole;
import io.kvmguest.shell.RootShell;
import io.kvmguest.shell.ShellLostException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** The way from one boot to the next. */
final class Reboot {

    private static final int QUOTED_LINES = 12;

    private final SerialConsole console;
    private final MachineWatch watch;
    private final BootSeries boots;

    Reboot(SerialConsole console, MachineWatch watch, BootSeries boots) {
        this.console = console;
        this.watch = watch;
        this.boots = boots;
    }

    /** Has the guest restart itself. */
    void byGuest(RootShell shell) {
        CompletableFuture<Mark> reset = watch.expectReset();
        boots.giveWay();
        try {
            shell.run("reboot").requireSuccess();
        } catch (ConsoleEndedException e) {
            if (e.ending().kind() != Ending.Kind.RESET) {
                throw e;
            }
        } catch (ShellLostException e) {
            // It went down faster than it could answer. Whether it restarts is seen below.
        }
        comeBack(reset, "\"reboot\" was run");
    }

    /** Resets the machine, whatever the guest is about. */
    void byMachine(Runnable systemReset) {
        CompletableFuture<Mark> reset = watch.expectReset();
        systemReset.run();
        comeBack(reset, "QEMU was told to reset it");
    }

    private void comeBack(CompletableFuture<Mark> reset, String cause) {
        Duration timeout = boots.timeout();
        try {
            if (!console.awaitBytes("its reset").await(reset::isDone, timeout)) {
                throw new IllegalStateException(notReset(timeout, cause));
            }
        } catch (ConsoleEndedException e) {
            // The kernel says that it restarts before the machine does.
            if (e.ending().kind() != Ending.Kind.RESET) {
                throw e;
            }
        }
        boots.next(reset.completeOnTimeout(console.mark(), timeout.toMillis(), TimeUnit.MILLISECONDS)
                .join());
        boots.await();
    }

    private String notReset(Duration timeout, String cause) {
        return console.subject().name() + " did not restart within " + timeout.toSeconds() + " s after " + cause + "."
                + "\n  Does one of its services hold up the shutdown? Guest.reset() does not ask them."
                + "\n  Last lines of the console:"
                + console.transcript().lastLines(QUOTED_LINES).stream()
                        .map(ConsoleLine::text)
                        .map(line -> "\n    | " + line)
                        .collect(Collectors.joining());
    }
}
