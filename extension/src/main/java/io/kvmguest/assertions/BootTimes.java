package io.kvmguest.assertions;

import io.kvmguest.boot.BootLog;
import io.kvmguest.boot.BootPhase;
import io.kvmguest.boot.PhaseEntry;
import io.kvmguest.console.Mark;
import java.time.Duration;
import java.util.List;

/** Host times of a boot, counted from its beginning. */
final class BootTimes {

    private BootTimes() {}

    /** Returns when a phase that was reached began; if it was passed over, the first one behind it. */
    static Duration until(BootLog log, BootPhase phase) {
        List<PhaseEntry> phases = log.phases();
        Duration at = phases.stream()
                .filter(entry -> entry.phase().compareTo(phase) >= 0)
                .findFirst()
                .orElseThrow()
                .at();
        return log.start().equals(Mark.POWER_ON) ? at : at.minus(phases.get(0).at());
    }
}
