package io.kvmguest.contract;

import java.util.List;
import java.util.stream.Collectors;

/** What a check has found. */
final class Findings {

    private Findings() {}

    static void require(boolean holds, String complaint) {
        if (!holds) {
            throw new AssertionError(complaint);
        }
    }

    /** @param seen what the complaint is about, a line each */
    static void require(boolean holds, String complaint, List<?> seen) {
        require(holds, complaint + (seen.isEmpty() ? " none" : lines(seen)));
    }

    static String lines(List<?> lines) {
        return lines.stream().map(line -> "\n    " + line).collect(Collectors.joining());
    }
}
