package io.kvmguest.boot;

import io.kvmguest.console.ConsoleLine;
import io.kvmguest.console.Mark;
import io.kvmguest.console.Transcript;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Reads the lines of one boot, each once, as they come. What it keeps is bounded. Not thread-safe.
 */
final class BootReader {

    /** A boot prints some hundreds. */
    static final int MAX_KERNEL_MESSAGES = 20_000;

    /** The kernel's own limit is 1 KiB; a line without an end must not cost much. */
    private static final int MAX_LINE = 4096;

    private static final Pattern RESTARTS = Pattern.compile(
            "^(?:reboot: )?Restarting system|^Rebooting in \\d+ seconds|^sysrq: Resetting|^kexec\\w*: Starting new kernel");

    /** What a kernel says before it is gone. Where a boot begins may be told while the one before still says that. */
    private static final Pattern LAST_WORDS = Pattern.compile("^reboot: (?:Restarting system|machine restart)");

    /** How the line begins by which the kernel gives up. */
    static final String PANIC = "Kernel panic - not syncing";

    private static final Pattern KERNEL_STARTS = Pattern.compile("^Linux version [0-9]+\\.[0-9]");

    /** Not a phase, but from here on somebody may type commands, whose output looks like anything. */
    private static final Pattern SHELL_STARTS = Pattern.compile("^BusyBox v.* built-in shell");

    private final Transcript transcript;
    private final Mark from;
    private final BootFacts facts;

    private final KernelClock clock = new KernelClock();
    private final PhaseReader phases = new PhaseReader();
    private final ProblemReader problems = new ProblemReader();
    private final List<KernelMessage> messages = new ArrayList<>();
    private List<KernelMessage> messagesNow = List.of();
    private long droppedMessages;
    private long readTo = -1;
    private long lastLine = -1;
    private boolean attended;
    private boolean stampless;
    private boolean restarting;
    private @Nullable ConsoleLine tail;
    private @Nullable Mark end;

    BootReader(Transcript transcript, Mark from, BootFacts facts) {
        this.transcript = transcript;
        this.from = from;
        this.facts = facts;
    }

    /** Reads what has come since the last time. */
    void refresh() {
        facts.nextBoot().ifPresent(this::endAt);
        long length = transcript.length();
        if (length == readTo) {
            return;
        }
        tail = null;
        Mark resume = lastLine < 0 ? from : new Mark(lastLine);
        try (Stream<ConsoleLine> lines = transcript.lines(resume)) {
            for (Iterator<ConsoleLine> i = lines.iterator(); i.hasNext(); ) {
                ConsoleLine line = i.next();
                if (line.offset() <= lastLine) {
                    continue;
                }
                if (!line.complete()) {
                    tail = line;
                    break;
                }
                if (isBehindEnd(line.offset()) || !read(line)) {
                    break;
                }
                lastLine = line.offset();
            }
        }
        readTo = length;
    }

    List<PhaseEntry> phases() {
        PhaseReader reader = phases;
        if (tail != null && !isBehindEnd(tail.offset())) {
            // A login prompt has no line ending. What a later part of the line says may be something else, so only try.
            reader = new PhaseReader(phases);
            ConsoleLine line = shortened(tail);
            KernelLine kernel = KernelLine.find(line.text());
            reader.read(line, plain(line.text(), kernel), kernel);
        }
        List<PhaseEntry> entries = reader.entries();
        facts.rootShell().filter(mark -> !isBehindEnd(mark.offset() - 1)).ifPresent(mark -> {
            entries.removeIf(entry -> entry.start().offset() >= mark.offset());
            entries.add(new PhaseEntry(BootPhase.ROOT_SHELL, mark, timeBefore(mark), ""));
        });
        return List.copyOf(entries);
    }

    List<KernelMessage> messages() {
        if (messagesNow.size() != messages.size()) {
            messagesNow = List.copyOf(messages);
        }
        return messagesNow;
    }

    long droppedMessages() {
        return droppedMessages;
    }

    List<BootProblem> problems() {
        return problems.problems();
    }

    long droppedProblems() {
        return problems.dropped();
    }

    /** Returns whether more has been read than belongs to this boot, as it turned out later. */
    boolean hasReadBehind(Mark mark) {
        return lastLine >= mark.offset();
    }

    Optional<Mark> end() {
        return Optional.ofNullable(end);
    }

