package io.kvmguest.console;

import java.time.Duration;
import java.util.Locale;

/** How a message says things. */
final class Spoken {

    private static final int LONGEST_LINE = 200;
    private static final int LONGEST_QUOTE = 200;

    private Spoken() {}

    /** {@code 250 ms}, {@code 3.2 s}, {@code 20 s}, {@code 2 min}, {@code 2 min 5 s}. */
    static String duration(Duration duration) {
        long millis = Math.max(0, duration.toMillis());
        if (millis < 1_000) {
            return millis + " ms";
        }
        if (millis < 120_000) {
            long tenths = millis / 100;
            return tenths % 10 == 0
                    ? tenths / 10 + " s"
                    : String.format(Locale.ROOT, "%d.%d s", tenths / 10, tenths % 10);
        }
        long seconds = millis / 1_000;
        return seconds % 60 == 0 ? seconds / 60 + " min" : seconds / 60 + " min " + seconds % 60 + " s";
    }

    /** A text in quotes, on one line. */
    static String quoted(String text) {
        String cut = text.length() <= LONGEST_QUOTE ? text : text.substring(0, LONGEST_QUOTE) + "…";
        return '"'
                + cut.replace("\\", "\\\\")
                        .replace("\n", "\\n")
                        .replace("\t", "\\t")
                        .replace("\"", "\\\"")
                + '"';
    }

    /** A line of the console, cut where it is too long. */
    static String line(String text) {
        String trimmed = text.stripTrailing();
        return trimmed.length() <= LONGEST_LINE ? trimmed : trimmed.substring(0, LONGEST_LINE) + "…";
    }
}
