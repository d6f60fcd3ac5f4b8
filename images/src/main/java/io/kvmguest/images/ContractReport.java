package io.kvmguest.images;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Which part of the contract an image fulfils, clause by clause. */
record ContractReport(List<Line> lines) {

    ContractReport {
        lines = List.copyOf(lines);
    }

    /** Whether a clause is fulfilled. */
    enum Verdict {
        FULFILLED,
        NOT_FULFILLED,
        /** The boot did not get far enough to tell. */
        UNKNOWN
    }

    /**
     * What is known of one clause.
     *
     * @param found what was seen, a few words
     * @param remedy what to do where it is not fulfilled; else empty
     */
    record Line(Clause clause, Verdict verdict, String found, String remedy) {

        String mark() {
            return switch (verdict) {
                case FULFILLED -> "ok";
                case NOT_FULFILLED -> "NO";
                case UNKNOWN -> "?";
            };
        }
    }

    boolean fulfilled() {
        return lines.stream().allMatch(line -> line.verdict == Verdict.FULFILLED);
    }

    Line of(Clause clause) {
        return lines.stream().filter(line -> line.clause == clause).findFirst().orElseThrow();
    }

    /** Returns one line a clause, and below it what to do. */
    String text() {
        StringBuilder text = new StringBuilder();
        for (Line line : lines) {
            text.append(String.format("  %-3s %-46s %s%n", line.mark(), line.clause.description(), line.found));
            if (!line.remedy.isEmpty()) {
                line.remedy.lines().forEach(remedy -> text.append(String.format("        %s%n", remedy)));
            }
        }
        return text.toString().stripTrailing();
    }

    /** Returns the clauses for JSON. */
    List<Map<String, Object>> toMaps() {
        return lines.stream().map(ContractReport::toMap).toList();
    }

    private static Map<String, Object> toMap(Line line) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("clause", line.clause.id());
        map.put("description", line.clause.description());
        map.put(
                "verdict",
                line.verdict.name().toLowerCase(java.util.Locale.ROOT).replace('_', ' '));
        map.put("found", line.found);
        map.put("remedy", line.remedy);
        return map;
    }
}
