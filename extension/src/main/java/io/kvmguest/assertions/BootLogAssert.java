package io.kvmguest.assertions;

import io.kvmguest.boot.BootLog;
import io.kvmguest.boot.BootPhase;
import io.kvmguest.boot.BootProblem;
import io.kvmguest.boot.InOrder;
import io.kvmguest.boot.KernelMessage;
import io.kvmguest.boot.ProblemKind;
import io.kvmguest.console.ConsoleLine;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Assertions on a boot, as it has shown itself on the console so far. None of them waits. */
public class BootLogAssert extends AbstractGuestAssert<BootLogAssert, BootLog> {

    BootLogAssert(@Nullable BootLog actual) {
        super(actual, BootLogAssert.class);
    }

    /**
     * Verifies that the boot has come as far as a phase: this one, or a later one, was shown.
     *
     * <pre><code class='java'> // passes
     * assertThat(guest.bootLog()).reached(BootPhase.ROOT_SHELL);
     *
     * // fails, for a guest that asks for a password
     * assertThat(guest.bootLog()).reached(BootPhase.ROOT_SHELL);</code></pre>
     */
    public BootLogAssert reached(BootPhase phase) {
        isNotNull();
        if (!actual.reached(phase)) {
            throw assertionError(BootErrors.shouldHaveReached(actual, phase));
        }
        return myself;
    }

    /**
     * Verifies that the boot has not come as far as a phase: neither this one nor a later one was shown.
     *
     * <pre><code class='java'> // passes, for a guest without an init
     * assertThat(bootLog).didNotReach(BootPhase.LOGIN);
     *
     * // fails
     * assertThat(guest.bootLog()).didNotReach(BootPhase.KERNEL);</code></pre>
     */
    public BootLogAssert didNotReach(BootPhase phase) {
        isNotNull();
        if (actual.reached(phase)) {
            throw assertionError(BootErrors.shouldNotHaveReached(actual, phase));
        }
        return myself;
    }

    /**
     * Verifies that the boot came as far as a phase within a time from power-on; in the log of a later boot, from its
     * first phase.
     *
     * <p>This is the time of the host, by the accelerator and under the load of this run: emulation takes ten times as
     * long as KVM, and a busy host any time. A bound is good to catch a guest that waits for something, not to measure.
     *
     * <pre><code class='java'> // passes
     * assertThat(guest.bootLog()).reachedWithin(BootPhase.ROOT_SHELL, ofMinutes(2));
     *
     * // fails
     * assertThat(guest.bootLog()).reachedWithin(BootPhase.ROOT_SHELL, ofMillis(1));</code></pre>
     */
    public BootLogAssert reachedWithin(BootPhase phase, Duration most) {
        reached(phase);
        Duration took = BootTimes.until(actual, phase);
        if (took.compareTo(most) > 0) {
            throw assertionError(BootErrors.shouldHaveReachedWithin(actual, phase, most, took));
        }
        return myself;
    }

    /**
     * Verifies that the boot did not stay in a phase for longer than this: from its beginning to that of the next.
     *
     * <p>This is the time of the host, with what {@link #reachedWithin} says of it.
     *
     * <pre><code class='java'> // passes
     * assertThat(guest.bootLog()).spentAtMost(BootPhase.BOOT_LOADER, ofSeconds(30));
     *
     * // fails
     * assertThat(guest.bootLog()).spentAtMost(BootPhase.KERNEL, ofMillis(1));</code></pre>
     *
     * @param phase one that was shown and left; the assertion fails otherwise
     */
    public BootLogAssert spentAtMost(BootPhase phase, Duration most) {
        isNotNull();
        Optional<Duration> took = actual.duration(phase);
        if (took.filter(duration -> duration.compareTo(most) <= 0).isEmpty()) {
            throw assertionError(BootErrors.shouldHaveSpentAtMost(actual, phase, most, took));
        }
        return myself;
    }

