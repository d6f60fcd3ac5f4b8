package io.kvmguest.shell;

import java.time.Duration;
import java.util.List;
import java.util.Locale;

/** How a message says things. */
final class Words {

    private static final int LONGEST_QUOTE = 80;
    private static final int LONGEST_LINE = 200;
    private static final int LINES = 20;
    private static final String QUOTED = "    | ";

    private Words() {}

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

    /** The command on one line, in quotes. */
    static String command(String script) {
        String line = script.strip().replaceAll("\\s*\\R\\s*", " ⏎ ");
        return '"' + (line.length() <= LONGEST_QUOTE ? line : line.substring(0, LONGEST_QUOTE) + "…") + '"';
    }

    /** The last lines of what a command printed, indented and with a heading; one line if there is nothing. */
    static String output(String name, String text) {
        if (text.isBlank()) {
            return "\n  " + name + ": empty";
        }
        List<String> lines = text.lines().toList();
        int left = Math.max(0, lines.size() - LINES);
        StringBuilder out = new StringBuilder("\n  ").append(name);
        if (left > 0) {
            out.append(" (the last ")
                    .append(LINES)
                    .append(" of ")
                    .append(lines.size())
                    .append(" lines)");
        }
        out.append(':');
        for (String line : lines.subList(left, lines.size())) {
            out.append('\n').append(QUOTED).append(line(line));
        }
        return out.toString();
    }

    /** A text as it was printed, without what would confuse a terminal, cut where it is too long. */
    static String line(String text) {
        String clean = text.replaceAll("[\\p{Cntrl}&&[^\\t]]", "").stripTrailing();
        return clean.length() <= LONGEST_LINE ? clean : clean.substring(0, LONGEST_LINE) + "…";
    }
}
