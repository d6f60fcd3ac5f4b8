package io.kvmguest.shell;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Puts lines together again in the middle of which the kernel, or an init system, has printed lines of its own: a prompt
 * stays a prompt wherever it was cut, and whether its rest comes behind the interruption or has come before.
 */
final class Interruption {

    private static final Pattern KERNEL = Pattern.compile("\\[ *\\d+\\.\\d{6}\\]");

    private static final Pattern WHOLE_KERNEL_LINE = Pattern.compile(KERNEL.pattern() + ".*\\n?");

    /** At the start of a line it is one like any other. */
    private static final Pattern STATUS = Pattern.compile("\\[(?: {2}OK {2}|FAILED)\\] ");

    /** No prompt is longer. */
    private static final int LONGEST = 300;

    private String cut = "";
    private long cutStart;

    /**
     * A line as it was meant.
     *
     * @param start where it begins in the transcript
     */
    record Whole(String text, long start) {}

    /**
     * Takes in a complete line.
     *
     * @return null if it is an interruption
     */
    @Nullable Whole complete(String line, long start) {
        Whole whole = unfinished(line, start);
        if (whole != null) {
            cut = "";
        }
        return whole;
    }

    /**
     * Takes in the line at the end, which may be taken in again when there is more of it.
     *
     * @return null if it is an interruption
     */
    @Nullable Whole unfinished(String line, long start) {
        int at = interruptionIn(line);
        if (at < 0) {
            return new Whole(cut + line, cut.isEmpty() ? start : cutStart);
        }
        return null;
    }

    /** Returns what an interruption has cut off so far. */
    Whole cutBy(String line, long start) {
        return new Whole(cut + line.substring(0, interruptionIn(line)), cut.isEmpty() ? start : cutStart);
    }

    /** Remembers what an interruption has cut off that is complete. */
    void remember(Whole whole) {
        cut = whole.text().length() > LONGEST ? "" : whole.text();
        cutStart = whole.start();
    }

    /** Returns a text without the lines that the kernel has printed in the middle of it. */
    static String without(String text) {
        return WHOLE_KERNEL_LINE.matcher(text).replaceAll("");
    }

    /** Forgets what was cut off. */
    void forget() {
        cut = "";
    }

    private int interruptionIn(String line) {
        Matcher kernel = KERNEL.matcher(line);
        if (kernel.find()) {
            return kernel.start();
        }
        Matcher status = STATUS.matcher(line);
        return status.find() && (status.start() > 0 || !cut.isEmpty()) ? status.start() : -1;
    }
}