    /** Returns when the last byte before a mark came: what a mark is told for happened then. */
    Duration timeBefore(Mark mark) {
        return mark.offset() == 0 ? Duration.ZERO : transcript.timeOf(mark.offset() - 1);
    }

    /** Returns whether the line belongs to this boot. */
    private boolean read(ConsoleLine whole) {
        ConsoleLine line = shortened(whole);
        KernelLine kernel = KernelLine.find(line.text());
        String plain = plain(line.text(), kernel).strip();
        if (beginsNextBoot(line, plain, kernel)) {
            end = new Mark(line.offset());
            return false;
        }
        if (kernel != null
                && !clock.hasTicked()
                && LAST_WORDS.matcher(kernel.text()).find()) {
            return true;
        }
        if (kernel != null && !clock.accept(kernel, line.at(), isUnattended(line))) {
            return true;
        }
        stampless |= !clock.hasTicked()
                && isUnattended(line)
                && KERNEL_STARTS.matcher(plain).find();
        if (!isBehindRootShell(line)) {
            phases.read(line, plain, kernel);
        }
        attended |= SHELL_STARTS.matcher(plain).find();
        if (!plain.isEmpty()) {
            readPlain(line, plain);
        }
        if (kernel != null) {
            keep(line, kernel);
            kernel(line, kernel);
            problems.program(line, kernel.text());
        }
        return true;
    }

    private void readPlain(ConsoleLine line, String text) {
        // What has no stamp is the kernel's only where the kernel is known to print none, or has said nothing before.
        if (!clock.hasTicked() && (stampless || text.startsWith(PANIC))) {
            kernel(line, new KernelLine(0, "", text, 0));
        }
        if (!phases.hasPassed(BootPhase.KERNEL)) {
            problems.beforeKernel(line, text);
        }
        problems.program(line, text);
    }

    private void kernel(ConsoleLine line, KernelLine kernel) {
        problems.kernel(line, kernel);
        restarting |= RESTARTS.matcher(kernel.text()).find();
    }

    private void keep(ConsoleLine line, KernelLine kernel) {
        if (messages.size() < MAX_KERNEL_MESSAGES) {
            Mark position = new Mark(line.offset());
            messages.add(new KernelMessage(kernel.time(), kernel.text(), position, line.at(), kernel.caller()));
        } else {
            droppedMessages++;
        }
    }

    private boolean beginsNextBoot(ConsoleLine line, String plain, @Nullable KernelLine kernel) {
        if (restarting && kernel != null) {
            return clock.isPast(kernel) || (kernel.micros() == 0 && clock.hasAdvanced());
        }
        if (restarting) {
            // Behind its last words, a kernel that stamps its messages prints nothing without a stamp.
            return clock.hasTicked() ? !plain.isEmpty() : startsAnew(plain);
        }
        if (!isUnattended(line)) {
            return false;
        }
        if (kernel != null) {
            boolean back = clock.isPast(kernel) || (clock.hasAdvanced() && startsAnew(kernel.text()));
            return back && kernel.start() == 0 && kernel.micros() == 0;
        }
        return phases.hasPassed(BootPhase.BOOT_LOADER) && startsAnew(plain);
    }

    private boolean startsAnew(String plain) {
        boolean kernelAgain = phases.hasPassed(BootPhase.KERNEL)
                && KERNEL_STARTS.matcher(plain).find();
        return kernelAgain || Firmware.begins(plain);
    }

    /** Nobody can have typed a command yet. */
    private boolean isUnattended(ConsoleLine line) {
        return !attended && !isBehindRootShell(line) && !phases.hasPassed(BootPhase.LOGIN);
    }

    private boolean isBehindRootShell(ConsoleLine line) {
        return facts.rootShell().filter(mark -> mark.offset() <= line.offset()).isPresent();
    }

    private void endAt(Mark mark) {
        if (end == null || mark.offset() < end.offset()) {
            end = mark;
        }
    }

    private boolean isBehindEnd(long offset) {
        return end != null && offset >= end.offset();
    }

    private static ConsoleLine shortened(ConsoleLine line) {
        return line.text().length() <= MAX_LINE
                ? line
                : new ConsoleLine(line.offset(), line.at(), line.text().substring(0, MAX_LINE), line.complete());
    }

    private static String plain(String text, @Nullable KernelLine kernel) {
        return kernel == null ? text : text.substring(0, kernel.start());
    }
}
