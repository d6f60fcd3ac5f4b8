package io.kvmguest;

import io.kvmguest.console.ByteWait;
import java.time.Duration;
import java.util.Optional;

/** Waits until a guest has nothing more to do, by what its QEMU takes of the host's processors. */
final class Quiet {

    private static final Duration SAMPLE = Duration.ofMillis(200);

    /** An idle guest takes some hundredths of a processor, for its timers. */
    private static final double BUSY = 0.15;

    private static final int QUIET_SAMPLES = 2;

    /**
     * Waits.
     *
     * @param wait ends it when the guest is gone
     * @param pid QEMU's
     * @param atMost how long; some guests never rest
     */
    static void await(ByteWait wait, long pid, Duration atMost) {
        Optional<ProcessHandle> process = ProcessHandle.of(pid);
        long until = System.nanoTime() + atMost.toNanos();
        long before = cpu(process);
        int quiet = 0;
        while (quiet < QUIET_SAMPLES && System.nanoTime() - until < 0) {
            boolean unused = wait.await(() -> false, SAMPLE);
            long now = cpu(process);
            quiet = now - before < BUSY * SAMPLE.toNanos() ? quiet + 1 : 0;
            before = now;
        }
    }

    private static long cpu(Optional<ProcessHandle> process) {
        return process.flatMap(each -> each.info().totalCpuDuration())
                .map(Duration::toNanos)
                .orElse(0L);
    }

    private Quiet() {}
}
