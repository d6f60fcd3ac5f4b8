package io.kvmguest.boot;

import io.kvmguest.console.ConsoleLine;
import io.kvmguest.console.Mark;
import io.kvmguest.console.Transcript;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A transcript read as one boot: its phases, the kernel's messages, its problems, its lines.
 *
 * <p>A view: it grows while the guest boots, and every question is answered as of now. It reads each line once, and
 * keeps a bounded part of what it reads. A boot ends where the next begins: behind the kernel's message that it
 * restarts, or where whoever runs the machine says so. All methods may be called from any thread.
 *
 * <p>What a program prints again, such as {@code dmesg} or {@code cat} of a log, is told from the kernel's own
 * messages by their stamps: the kernel's clock does not go back. Of a kernel that stamps nothing
 * ({@code printk.time=0}) there are no {@link #kernelMessages()}, only phases and problems, and what a command prints
 * cannot be told from it.
 */
public final class BootLog {

    /** How many kernel messages are kept: the first. */
    public static final int MAX_KERNEL_MESSAGES = BootReader.MAX_KERNEL_MESSAGES;

    /** How many problems of one kind are kept: the first. */
    public static final int MAX_PROBLEMS_PER_KIND = ProblemReader.MAX_PER_KIND;

    /** How many lines a search returns: the first. */
    public static final int MAX_LINES_FOUND = 10_000;

    /** How many bytes {@link #text()} looks at: the first. */
    public static final int MAX_TEXT_BYTES = 16 << 20;

    private final Transcript transcript;
    private final Mark start;
    private final BootFacts facts;
    private final Object lock = new Object();
    private BootReader reader;

    private BootLog(Transcript transcript, Mark start, BootFacts facts) {
        this.transcript = transcript;
        this.start = start;
        this.facts = facts;
        this.reader = new BootReader(transcript, start, facts);
    }

    /** Reads a transcript from its first byte. */
    public static BootLog of(Transcript transcript) {
        return of(transcript, Mark.POWER_ON);
    }

    /** Reads a transcript from a mark, such as {@link #end()} of the boot before. */
    public static BootLog of(Transcript transcript, Mark start) {
        return of(transcript, start, new BootFacts());
    }

    /** Reads a transcript from a mark, with what whoever runs the machine tells of it, before or afterwards. */
    public static BootLog of(Transcript transcript, Mark start, BootFacts facts) {
        return new BootLog(transcript, start, facts);
    }

    /**
     * Returns where this boot comes from: that of a clone is its template's, recorded some time before and perhaps on
     * another day.
     */
    public BootOrigin origin() {
        return facts.origin();
    }

    /** Returns where this boot begins. */
    public Mark start() {
        return start;
    }

    /** Returns where the next boot begins, if there was one. */
    public Optional<Mark> end() {
        synchronized (lock) {
            return refreshed().end();
        }
    }

    /** Returns the phases that the boot has shown, in order. */
    public List<PhaseEntry> phases() {
        synchronized (lock) {
            return refreshed().phases();
        }
    }

    /** Returns a phase, if the boot has shown it. */
    public Optional<PhaseEntry> phase(BootPhase phase) {
        return phases().stream().filter(entry -> entry.phase() == phase).findFirst();
    }

    /** Returns whether the boot has come as far as this phase: it, or a later one, was shown. */
    public boolean reached(BootPhase phase) {
        return current().filter(now -> now.compareTo(phase) >= 0).isPresent();
    }

    /** Returns the last phase that was shown; empty while the guest is silent. */
    public Optional<BootPhase> current() {
        List<PhaseEntry> phases = phases();
        return phases.isEmpty()
                ? Optional.empty()
                : Optional.of(phases.get(phases.size() - 1).phase());
    }

    /** Returns the host time from a phase's beginning to the next phase's; empty unless both were shown. */
    public Optional<Duration> duration(BootPhase phase) {
        List<PhaseEntry> phases = phases();
        for (int i = 0; i + 1 < phases.size(); i++) {
            if (phases.get(i).phase() == phase) {
                return Optional.of(phases.get(i + 1).at().minus(phases.get(i).at()));
            }
        }
        return Optional.empty();
    }

    /** Returns the host time from this boot's beginning, such as power-on, to the proof of the root shell. */
    public Optional<Duration> total() {
        return phase(BootPhase.ROOT_SHELL).map(shell -> shell.at().minus(startedAt()));
    }

    /** Returns the messages of the kernel's log, at most the first {@value #MAX_KERNEL_MESSAGES}. */
    public List<KernelMessage> kernelMessages() {
        synchronized (lock) {
            return refreshed().messages();
        }
    }

    /** Returns how many messages came behind the first {@value #MAX_KERNEL_MESSAGES} and were not kept. */
    public long droppedKernelMessages() {
        synchronized (lock) {
            return refreshed().droppedMessages();
        }
    }

    /**
     * Returns what went wrong, of the kernel and of the init system, in the order of appearance; at most the first
     * {@value #MAX_PROBLEMS_PER_KIND} of each kind.
     */
    public List<BootProblem> problems() {
        synchronized (lock) {
            return refreshed().problems();
        }
    }

    /** Returns the problems of the kernel itself. */
    public List<BootProblem> kernelProblems() {
        return problems().stream().filter(problem -> problem.kind().isKernel()).toList();
    }

    /** Returns the units and services that failed, by name, or by description where the console shows no more. */
    public List<String> failedUnits() {
        return problems().stream()
                .filter(problem -> problem.kind() == ProblemKind.FAILED_UNIT)
                .map(BootProblem::subject)
                .distinct()
                .toList();
    }

    /** Returns how many problems were not kept because there were too many of their kind. */
    public long droppedProblems() {
        synchronized (lock) {
            return refreshed().droppedProblems();
        }
    }

    /** Returns the lines of this boot, the unfinished one included, lazily; close the stream. */
    public Stream<ConsoleLine> lines() {
        long until = end().map(Mark::offset).orElse(Long.MAX_VALUE);
        return transcript.lines(start).takeWhile(line -> line.offset() < until);
    }

    /** Returns the lines in which a regular expression is found, at most the first {@value #MAX_LINES_FOUND}. */
    public List<ConsoleLine> linesMatching(Pattern pattern) {
        return linesWhere(line -> pattern.matcher(line.text()).find());
    }

    /** Returns the lines in which a regular expression is found, at most the first {@value #MAX_LINES_FOUND}. */
    public List<ConsoleLine> linesMatching(String regex) {
        return linesMatching(Pattern.compile(regex));
    }

    /** Returns the lines in which a regular expression is not found, at most the first {@value #MAX_LINES_FOUND}. */
    public List<ConsoleLine> linesNotMatching(Pattern pattern) {
        return linesWhere(line -> !pattern.matcher(line.text()).find());
    }

    /** Returns the lines in which a regular expression is not found, at most the first {@value #MAX_LINES_FOUND}. */
    public List<ConsoleLine> linesNotMatching(String regex) {
        return linesNotMatching(Pattern.compile(regex));
    }

    /** Returns whether a line of this boot contains a text. */
    public boolean contains(String text) {
        return find(text).isPresent();
    }

    /** Returns the first line that contains a text. */
    public Optional<ConsoleLine> find(String text) {
        try (Stream<ConsoleLine> lines = lines()) {
            return lines.filter(line -> line.text().contains(text)).findFirst();
        }
    }

    /** Looks for texts one behind the other, each in one line; several may stand in the same line. */
    public InOrder findInOrder(List<String> texts) {
        List<ConsoleLine> found = new ArrayList<>();
        try (Stream<ConsoleLine> lines = lines()) {
            for (Iterator<ConsoleLine> i = lines.iterator(); i.hasNext() && found.size() < texts.size(); ) {
                findInOrder(i.next(), texts, found);
            }
        }
        return new InOrder(texts, found);
    }

    /** Returns this boot's text, stripped of escape sequences; at most what its first 16 MiB hold. */
    public String text() {
        long length = end().orElseGet(transcript::end).offset() - start.offset();
        return transcript.text(start, new Mark(start.offset() + Math.min(length, MAX_TEXT_BYTES)));
    }

    /**
     * Returns a small table for people: the phases with their durations, the problems by kind, and
     * where they come from if that is another guest of which this one is a clone.
     */
    public String summary() {
        return BootSummary.of(this, startedAt(), transcript.lastLines(1));
    }

    /** Returns the {@link #summary()}. */
    @Override
    public String toString() {
        return summary();
    }

    private List<ConsoleLine> linesWhere(Predicate<ConsoleLine> condition) {
        try (Stream<ConsoleLine> lines = lines()) {
            return lines.filter(condition).limit(MAX_LINES_FOUND).toList();
        }
    }

    private static void findInOrder(ConsoleLine line, List<String> texts, List<ConsoleLine> found) {
        int from = 0;
        while (found.size() < texts.size()) {
            String wanted = texts.get(found.size());
            int at = line.text().indexOf(wanted, from);
            if (at < 0) {
                return;
            }
            found.add(line);
            from = at + wanted.length();
        }
    }

    private Duration startedAt() {
        synchronized (lock) {
            return reader.timeBefore(start);
        }
    }

    private BootReader refreshed() {
        if (facts.nextBoot().filter(reader::hasReadBehind).isPresent()) {
            reader = new BootReader(transcript, start, facts);
        }
        reader.refresh();
        return reader;
    }
}
