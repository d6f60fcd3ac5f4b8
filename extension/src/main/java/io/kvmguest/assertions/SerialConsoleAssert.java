package io.kvmguest.assertions;

import io.kvmguest.console.ConsoleEndedException;
import io.kvmguest.console.ConsoleException;
import io.kvmguest.console.ConsoleTimeoutException;
import io.kvmguest.console.Match;
import io.kvmguest.console.SerialConsole;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Assertions on what a guest has printed behind the cursor of a view of its console. They do not move the cursor.
 *
 * <p>Without {@link #within} they judge what has been printed by now. With it they wait for it, woken by every byte that
 * comes; if the guest goes meanwhile, its {@link ConsoleEndedException} comes out at once.
 */
public class SerialConsoleAssert extends AbstractGuestAssert<SerialConsoleAssert, SerialConsole> {

    private Patience patience = Patience.NONE;

    SerialConsoleAssert(@Nullable SerialConsole actual) {
        super(actual, SerialConsoleAssert.class);
    }

    /**
     * Lets everything that follows in this chain come true within a time, which begins now and is shared by all of it.
     *
     * <pre><code class='java'> SerialConsole console = guest.console();
     * root.run("(sleep 1; echo ready &gt; /dev/console) &amp;");
     *
     * // passes, after about a second
     * assertThat(console).within(ofSeconds(5)).hasPrinted("ready");
     *
     * // fails, after 5 s
     * assertThat(console).within(ofSeconds(5)).hasPrinted("steady");</code></pre>
     *
     * @param duration more than zero; kept as given, also under emulation
     */
    public SerialConsoleAssert within(Duration duration) {
        patience = Patience.of(duration);
        return myself;
    }

    /**
     * Verifies that a text was printed; it may span lines, each ended by {@code \n}.
     *
     * <pre><code class='java'> // passes
     * assertThat(console.fromPowerOn()).hasPrinted("Linux version");
     *
     * // fails
     * assertThat(console.fromPowerOn()).hasPrinted("Windows");</code></pre>
     */
    public SerialConsoleAssert hasPrinted(String text) {
        return has(Texts.quote(text), (view, time) -> view.expect(text, time));
    }

    /**
     * Verifies that a regular expression is found in what was printed, line by line; see
     * {@link SerialConsole#expect(Pattern, Duration)}.
     *
     * <pre><code class='java'> // passes
     * assertThat(console.fromPowerOn()).hasPrintedMatching("Linux version \\d+");
     *
     * // fails
     * assertThat(console.fromPowerOn()).hasPrintedMatching("^Linux$");</code></pre>
     */
    public SerialConsoleAssert hasPrintedMatching(String regex) {
        Pattern pattern = Pattern.compile(regex);
        return has(regex, (view, time) -> view.expect(pattern, time));
    }

    /**
     * Verifies that texts were printed one behind the other, with anything between them.
     *
     * <pre><code class='java'> // passes
     * assertThat(console.fromPowerOn()).hasPrintedInOrder("Linux version", "Reached target");
     *
     * // fails
     * assertThat(console.fromPowerOn()).hasPrintedInOrder("Reached target", "Linux version");</code></pre>
     */
    public SerialConsoleAssert hasPrintedInOrder(String... texts) {
        isNotNull();
        SerialConsole view = actual.from(actual.cursor());
        List<String> found = new ArrayList<>();
        for (String text : texts) {
            ConsoleException missing = await(view, (v, time) -> v.expect(text, time));
            if (missing != null) {
                throw assertionError(ConsoleErrors.shouldHavePrintedInOrder(
                        patience, List.of(texts), found, text, String.valueOf(missing.getMessage())));
            }
            found.add(text);
        }
        return myself;
    }

    /**
     * Verifies that a text was not printed; with {@link #within}, that it is not printed until the time is over either,
     * which takes all of this time.
     *
     * <pre><code class='java'> // passes
     * assertThat(console.fromPowerOn()).hasNotPrinted("Kernel panic");
     *
     * // fails
     * assertThat(console.fromPowerOn()).hasNotPrinted("Linux version");</code></pre>
     */
    public SerialConsoleAssert hasNotPrinted(String text) {
        return hasNot(Texts.quote(text), (view, time) -> view.expect(text, time));
    }

    /**
     * Verifies that a regular expression is not found in what was printed; with {@link #within}, as
     * {@link #hasNotPrinted}.
     *
     * <pre><code class='java'> // passes
     * assertThat(console.fromPowerOn()).hasNotPrintedMatching("(?i)kernel panic");
     *
     * // fails
     * assertThat(console.fromPowerOn()).hasNotPrintedMatching("Linux version \\d");</code></pre>
     */
    public SerialConsoleAssert hasNotPrintedMatching(String regex) {
        Pattern pattern = Pattern.compile(regex);
        return hasNot(regex, (view, time) -> view.expect(pattern, time));
    }

    private SerialConsoleAssert has(String wanted, Expectation expectation) {
        isNotNull();
        ConsoleException missing = await(actual.from(actual.cursor()), expectation);
        if (missing != null) {
            throw assertionError(
                    ConsoleErrors.shouldHavePrinted(patience, wanted, String.valueOf(missing.getMessage())));
        }
        return myself;
    }

    private SerialConsoleAssert hasNot(String unwanted, Expectation expectation) {
        isNotNull();
        Match match;
        try {
            match = expectation.in(actual.from(actual.cursor()), patience.left());
        } catch (ConsoleTimeoutException e) {
            return myself;
        } catch (ConsoleEndedException e) {
            if (patience.isNone()) {
                return myself;
            }
            // Of a guest that is gone one cannot say that it kept silent until the time was over.
            throw e;
        }
        throw assertionError(ConsoleErrors.shouldNotHavePrinted(patience, unwanted, match));
    }

    /** One of the ways to expect something. */
    @FunctionalInterface
    private interface Expectation {
        Match in(SerialConsole view, Duration timeout);
    }

    /** Returns why there is no match, or {@code null} if there is one. */
    private @Nullable ConsoleException await(SerialConsole view, Expectation expectation) {
        try {
            expectation.in(view, patience.left());
            return null;
        } catch (ConsoleTimeoutException e) {
            return e;
        } catch (ConsoleEndedException e) {
            if (patience.isNone()) {
                return e;
            }
            throw e;
        }
    }
}
