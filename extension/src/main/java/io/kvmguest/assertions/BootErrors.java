package io.kvmguest.assertions;

import io.kvmguest.boot.BootLog;
import io.kvmguest.boot.BootPhase;
import io.kvmguest.boot.BootProblem;
import io.kvmguest.boot.InOrder;
import io.kvmguest.boot.KernelMessage;
import io.kvmguest.boot.ProblemKind;
import io.kvmguest.console.ConsoleLine;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What is said when a boot is not as a {@link BootLogAssert} wants it. */
final class BootErrors {

    private static final int LAST_LINES = 10;
    private static final int DETAILS = 10;
    private static final int PROBLEMS = 10;

    private BootErrors() {}

    static FailureMessage shouldHaveReached(BootLog actual, BootPhase phase) {
        return withLastLines(
                expecting()
                        .line("to have reached phase:")
                        .value(phase)
                        .line("but it came no further than:")
                        .value(actual.current().map(BootPhase::name).orElse("(nothing)"))
                        .line("in this time of the host:")
                        .value(actual.summary()),
                actual);
    }

    static FailureMessage shouldNotHaveReached(BootLog actual, BootPhase phase) {
        FailureMessage message = expecting()
                .line("not to have reached phase:")
                .value(phase)
                .line("but it reached:")
                .value(actual.current().map(BootPhase::name).orElse("(nothing)"));
        return actual.phases().stream()
                .filter(entry ->
                        entry.phase().compareTo(phase) >= 0 && !entry.line().isEmpty())
                .findFirst()
                .map(entry -> message.line("by this line:").printed(Texts.tail(entry.line())))
                .orElse(message);
    }

    static FailureMessage shouldHaveReachedWithin(BootLog actual, BootPhase phase, Duration most, Duration took) {
        return expecting()
                .line("to have reached phase:")
                .value(phase)
                .line("within, by the host's clock:")
                .value(Texts.duration(most))
                .line("but it took:")
                .value(Texts.duration(took))
                .line("of which:")
                .value(actual.summary());
    }

    static FailureMessage shouldHaveSpentAtMost(
            BootLog actual, BootPhase phase, Duration most, Optional<Duration> took) {
        return expecting()
                .line("to have spent in phase:")
                .value(phase)
                .line("at most, by the host's clock:")
                .value(Texts.duration(most))
                .line("but it spent:")
                .value(took.map(Texts::duration)
                        .orElse(
                                actual.phase(phase).isPresent()
                                        ? "(the phase is not over)"
                                        : "(the phase was not shown)"))
                .line("of this boot:")
                .value(actual.summary());
    }

    static FailureMessage shouldHaveNone(String what, List<BootProblem> problems) {
        List<String> lines = new ArrayList<>();
        for (BootProblem problem : problems.subList(0, Math.min(PROBLEMS, problems.size()))) {
            lines.add(problem.toString());
            List<String> details = problem.details();
            details.stream().limit(DETAILS).forEach(detail -> lines.add("  | " + detail));
            if (details.size() > DETAILS) {
                lines.add("  (" + (details.size() - DETAILS) + " more)");
            }
        }
        if (problems.size() > PROBLEMS) {
            lines.add("(" + (problems.size() - PROBLEMS) + " more)");
        }
        return expecting().line("to have no " + what + " but it had:").values(lines);
    }

    static FailureMessage shouldHaveProblem(BootLog actual, ProblemKind kind) {
        return withLastLines(
                expecting()
                        .line("to have a problem of kind:")
                        .value(kind)
                        .line("but its problems were:")
                        .values(actual.problems().stream()
                                .map(BootProblem::toString)
                                .toList()),
                actual);
    }

    static FailureMessage shouldHavePrinted(BootLog actual, String text) {
        return withLastLines(expecting().line("to have printed:").quoted(text).line("but it did not"), actual);
    }

    static FailureMessage shouldHavePrintedMatching(BootLog actual, String regex) {
        return withLastLines(
                expecting()
                        .line("to have printed a line in which this is found:")
                        .value(regex)
                        .line("but it did not"),
                actual);
    }

    static FailureMessage shouldNotHavePrinted(String text, ConsoleLine line) {
        return expecting()
                .line("not to have printed:")
                .quoted(text)
                .line("but it did, " + Texts.duration(line.at()) + " after power-on:")
                .printed(Texts.tail(line.text()));
    }

    static FailureMessage shouldNotHavePrintedMatching(String regex, ConsoleLine line) {
        return expecting()
                .line("not to have printed a line in which this is found:")
                .value(regex)
                .line("but it did, " + Texts.duration(line.at()) + " after power-on:")
                .printed(Texts.tail(line.text()));
    }

    static FailureMessage shouldHavePrintedInOrder(BootLog actual, InOrder found) {
        FailureMessage message = expecting()
                .line("to have printed in this order:")
                .values(found.texts().stream().map(Texts::quote).toList())
                .line("but it did not print:")
                .quoted(found.missing().orElseThrow());
        if (!found.lines().isEmpty()) {
            ConsoleLine last = found.lines().get(found.lines().size() - 1);
            message.line("behind:").printed(Texts.tail(last.text()));
        }
        return actual.find(found.missing().orElseThrow())
                .map(line -> message.line("only before it:").printed(Texts.tail(line.text())))
                .orElseGet(() -> withLastLines(message, actual));
    }

    static FailureMessage shouldHaveKernelMessage(BootLog actual, String wanted) {
        FailureMessage message = expecting()
                .line("to have a kernel message with:")
                .value(wanted)
                .line("but none of its " + actual.kernelMessages().size() + " has it");
        long dropped = actual.droppedKernelMessages();
        if (dropped > 0) {
            message.line("(" + dropped + " more came later and were not kept)");
        }
        return withLastLines(message, actual);
    }

    static FailureMessage shouldHaveNoKernelMessage(String text, KernelMessage message) {
        return expecting()
                .line("to have no kernel message with:")
                .quoted(text)
                .line("but it had:")
                .printed(Texts.tail(message.toString()));
    }

    private static FailureMessage expecting() {
        return FailureMessage.of("Expecting boot");
    }

    private static FailureMessage withLastLines(FailureMessage message, BootLog actual) {
        Deque<String> last = new ArrayDeque<>();
        try (Stream<ConsoleLine> lines = actual.lines()) {
            lines.filter(line -> !line.text().isBlank()).forEach(line -> {
                last.addLast(line.text());
                if (last.size() > LAST_LINES) {
                    last.removeFirst();
                }
            });
        }
        return message.line("last lines of the console:").printed(Texts.tail(List.copyOf(last)));
    }
}
