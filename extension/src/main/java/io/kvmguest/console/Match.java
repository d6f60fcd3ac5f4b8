package io.kvmguest.console;

import java.time.Duration;
import java.util.List;

/**
 * What an expectation found.
 *
 * @param start before the first byte of the match
 * @param end behind its last byte
 * @param at host time between power-on and the arrival of the match's last byte
 * @param text the matched text, stripped of escape sequences
 * @param groups the groups of the regular expression, empty for a plain text; a group that took no part is {@code ""}
 * @param before the text between the point where the search began and the match (at most its last 64 KiB)
 */
public record Match(Mark start, Mark end, Duration at, String text, List<String> groups, String before) {

    public Match {
        groups = List.copyOf(groups);
    }
}