    /**
     * Verifies that the kernel has shown no problem: no panic, oops or warning, no stuck CPU or task, no error of
     * memory, devices or file systems.
     *
     * <pre><code class='java'> // passes
     * assertThat(guest.bootLog()).hasNoKernelProblems();
     *
     * // fails
     * root.run("echo c &gt; /proc/sysrq-trigger");
     * assertThat(guest.bootLog()).hasNoKernelProblems();</code></pre>
     */
    public BootLogAssert hasNoKernelProblems() {
        isNotNull();
        return hasNone("kernel problems", actual.kernelProblems());
    }

    /**
     * Verifies that neither the kernel nor the init system nor a program has shown a problem.
     *
     * <pre><code class='java'> // passes
     * assertThat(guest.bootLog()).hasNoProblems();
     *
     * // fails, for a guest of which a service does not start
     * assertThat(guest.bootLog()).hasNoProblems();</code></pre>
     */
    public BootLogAssert hasNoProblems() {
        isNotNull();
        return hasNone("problems", actual.problems());
    }

    /**
     * Verifies that no unit or service of the init system was said to have failed.
     *
     * <pre><code class='java'> // passes
     * assertThat(guest.bootLog()).hasNoFailedUnits();
     *
     * // fails, for a guest of which a service does not start
     * assertThat(guest.bootLog()).hasNoFailedUnits();</code></pre>
     */
    public BootLogAssert hasNoFailedUnits() {
        isNotNull();
        return hasNone("failed units", ofKind(ProblemKind.FAILED_UNIT));
    }

    /**
     * Verifies that a problem of a kind was shown.
     *
     * <pre><code class='java'> root.run("echo c &gt; /proc/sysrq-trigger");
     *
     * // passes
     * assertThat(guest.bootLog()).hasProblem(ProblemKind.PANIC);
     *
     * // fails
     * assertThat(guest.bootLog()).hasProblem(ProblemKind.OUT_OF_MEMORY);</code></pre>
     */
    public BootLogAssert hasProblem(ProblemKind kind) {
        isNotNull();
        if (ofKind(kind).isEmpty()) {
            throw assertionError(BootErrors.shouldHaveProblem(actual, kind));
        }
        return myself;
    }

    /**
     * Verifies that a line of the boot contains a text.
     *
     * <pre><code class='java'> // passes
     * assertThat(guest.bootLog()).printed("Linux version");
     *
     * // fails
     * assertThat(guest.bootLog()).printed("Windows");</code></pre>
     */
    public BootLogAssert printed(String text) {
        isNotNull();
        if (!actual.contains(text)) {
            throw assertionError(BootErrors.shouldHavePrinted(actual, text));
        }
        return myself;
    }

    /**
     * Verifies that a regular expression is found in a line of the boot.
     *
     * <pre><code class='java'> // passes
     * assertThat(guest.bootLog()).printedMatching("Linux version \\d+\\.\\d+");
     *
     * // fails
     * assertThat(guest.bootLog()).printedMatching("^Linux version");</code></pre>
     */
    public BootLogAssert printedMatching(String regex) {
        isNotNull();
        if (find(Pattern.compile(regex)).isEmpty()) {
            throw assertionError(BootErrors.shouldHavePrintedMatching(actual, regex));
        }
        return myself;
    }

    /**
     * Verifies that no line of the boot contains a text.
     *
     * <pre><code class='java'> // passes
     * assertThat(guest.bootLog()).didNotPrint("Kernel panic");
     *
     * // fails
     * assertThat(guest.bootLog()).didNotPrint("Linux version");</code></pre>
     */
    public BootLogAssert didNotPrint(String text) {
        isNotNull();
        actual.find(text).ifPresent(line -> {
            throw assertionError(BootErrors.shouldNotHavePrinted(text, line));
        });
        return myself;
    }

