package io.kvmguest.boot;

import io.kvmguest.console.Mark;
import java.time.Duration;
import java.util.Optional;

/**
 * When and where a boot entered a phase.
 *
 * @param phase the phase
 * @param start before the line that announced it; for {@link BootPhase#ROOT_SHELL}, where the proof was complete
 * @param at host time between power-on and that line's arrival
 * @param line the line that announced it; empty for {@link BootPhase#ROOT_SHELL}, which no text announces
 */
public record PhaseEntry(BootPhase phase, Mark start, Duration at, String line) {

    /** Returns the guest's own time, if the kernel stamped the announcing line. */
    public Optional<Duration> kernelTime() {
        return Optional.ofNullable(KernelLine.find(line)).map(KernelLine::time);
    }
}
