package io.kvmguest.assertions;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** How values look in a message. */
final class Texts {

    private static final int TAIL_LINES = 20;
    private static final int LINE_LENGTH = 400;

    private Texts() {}

    /** Returns a duration as a person writes it: {@code 300 ms}, {@code 5 s}, {@code 21.4 s}. */
    static String duration(Duration duration) {
        if (duration.compareTo(Duration.ofSeconds(1)) < 0) {
            return duration.toMillis() + " ms";
        }
        String seconds = String.format(Locale.ROOT, "%.1f", duration.toMillis() / 1000.0);
        return (seconds.endsWith(".0") ? seconds.substring(0, seconds.length() - 2) : seconds) + " s";
    }

    /** Returns the text in double quotes, on one line. */
    static String quote(String text) {
        return "\"" + visible(text).replace("\n", "\\n") + "\"";
    }

    /** Returns the last lines of a text, and how many were left out before them. */
    static List<String> tail(String text) {
        return tail(text.lines().toList());
    }

    /** Returns the last of these lines, and how many were left out before them. */
    static List<String> tail(List<String> all) {
        List<String> lines = new ArrayList<>();
        int omitted = Math.max(0, all.size() - TAIL_LINES);
        if (omitted > 0) {
            lines.add("(" + omitted + (omitted == 1 ? " line" : " lines") + " before these)");
        }
        all.subList(omitted, all.size()).forEach(line -> lines.add(shorten(visible(line))));
        return lines;
    }

    private static String shorten(String line) {
        int over = line.length() - LINE_LENGTH;
        return over <= 0 ? line : line.substring(0, LINE_LENGTH) + "… (" + over + " more characters)";
    }

    /** Returns the text with control characters spelled out, so that it cannot play with the reader's terminal. */
    private static String visible(String text) {
        StringBuilder visible = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (Character.isISOControl(c) && c != '\n' && c != '\t') {
                visible.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
            } else {
                visible.append(c);
            }
        }
        return visible.toString();
    }
}
