package io.kvmguest.assertions;

import io.kvmguest.assertions.CommandErrors.Stream;
import io.kvmguest.shell.CommandResult;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import org.assertj.core.api.AbstractStringAssert;
import org.jspecify.annotations.Nullable;

/** Assertions on what a command left behind. Every failure shows the command and the ends of both its outputs. */
public class CommandResultAssert extends AbstractGuestAssert<CommandResultAssert, CommandResult> {

    private static final Pattern LINE_ENDS = Pattern.compile("[\\r\\n]+\\z");

    CommandResultAssert(@Nullable CommandResult actual) {
        super(actual, CommandResultAssert.class);
    }

    /**
     * Verifies that the exit status is zero.
     *
     * <pre><code class='java'> // passes
     * assertThat(root.run("true")).succeeded();
     *
     * // fails, and shows "Cannot find device"
     * assertThat(root.run("ip link set eth9 up")).succeeded();</code></pre>
     */
    public CommandResultAssert succeeded() {
        isNotNull();
        if (!actual.succeeded()) {
            throw assertionError(CommandErrors.shouldHaveSucceeded(actual));
        }
        return myself;
    }

    /**
     * Verifies that the exit status is not zero.
     *
     * <pre><code class='java'> // passes
     * assertThat(root.run("ip link set eth9 up")).failed();
     *
     * // fails
     * assertThat(root.run("true")).failed();</code></pre>
     */
    public CommandResultAssert failed() {
        isNotNull();
        if (actual.succeeded()) {
            throw assertionError(CommandErrors.shouldHaveFailed(actual));
        }
        return myself;
    }

    /**
     * Verifies that the command failed, with this exit status.
     *
     * <pre><code class='java'> // passes
     * assertThat(root.run("exit 3")).failedWith(3);
     *
     * // fails
     * assertThat(root.run("exit 4")).failedWith(3);</code></pre>
     *
     * @param status 1 to 255
     * @throws IllegalArgumentException if {@code status} means success
     */
    public CommandResultAssert failedWith(int status) {
        if (status == 0) {
            throw new IllegalArgumentException("exit status 0 is success: use succeeded()");
        }
        return hasExitStatus(status);
    }

    /**
     * Verifies the exit status.
     *
     * <pre><code class='java'> // passes
     * assertThat(root.run("exit 3")).hasExitStatus(3);
     *
     * // fails
     * assertThat(root.run("exit 3")).hasExitStatus(0);</code></pre>
     *
     * @param status 0 to 255
     */
    public CommandResultAssert hasExitStatus(int status) {
        isNotNull();
        if (actual.exitStatus() != status) {
            throw assertionError(CommandErrors.shouldHaveStatus(actual, status));
        }
        return myself;
    }

    /**
     * Verifies that a signal ended the command, as far as a shell can tell: by an exit status of 128 and the number of
     * the signal, which a command can give itself as well.
     *
     * <pre><code class='java'> // passes
     * assertThat(root.run("sh -c 'kill -TERM $$'")).wasKilledBy("SIGTERM");
     *
     * // fails
     * assertThat(root.run("false")).wasKilledBy("SIGTERM");</code></pre>
     *
     * @param signal its name, with or without {@code SIG}
     * @throws IllegalArgumentException if there is no such signal, or none that has the same number everywhere
     */
    public CommandResultAssert wasKilledBy(String signal) {
        isNotNull();
        Signal wanted = Signal.named(signal);
        if (actual.exitStatus() != wanted.status()) {
            throw assertionError(CommandErrors.shouldHaveBeenKilledBy(actual, wanted));
        }
        return myself;
    }

    /**
     * Verifies the whole of standard output. Line ends at the end do not count, neither its own nor those of {@code text}.
     *
     * <pre><code class='java'> // passes
     * assertThat(root.run("echo hello")).hasStdout("hello");
     *
     * // fails
     * assertThat(root.run("echo hello")).hasStdout("hell");</code></pre>
     */
    public CommandResultAssert hasStdout(String text) {
        isNotNull();
        return hasText(Stream.STDOUT, actual.stdout(), text);
    }

    /**
     * Verifies the whole of standard error. Line ends at the end do not count, neither its own nor those of {@code text}.
     *
     * <pre><code class='java'> // passes
     * assertThat(root.run("echo hello &gt;&amp;2")).hasStderr("hello");
     *
     * // fails
     * assertThat(root.run("echo hello")).hasStderr("hello");</code></pre>
     */
    public CommandResultAssert hasStderr(String text) {
        isNotNull();
        return hasText(Stream.STDERR, actual.stderr(), text);
    }

    /**
     * Verifies that nothing was printed on standard output, not even a line end.
     *
     * <pre><code class='java'> // passes
     * assertThat(root.run("true")).hasNoStdout();
     *
     * // fails
     * assertThat(root.run("echo")).hasNoStdout();</code></pre>
     */
    public CommandResultAssert hasNoStdout() {
        isNotNull();
        return hasNone(Stream.STDOUT, actual.stdoutBytes());
    }

