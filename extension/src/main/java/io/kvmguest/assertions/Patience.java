package io.kvmguest.assertions;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;
import org.awaitility.core.TerminalFailureException;
import org.jspecify.annotations.Nullable;

/**
 * How long the assertions of one chain may wait for what they assert: not at all, or until a deadline that all of them
 * share.
 *
 * <pre>{@code
 * String state = Patience.of(ofSeconds(5)).look(() -> root.run("networkctl is-online").stdout(), "online\n"::equals);
 * }</pre>
 */
public final class Patience {

    /** How long after one look the next one begins. */
    static final Duration INTERVAL = Duration.ofMillis(100);

    /** Looks once. */
    static final Patience NONE = new Patience(Duration.ZERO, 0);

    private final Duration duration;
    private final long deadline;

    private Patience(Duration duration, long deadline) {
        this.duration = duration;
        this.deadline = deadline;
    }

    /**
     * Returns a patience whose time begins now.
     *
     * @throws IllegalArgumentException if it is not positive
     */
    public static Patience of(Duration duration) {
        if (duration.isNegative() || duration.isZero()) {
            throw new IllegalArgumentException("duration must be positive: " + duration);
        }
        return new Patience(duration, System.nanoTime() + duration.toNanos());
    }

    boolean isNone() {
        return this == NONE;
    }

    /** Returns how much of it is left, zero when it is used up. */
    Duration left() {
        return isNone() ? Duration.ZERO : Duration.ofNanos(Math.max(0, deadline - System.nanoTime()));
    }

    /**
     * Looks until what is seen is enough, but at least once, and returns what was seen last. What a look throws comes
     * out at once: a guest that is gone is not waited for.
     *
     * @throws IllegalStateException if the thread is interrupted
     */
    public <T> T look(Supplier<T> look, Predicate<? super T> enough) {
        Duration left = left();
        if (left.isZero()) {
            return look.get();
        }
        AtomicReference<@Nullable T> last = new AtomicReference<>();
        try {
            Awaitility.await()
                    // The test's own thread looks, so that an interrupt (JUnit's @Timeout) reaches the guest's shell.
                    .pollInSameThread()
                    .dontCatchUncaughtExceptions()
                    .ignoreNoExceptions()
                    .pollDelay(Duration.ZERO)
                    .pollInterval(INTERVAL)
                    .atMost(left)
                    .failFast("interrupted", Thread.currentThread()::isInterrupted)
                    .until(() -> {
                        T seen = look.get();
                        last.set(seen);
                        return enough.test(seen);
                    });
        } catch (ConditionTimeoutException e) {
            // The caller judges what was seen last, and has the better words for it.
        } catch (TerminalFailureException e) {
            throw new IllegalStateException(
                    "interrupted while waiting " + Texts.duration(duration) + " for a guest", e);
        }
        T seen = last.get();
        return seen != null ? seen : look.get();
    }

    /** Returns {@code to} in front of a sentence, with how long is waited. */
    String to(String sentence) {
        return isNone() ? "to " + sentence : "within " + Texts.duration(duration) + " to " + sentence;
    }

    /** Returns {@code to have} in front of a participle, with how long is waited. */
    String toHave(String participle) {
        return to("have " + participle);
    }

    /** Returns {@code but} in front of a sentence, with when it was so. */
    String but(String sentence) {
        return isNone() ? "but " + sentence : "but at the last look " + sentence;
    }
}
