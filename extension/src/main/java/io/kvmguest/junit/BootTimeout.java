package io.kvmguest.junit;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A time as it is written in an annotation: {@code 90s}. */
final class BootTimeout {

    private static final Pattern NOTATION = Pattern.compile("(\\d{1,9})\\s*(ms|s|m|h)");

    /**
     * Reads a time.
     *
     * @throws IllegalArgumentException if it is none
     */
    static Duration parse(String text) {
        Matcher m = NOTATION.matcher(text.strip());
        if (!m.matches()) {
            throw new IllegalArgumentException(
                    "bootTimeout must be a number with ms, s, m or h behind it, such as 90s, but was \"" + text + "\"");
        }
        long number = Long.parseLong(m.group(1));
        return switch (m.group(2)) {
            case "ms" -> Duration.ofMillis(number);
            case "s" -> Duration.ofSeconds(number);
            case "m" -> Duration.ofMinutes(number);
            default -> Duration.ofHours(number);
        };
    }

    private BootTimeout() {}
}
