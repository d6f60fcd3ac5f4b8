package io.kvmguest.images;

import java.util.List;
import java.util.stream.Collectors;

/** The last lines of what a program said, as messages quote them. */
final class Excerpt {

    private Excerpt() {}

    static String of(String title, List<String> lines, int count) {
        if (lines.isEmpty()) {
            return "";
        }
        return "\n  " + title + ":\n"
                + lines.subList(Math.max(0, lines.size() - count), lines.size()).stream()
                        .map(line -> "    | " + line.stripTrailing())
                        .collect(Collectors.joining("\n"));
    }
}
