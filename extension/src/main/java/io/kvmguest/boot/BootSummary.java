package io.kvmguest.boot;

import io.kvmguest.console.ConsoleLine;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.StringJoiner;
import java.util.TreeMap;

/** Writes a boot down for people. */
final class BootSummary {

    private BootSummary() {}

    static String of(BootLog log, Duration startedAt, List<ConsoleLine> lastLine) {
        StringJoiner rows = new StringJoiner("\n");
        List<PhaseEntry> phases = log.phases();
        if (phases.isEmpty()) {
            rows.add("no boot phase seen");
        } else {
            Duration silence = phases.get(0).at().minus(startedAt);
            if (silence.toMillis() >= 50) {
                rows.add(row("(silent)", silence));
            }
            for (int i = 0; i + 1 < phases.size(); i++) {
                rows.add(row(phases.get(i), phases.get(i + 1).at()));
            }
            rows.add(lastRow(phases.get(phases.size() - 1), log.total(), lastLine));
        }
        problems(log).ifPresent(rows::add);
        BootOrigin origin = log.origin();
        if (origin.isRecorded()) {
            rows.add(
                    origin.remark().isEmpty()
                            ? "(of the template: " + origin + "; boot = COLD measures a boot of now)"
                            : "(" + origin.remark() + ": " + origin + ")");
        }
        return rows.toString();
    }

    private static String row(PhaseEntry entry, Duration end) {
        return row(entry.phase().description(), end.minus(entry.at()));
    }

    private static String row(String what, Duration duration) {
        return "%-12s%8s".formatted(what, Seconds.of(duration));
    }

    private static String lastRow(PhaseEntry last, Optional<Duration> total, List<ConsoleLine> lastLine) {
        return total.map(duration -> row(last.phase().description(), duration) + " after power-on")
                .orElseGet(() -> row(
                                last,
                                lastLine.isEmpty() ? last.at() : lastLine.get(0).at()) + " and not over");
    }

    private static Optional<String> problems(BootLog log) {
        Map<ProblemKind, Integer> counts = new EnumMap<>(ProblemKind.class);
        log.problems().forEach(problem -> counts.merge(problem.kind(), 1, Integer::sum));
        StringJoiner kinds = new StringJoiner(", ", "problems: ", "");
        new TreeMap<>(counts).forEach((kind, count) -> kinds.add(count + " " + kind));
        if (log.droppedProblems() > 0) {
            kinds.add(log.droppedProblems() + " more not kept");
        }
        return counts.isEmpty() ? Optional.empty() : Optional.of(kinds.toString());
    }
}
