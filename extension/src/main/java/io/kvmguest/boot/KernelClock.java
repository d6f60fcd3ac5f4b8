package io.kvmguest.boot;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Tells what the kernel prints now from what somebody prints again, such as {@code dmesg} or {@code cat} of a log: the
 * kernel's clock does not go back.
 */
final class KernelClock {

    /** Messages of a real boot come up to 0.74 s out of order: programs write into the kernel's log with a delay. */
    private static final long OUT_OF_ORDER_MICROS = 2_000_000;

    /** A forged or foreign stamp in the far future must not make all that follows look old. */
    private static final long LEAP_MICROS = 3_600_000_000L;

    private static final int RECENT = 512;

    private record Stamp(long micros, String text) {}

    private final Deque<Stamp> recent = new ArrayDeque<>();
    private long latest = -1;
    private Duration latestAt = Duration.ZERO;

    /** Returns whether the kernel stamps its messages, as far as is known by now. */
    boolean hasTicked() {
        return latest >= 0;
    }

    /** Returns whether the kernel's clock has left zero. */
    boolean hasAdvanced() {
        return latest > 0;
    }

    /** Returns whether a stamp lies clearly before what the kernel has printed. */
    boolean isPast(KernelLine line) {
        return line.micros() < latest - OUT_OF_ORDER_MICROS;
    }

    /**
     * Takes a stamped line.
     *
     * @param at when it came
     * @param unattended whether the boot has not come to a shell, so that nobody can have typed a command
     * @return whether the kernel printed it now
     */
    boolean accept(KernelLine line, Duration at, boolean unattended) {
        if (hasTicked() && !(unattended && line.start() == 0)) {
            long leap = LEAP_MICROS + 2 * at.minus(latestAt).toNanos() / 1000;
            if (isPast(line) || line.micros() > latest + leap) {
                return false;
            }
            if (line.micros() <= latest && recent.contains(new Stamp(line.micros(), line.text()))) {
                return false;
            }
        }
        if (line.micros() >= latest) {
            latest = line.micros();
            latestAt = at;
        }
        recent.addLast(new Stamp(line.micros(), line.text()));
        if (recent.size() > RECENT) {
            recent.removeFirst();
        }
        return true;
    }
}
