package io.kvmguest.boot;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What the kernel printed with its stamp: {@code [    1.234567] text} or {@code [    1.234567][    T1] text}.
 *
 * @param micros the kernel's time
 * @param caller {@code T1}, {@code C0} or empty
 * @param text what follows the stamp
 * @param start where in its console line the stamp begins; 0 also behind white space
 */
record KernelLine(long micros, String caller, String text, int start) {

    /** The kernel writes the seconds with {@code %5lu}: no other bracket on a console looks like that. */
    private static final int SECONDS_WIDTH = 5;

    /** Ten digits are 300 years. */
    private static final int LONGEST_SECONDS = 10;

    private static final int FRACTION_WIDTH = 6;

    Duration time() {
        return Duration.ofNanos(micros * 1000);
    }

    /** Finds the first stamp of a line, at its beginning or glued behind something else. */
    static @Nullable KernelLine find(String line) {
        for (int i = line.indexOf('['); i >= 0; i = line.indexOf('[', i + 1)) {
            KernelLine found = at(line, i);
            if (found != null) {
                boolean first = line.substring(0, i).isBlank();
                return first ? new KernelLine(found.micros, found.caller, found.text, 0) : found;
            }
        }
        return null;
    }

    private static @Nullable KernelLine at(String line, int start) {
        int first = start + 1;
        while (charAt(line, first) == ' ') {
            first++;
        }
        int point = digitsEnd(line, first);
        int width = point - start - 1;
        boolean padded = first > start + 1;
        if (point == first || width < SECONDS_WIDTH || width > (padded ? SECONDS_WIDTH : LONGEST_SECONDS)) {
            return null;
        }
        int close = digitsEnd(line, point + 1);
        if (charAt(line, point) != '.' || close != point + 1 + FRACTION_WIDTH || charAt(line, close) != ']') {
            return null;
        }
        long micros = Long.parseLong(line, first, point, 10) * 1_000_000 + Long.parseLong(line, point + 1, close, 10);
        int callerEnd = callerEnd(line, close + 1);
        String caller =
                callerEnd < 0 ? "" : line.substring(close + 2, callerEnd - 1).strip();
        int text = callerEnd < 0 ? close + 1 : callerEnd;
        if (charAt(line, text) == ' ') {
            text++;
        }
        return new KernelLine(micros, caller, line.substring(text), start);
    }

    /** Returns the end of {@code [    T1]} or {@code [    C0]}, or -1. */
    private static int callerEnd(String line, int start) {
        if (charAt(line, start) != '[') {
            return -1;
        }
        int i = start + 1;
        while (charAt(line, i) == ' ') {
            i++;
        }
        char kind = charAt(line, i);
        int end = digitsEnd(line, i + 1);
        boolean caller = (kind == 'T' || kind == 'C') && end > i + 1 && charAt(line, end) == ']';
        return caller ? end + 1 : -1;
    }

    private static int digitsEnd(String line, int start) {
        int i = start;
        while (charAt(line, i) >= '0' && charAt(line, i) <= '9') {
            i++;
        }
        return i;
    }

    private static char charAt(String line, int index) {
        return index < line.length() ? line.charAt(index) : '\0';
    }
}