    /**
     * Verifies that nothing was printed on standard error, not even a line end.
     *
     * <pre><code class='java'> // passes
     * assertThat(root.run("echo hello")).hasNoStderr();
     *
     * // fails
     * assertThat(root.run("echo hello &gt;&amp;2")).hasNoStderr();</code></pre>
     */
    public CommandResultAssert hasNoStderr() {
        isNotNull();
        return hasNone(Stream.STDERR, actual.stderrBytes());
    }

    /**
     * Verifies that all these texts stand in standard output, in any order.
     *
     * <pre><code class='java'> // passes
     * assertThat(root.run("echo hello world")).stdoutContains("world", "hello");
     *
     * // fails
     * assertThat(root.run("echo hello world")).stdoutContains("hello", "moon");</code></pre>
     */
    public CommandResultAssert stdoutContains(String... texts) {
        isNotNull();
        return contains(Stream.STDOUT, actual.stdout(), texts);
    }

    /**
     * Verifies that all these texts stand in standard error, in any order.
     *
     * <pre><code class='java'> // passes
     * assertThat(root.run("ls /nowhere")).stderrContains("No such file");
     *
     * // fails
     * assertThat(root.run("ls /")).stderrContains("No such file");</code></pre>
     */
    public CommandResultAssert stderrContains(String... texts) {
        isNotNull();
        return contains(Stream.STDERR, actual.stderr(), texts);
    }

    /**
     * Verifies that a text does not stand in standard output.
     *
     * <pre><code class='java'> // passes
     * assertThat(root.run("echo hello")).stdoutDoesNotContain("world");
     *
     * // fails
     * assertThat(root.run("echo hello world")).stdoutDoesNotContain("world");</code></pre>
     */
    public CommandResultAssert stdoutDoesNotContain(String text) {
        isNotNull();
        if (actual.stdout().contains(text)) {
            throw assertionError(CommandErrors.shouldNotContain(actual, Stream.STDOUT, text));
        }
        return myself;
    }

    /**
     * Verifies that a regular expression is found in standard output; {@code ^} and {@code $} match at the ends of
     * lines.
     *
     * <pre><code class='java'> // passes
     * assertThat(root.run("cat /etc/os-release")).stdoutMatches("^ID=debian$");
     *
     * // fails
     * assertThat(root.run("cat /etc/os-release")).stdoutMatches("^ID=deb$");</code></pre>
     */
    public CommandResultAssert stdoutMatches(String regex) {
        isNotNull();
        if (!Pattern.compile(regex, Pattern.MULTILINE).matcher(actual.stdout()).find()) {
            throw assertionError(CommandErrors.shouldMatch(actual, Stream.STDOUT, regex));
        }
        return myself;
    }

    /**
     * Verifies the lines of standard output: these, and no others.
     *
     * <pre><code class='java'> // passes
     * assertThat(root.run("seq 2")).hasLines("1", "2");
     *
     * // fails
     * assertThat(root.run("seq 3")).hasLines("1", "2");</code></pre>
     */
    public CommandResultAssert hasLines(String... lines) {
        isNotNull();
        List<String> wanted = List.of(lines);
        if (!actual.lines().equals(wanted)) {
            throw mismatch(
                    CommandErrors.shouldHavePrintedLines(actual, wanted),
                    String.join("\n", actual.lines()),
                    String.join("\n", wanted));
        }
        return myself;
    }

    /**
     * Leads to assertions on standard output, without the line ends at its end.
     *
     * <pre><code class='java'> // passes
     * assertThat(root.run("uname -r")).stdout().startsWith("6.");
     *
     * // fails
     * assertThat(root.run("uname -r")).stdout().isBlank();</code></pre>
     */
    public AbstractStringAssert<?> stdout() {
        return present() ? text("stdout of " + actual.command(), actual.stdout()) : text("stdout", null);
    }

    /**
     * Leads to assertions on standard error, without the line ends at its end.
     *
     * <pre><code class='java'> // passes
     * assertThat(root.run("ls /nowhere")).stderr().endsWith("No such file or directory");
     *
     * // fails
     * assertThat(root.run("ls /")).stderr().isNotEmpty();</code></pre>
     */
    public AbstractStringAssert<?> stderr() {
        return present() ? text("stderr of " + actual.command(), actual.stderr()) : text("stderr", null);
    }

    private CommandResultAssert hasText(Stream stream, String text, String wanted) {
        if (!text.equals(LINE_ENDS.matcher(wanted).replaceFirst(""))) {
            throw mismatch(CommandErrors.shouldHavePrinted(actual, stream, wanted), text, wanted);
        }
        return myself;
    }

    private CommandResultAssert hasNone(Stream stream, byte[] bytes) {
        if (bytes.length > 0) {
            throw assertionError(CommandErrors.shouldHavePrintedNothing(actual, stream));
        }
        return myself;
    }

    private CommandResultAssert contains(Stream stream, String text, String... wanted) {
        List<String> missing =
                Arrays.stream(wanted).filter(w -> !text.contains(w)).toList();
        if (!missing.isEmpty()) {
            throw assertionError(CommandErrors.shouldContain(actual, stream, missing));
        }
        return myself;
    }
}
