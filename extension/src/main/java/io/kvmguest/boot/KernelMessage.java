package io.kvmguest.boot;

import io.kvmguest.console.Mark;
import java.time.Duration;

/**
 * One message of the kernel's log, or one that a program wrote into it, as it appeared on the console.
 *
 * @param time the kernel's own time
 * @param text the message without its stamp
 * @param position before the console line that holds it
 * @param at host time between power-on and that line's arrival
 * @param caller who printed it ({@code T1} for thread 1, {@code C0} for CPU 0); empty unless the kernel says so
 */
public record KernelMessage(Duration time, String text, Mark position, Duration at, String caller) {

    /** Returns the message as the console shows it. */
    @Override
    public String toString() {
        return "[%5d.%06d] %s".formatted(time.toSeconds(), time.toNanosPart() / 1000, text);
    }
}
