package io.kvmguest.assertions;

import io.kvmguest.assertions.Question.Unanswered;
import io.kvmguest.shell.Command;
import io.kvmguest.shell.CommandResult;
import io.kvmguest.shell.RootShell;
import java.time.Duration;
import java.util.function.Function;
import java.util.function.Predicate;
import org.assertj.core.error.ErrorMessageFactory;
import org.jspecify.annotations.Nullable;

/** Asks a guest and judges the answer, once or within a time. */
abstract class AbstractRootShellAssert extends AbstractGuestAssert<RootShellAssert, RootShell> {

    private Patience patience = Patience.NONE;
    private String guest = "";

    AbstractRootShellAssert(@Nullable RootShell actual) {
        super(actual, RootShellAssert.class);
    }

    /**
     * Lets everything that follows in this chain come true within a time, which begins now and is shared by all of it.
     * The guest is asked at once and again 100 ms after each answer, until it is as asserted; conditions that are
     * chained on one thing, as in the example, have to hold at the same moment.
     *
     * <p>It stands in front because an assertion behind which it stood would have failed before it was read. If the
     * guest goes while it is waited for, its {@link io.kvmguest.console.ConsoleEndedException} comes out at once.
     *
     * <pre><code class='java'> root.run("(sleep 1; ip addr add 10.0.0.1/24 dev eth0) &amp;");
     *
     * // passes, after about a second
     * assertThat(root).within(ofSeconds(5)).hasInterface("eth0").withAddress("10.0.0.1/24");
     *
     * // fails, after 5 s, with what the interface was then
     * assertThat(root).within(ofSeconds(5)).hasInterface("eth0").withAddress("10.0.0.2/24");</code></pre>
     *
     * @param duration more than zero; kept as given, also under emulation
     */
    public RootShellAssert within(Duration duration) {
        patience = Patience.of(duration);
        return myself;
    }

    final Patience patience() {
        return patience;
    }

    /** Returns what a message calls the guest: by the name that its answers bear. */
    final String subject() {
        return guest.isEmpty() ? actual.toString() : guest;
    }

    private CommandResult run(Command command) {
        CommandResult result = actual.run(command);
        guest = result.guest();
        return result;
    }

    /** Asks until the answer holds or patience ends, and fails with what was answered last. */
    final <T> RootShellAssert verify(
            Question<T> question, Predicate<? super T> holds, Function<? super T, ErrorMessageFactory> message) {
        T answer = ask(question, holds);
        if (!holds.test(answer)) {
            throw assertionError(message.apply(answer));
        }
        return myself;
    }

    final <T> T ask(Question<T> question, Predicate<? super T> enough) {
        isNotNull();
        try {
            return patience.look(() -> question.ask(this::run), enough);
        } catch (Unanswered e) {
            throw assertionError(ShellErrors.shouldTell(subject(), e));
        }
    }
}
