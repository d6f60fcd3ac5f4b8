package io.kvmguest.boot;

import io.kvmguest.console.ConsoleLine;
import io.kvmguest.console.Mark;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Gathers the problems of one boot, each with the lines that belong to it. */
final class ProblemReader {

    /** So that a flood of one kind drowns no other. */
    static final int MAX_PER_KIND = 100;

    /** A report goes on for as long as its lines follow each other; slow consoles take seconds for a call trace. */
    private static final long REPORT_GAP_MICROS = 5_000_000;

    /** Behind its end, a report of an exception repeats the registers at once. */
    private static final long AFTER_END_MICROS = 100_000;

    /** What somebody asked the kernel to show is no problem. */
    private static final String ASKED_FOR = "sysrq: Show ";

    private static final String CUT_HERE = "------------[ cut here ]------------";

    /** How many lines may stand between {@link #CUT_HERE} and the line that says what it is. */
    private static final int CUT_LINES = 4;

    /** How many lines before a call trace are searched for its reason. */
    private static final int LINES_BEFORE_TRACE = 8;

    /** A problem that may still get details. */
    private static final class Report {
        final ProblemKind kind;
        final ConsoleLine line;
        final String text;
        final List<String> details = new ArrayList<>();
        String subject;
        long lastMicros;
        boolean traced;
        boolean open;

        Report(ProblemKind kind, ConsoleLine line, String text, String subject) {
            this.kind = kind;
            this.line = line;
            this.text = text;
            this.subject = subject;
        }

        void add(String detail) {
            if (details.size() < BootProblem.MAX_DETAILS) {
                details.add(detail);
            }
        }

        /** Whether it tells of the same unit, whose name systemd may have shortened on the status line. */
        boolean isAbout(InitProblems.Failure failure) {
            String name = failure.subject();
            int cut = name.indexOf('…');
            return kind == failure.kind()
                    && !name.isEmpty()
                    && (cut < 0
                            ? subject.equals(name)
                            : subject.startsWith(name.substring(0, cut)) && subject.endsWith(name.substring(cut + 1)));
        }

        BootProblem toProblem() {
            return new BootProblem(kind, text, subject, new Mark(line.offset()), line.at(), details);
        }
    }

    private final List<Report> reports = new ArrayList<>();
    private final Map<ProblemKind, Integer> counts = new EnumMap<>(ProblemKind.class);
    private final Deque<KernelLine> recent = new ArrayDeque<>();
    private final List<String> cut = new ArrayList<>();
    private boolean cutting;
    private @Nullable Report last;
    private @Nullable Report unitWithoutName;
    private long dropped;

    List<BootProblem> problems() {
        return reports.stream().map(Report::toProblem).toList();
    }

    long dropped() {
        return dropped;
    }

    /** Reads what the kernel printed. */
    void kernel(ConsoleLine line, KernelLine kernel) {
        String message = kernel.text();
        KernelProblems.Head head = KernelProblems.head(message);
        if (message.equals(CUT_HERE)) {
            close();
            cutting = true;
            cut.clear();
        } else if (head != null && !isSecondHead(head)) {
            Report report = report(head.kind(), line, message, head.subject());
            open(report, kernel.micros());
            cut.forEach(report::add);
            stopCutting();
            if (KernelProblems.endsReport(message)) {
                close();
            }
        } else if (head != null || goesOn(kernel)) {
            addToLast(kernel);
        } else if (KernelProblems.beginsTrace(message)) {
            openTrace(line, kernel);
        } else if (cutting && cut.size() < CUT_LINES) {
            cut.add(message);
        } else {
            stopCutting();
        }
        recent.addLast(kernel);
        if (recent.size() > LINES_BEFORE_TRACE) {
            recent.removeFirst();
        }
    }

    /** Reads what programs printed, be it on the console or into the kernel's log. */
    void program(ConsoleLine line, String text) {
        String unit = InitProblems.hint(text);
        if (unit != null && unitWithoutName != null) {
            rename(unitWithoutName, unit);
            unitWithoutName = null;
            return;
        }
        InitProblems.Failure failure = InitProblems.failure(text);
        if (failure != null) {
            fail(line, failure);
        } else if (Emergency.in(text) != null) {
            emergency(line, text);
        }
    }

