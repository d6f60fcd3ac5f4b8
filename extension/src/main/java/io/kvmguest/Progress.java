package io.kvmguest;

import io.kvmguest.boot.BootLog;
import io.kvmguest.boot.BootPhase;
import io.kvmguest.boot.PhaseEntry;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What a guest is doing, in the words of an error message: {@code in boot phase KERNEL for 3.2 s}. */
final class Progress implements Supplier<String> {

    private volatile long powerOn = System.nanoTime();
    private volatile @Nullable BootLog bootLog;

    /** Takes note that the guest is older than that: it is a clone. */
    void runsOnAfter(Duration age) {
        powerOn = System.nanoTime() - age.toNanos();
    }

    void follow(BootLog log) {
        bootLog = log;
    }

    @Override
    public String get() {
        BootLog log = bootLog;
        Optional<BootPhase> phase = log == null ? Optional.empty() : log.current();
        if (log == null || phase.isEmpty()) {
            return "";
        }
        long since = log.phase(phase.get()).map(PhaseEntry::at).orElseThrow().toNanos();
        String seconds = String.format(Locale.ROOT, "%.1f s", (System.nanoTime() - powerOn - since) / 1e9);
        return phase.get() == BootPhase.ROOT_SHELL
                ? "up, its root shell proven " + seconds + " before"
                : "in boot phase " + phase.get() + " for " + seconds;
    }
}
