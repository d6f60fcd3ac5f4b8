package io.kvmguest;

import io.kvmguest.bench.BenchmarkReport;
import io.kvmguest.bench.BenchmarkReport.Goal;
import io.kvmguest.console.ConsoleEndedException;
import io.kvmguest.console.Ending;
import io.kvmguest.console.SerialConsole;
import io.kvmguest.shell.Command;
import io.kvmguest.shell.RunningCommand;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;

/** Measures how long a test waits for the news that its guest is gone, in the middle of a command. */
final class EndBenchmark {

    private static final int RUNS = 5;

    public static void main(String[] args) throws IOException {
        List<Double> killed = new ArrayList<>();
        List<Double> panicked = new ArrayList<>();
        BenchmarkReport report = null;
        for (int run = 0; run < RUNS; run++) {
            try (Guest guest = Guest.start(GuestSpec.of("mini"))) {
                report = new BenchmarkReport(
                        "end",
                        guest.accelerator().name().toLowerCase(Locale.ROOT),
                        String.valueOf(guest.qmp().execute("query-version")));
                CompletableFuture<Long> heard = heard(guest, "sleep 1000", Ending.Kind.MACHINE_DIED);
                awaitBegin(guest);
                long start = System.nanoTime();
                ProcessHandle.of(guest.pid()).orElseThrow().destroyForcibly();
                killed.add((heard.join() - start) / 1e6);
            }
            try (Guest guest = Guest.start(GuestSpec.of("mini"))) {
                SerialConsole console = guest.console();
                CompletableFuture<Long> heard = heard(guest, "sleep 1000", Ending.Kind.PANIC);
                awaitBegin(guest);
                RunningCommand panic = guest.shell().start("echo c >/proc/sysrq-trigger");
                console.expect("Kernel panic", Duration.ofMinutes(1));
                long start = System.nanoTime();
                panicked.add((heard.join() - start) / 1e6);
                panic.close();
            }
        }
        if (report != null) {
            report.add("mini: from kill -9 of QEMU to the failure of a command", "ms", killed, Goal.atMost(500));
            report.add(
                    "mini: from a panic on the console to the failure of a command",
                    "ms",
                    panicked,
                    Goal.atMost(1_000));
            report.finish(args);
        }
    }

    private static CompletableFuture<Long> heard(Guest guest, String script, Ending.Kind wanted) {
        return CompletableFuture.supplyAsync(() -> {
            try {
                var unused = guest.shell()
                        .run(Command.of("echo begun >/dev/kmsg; " + script).timeout(Duration.ofMinutes(9)));
                throw new IllegalStateException("the command came to its end");
            } catch (ConsoleEndedException e) {
                if (e.ending().kind() != wanted) {
                    throw new IllegalStateException("took it for " + e.ending(), e);
                }
                return System.nanoTime();
            }
        });
    }

    private static void awaitBegin(Guest guest) {
        guest.console().fromPowerOn().expect("begun", Duration.ofMinutes(1));
    }

    private EndBenchmark() {}
}