    /**
     * Verifies that a regular expression is found in no line of the boot.
     *
     * <pre><code class='java'> // passes
     * assertThat(guest.bootLog()).didNotPrintMatching("(?i)out of memory");
     *
     * // fails
     * assertThat(guest.bootLog()).didNotPrintMatching("Linux version \\d");</code></pre>
     */
    public BootLogAssert didNotPrintMatching(String regex) {
        isNotNull();
        find(Pattern.compile(regex)).ifPresent(line -> {
            throw assertionError(BootErrors.shouldNotHavePrintedMatching(regex, line));
        });
        return myself;
    }

    /**
     * Verifies that texts were printed one behind the other, each in one line, with anything between them; several may
     * stand in the same line.
     *
     * <pre><code class='java'> // passes
     * assertThat(guest.bootLog()).printedInOrder("Linux version", "systemd[1]", "Reached target");
     *
     * // fails
     * assertThat(guest.bootLog()).printedInOrder("systemd[1]", "Linux version");</code></pre>
     */
    public BootLogAssert printedInOrder(String... texts) {
        isNotNull();
        InOrder found = actual.findInOrder(List.of(texts));
        if (found.missing().isPresent()) {
            throw assertionError(BootErrors.shouldHavePrintedInOrder(actual, found));
        }
        return myself;
    }

    /**
     * Verifies that a message of the kernel's log contains a text.
     *
     * <pre><code class='java'> // passes
     * assertThat(guest.bootLog()).hasKernelMessage("virtio_net virtio0 eth0");
     *
     * // fails
     * assertThat(guest.bootLog()).hasKernelMessage("e1000");</code></pre>
     */
    public BootLogAssert hasKernelMessage(String text) {
        isNotNull();
        if (messages().noneMatch(message -> message.text().contains(text))) {
            throw assertionError(BootErrors.shouldHaveKernelMessage(actual, Texts.quote(text)));
        }
        return myself;
    }

    /**
     * Verifies that a regular expression is found in a message of the kernel's log, of which {@code ^} is the beginning
     * behind its stamp.
     *
     * <pre><code class='java'> // passes
     * assertThat(guest.bootLog()).hasKernelMessageMatching("^Linux version \\d");
     *
     * // fails
     * assertThat(guest.bootLog()).hasKernelMessageMatching("^e1000");</code></pre>
     */
    public BootLogAssert hasKernelMessageMatching(String regex) {
        isNotNull();
        Pattern pattern = Pattern.compile(regex);
        if (messages().noneMatch(message -> pattern.matcher(message.text()).find())) {
            throw assertionError(BootErrors.shouldHaveKernelMessage(actual, regex));
        }
        return myself;
    }

    /**
     * Verifies that no message of the kernel's log contains a text.
     *
     * <pre><code class='java'> // passes
     * assertThat(guest.bootLog()).hasNoKernelMessage("link is not ready");
     *
     * // fails
     * assertThat(guest.bootLog()).hasNoKernelMessage("Linux version");</code></pre>
     */
    public BootLogAssert hasNoKernelMessage(String text) {
        isNotNull();
        messages().filter(message -> message.text().contains(text)).findFirst().ifPresent(message -> {
            throw assertionError(BootErrors.shouldHaveNoKernelMessage(text, message));
        });
        return myself;
    }

    private Stream<KernelMessage> messages() {
        return actual.kernelMessages().stream();
    }

    private Optional<ConsoleLine> find(Pattern pattern) {
        try (Stream<ConsoleLine> lines = actual.lines()) {
            return lines.filter(line -> pattern.matcher(line.text()).find()).findFirst();
        }
    }

    private List<BootProblem> ofKind(ProblemKind kind) {
        return actual.problems().stream()
                .filter(problem -> problem.kind() == kind)
                .toList();
    }

    private BootLogAssert hasNone(String what, List<BootProblem> problems) {
        if (!problems.isEmpty()) {
            throw assertionError(BootErrors.shouldHaveNone(what, problems));
        }
        return myself;
    }
}