    /** Reads what firmware and boot loader printed. */
    void beforeKernel(ConsoleLine line, String text) {
        if (Emergency.beforeKernel(text) != null) {
            emergency(line, text);
        }
    }

    private void fail(ConsoleLine line, InitProblems.Failure failure) {
        if (reports.stream().anyMatch(report -> report.isAbout(failure))) {
            return;
        }
        Report report = report(failure.kind(), line, failure.text(), failure.subject());
        boolean named = failure.subject().matches("\\S+\\.[a-z]+");
        unitWithoutName = failure.kind() == ProblemKind.FAILED_UNIT && !named ? report : null;
    }

    private void rename(Report report, String unit) {
        boolean known = reports.stream().anyMatch(other -> other.kind == report.kind && other.subject.equals(unit));
        if (known) {
            reports.remove(report);
        } else {
            report.subject = unit;
        }
    }

    /** A guest gives up once, and says so in several lines. */
    private void emergency(ConsoleLine line, String text) {
        for (Report report : reports) {
            if (report.kind == ProblemKind.EMERGENCY) {
                report.add(text);
                return;
            }
        }
        report(ProblemKind.EMERGENCY, line, text, "");
    }

    private void open(Report report, long micros) {
        report.open = report.kind != ProblemKind.PROGRAM_CRASH;
        report.lastMicros = micros;
        last = report;
    }

    private Report report(ProblemKind kind, ConsoleLine line, String text, String subject) {
        Report report = new Report(kind, line, text, subject);
        int count = counts.merge(kind, 1, Integer::sum);
        if (count <= MAX_PER_KIND) {
            reports.add(report);
        } else {
            dropped++;
        }
        return report;
    }

    /** One exception is announced in several lines, each of which could stand alone; so is one call of the OOM killer. */
    private boolean isSecondHead(KernelProblems.Head head) {
        if (last == null || !last.open) {
            return false;
        }
        return switch (head.kind()) {
            case OOPS -> !last.traced && (last.kind == ProblemKind.OOPS || last.kind == ProblemKind.BUG);
            case OUT_OF_MEMORY ->
                last.kind == ProblemKind.OUT_OF_MEMORY && head.subject().isEmpty();
            default -> false;
        };
    }

    private boolean goesOn(KernelLine kernel) {
        if (last == null) {
            return false;
        }
        long gap = kernel.micros() - last.lastMicros;
        if (gap > (last.open ? REPORT_GAP_MICROS : AFTER_END_MICROS)) {
            return false;
        }
        // The OOM killer's tables look like nothing else.
        return (last.open && last.text.contains("invoked oom-killer")) || KernelProblems.continues(kernel.text());
    }

    private void addToLast(KernelLine kernel) {
        Report report = last;
        if (report == null) {
            return;
        }
        report.add(kernel.text());
        report.lastMicros = Math.max(report.lastMicros, kernel.micros());
        report.traced |= KernelProblems.beginsTrace(kernel.text());
        if (KernelProblems.endsReport(kernel.text())) {
            close();
        }
    }

    /** A call trace without a head: what was printed before it says why. */
    private void openTrace(ConsoleLine line, KernelLine kernel) {
        List<String> before = new ArrayList<>();
        String reason = kernel.text();
        for (KernelLine earlier : List.copyOf(recent)) {
            if (KernelProblems.continues(earlier.text())) {
                before.add(earlier.text());
            } else {
                before.clear();
                reason = earlier.text();
            }
        }
        Report report = reason.startsWith(ASKED_FOR)
                ? new Report(ProblemKind.CALL_TRACE, line, reason, "")
                : report(ProblemKind.CALL_TRACE, line, reason, "");
        open(report, kernel.micros());
        before.forEach(report::add);
        report.add(kernel.text());
        report.traced = true;
        stopCutting();
    }

    private void stopCutting() {
        cutting = false;
        cut.clear();
    }

    private void close() {
        if (last != null) {
            last.open = false;
        }
    }
}
