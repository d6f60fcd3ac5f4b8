package io.kvmguest.boot;

import io.kvmguest.console.Mark;
import java.time.Duration;
import java.util.List;

/**
 * Something that went wrong in a boot.
 *
 * @param kind what it is
 * @param text the line that says so, without the kernel's stamp
 * @param subject what it is about: a device, a process, a unit; empty where the line names nothing
 * @param position before that line
 * @param at host time between power-on and that line's arrival
 * @param details the lines that belong to it, such as its call trace, without stamps; at most the first
 *     {@value #MAX_DETAILS}
 */
public record BootProblem(
        ProblemKind kind, String text, String subject, Mark position, Duration at, List<String> details) {

    /** How many lines of detail are kept. */
    public static final int MAX_DETAILS = 200;

    public BootProblem {
        details = List.copyOf(details);
    }

    /** Returns kind, time and text, on one line. */
    @Override
    public String toString() {
        return "%s at %s: %s".formatted(kind, Seconds.of(at), text);
    }
}
