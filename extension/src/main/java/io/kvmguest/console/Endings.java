package io.kvmguest.console;

import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Decides how a console ended, from what the machine floor tells, what the tripwires saw and what the line did; each of
 * the three comes at its own time, and the order in which they come is not the order in which it happened.
 */
final class Endings {

    /**
     * How long news of an end may lie apart, in nanoseconds of host time. After a tripwire has tripped, the rest of a
     * panic's text needs this long to come (an oops prints 2 to 5 KB; an emulated UART passes 100 KB/s and more);
     * after the end of the machine was told, its last words need it through the socket; and after the line was hung
     * up, the reason needs it through QMP or the process's exit. Well under the second in which a test hears of it.
     */
    static final long GRACE = 250_000_000;

    private final Ticker ticker;
    private final Bell bell;
    private final BooleanSupplier allLinesSeen;

    private @Nullable Ending tripped;
    private long trippedAt;
    private @Nullable Ending told;
    private long toldAt;
    private @Nullable Ending hungUp;
    private long hungUpAt;

    /**
     * @param allLinesSeen whether the tripwires have seen everything that was recorded
     */
    Endings(Ticker ticker, Bell bell, BooleanSupplier allLinesSeen) {
        this.ticker = ticker;
        this.bell = bell;
        this.allLinesSeen = allLinesSeen;
    }

    /** A tripwire has tripped on a line that was printed before any end that is told but not effective yet. */
    void trip(Ending ending) {
        long now = ticker.nanos();
        synchronized (this) {
            if (tripped != null || (told != null && effective(now) != null)) {
                return;
            }
            tripped = ending;
            trippedAt = now;
        }
        bell.ring();
    }

    /** Somebody who knows says why it ended. */
    void tell(Ending ending) {
        long now = ticker.nanos();
        synchronized (this) {
            // Who closes a console whose guest has gone already does not explain why it went.
            boolean tooLate = hungUp != null && ending.kind() == Ending.Kind.CLOSED_HERE;
            if (told != null || tooLate) {
                return;
            }
            told = ending;
            toldAt = now;
        }
        bell.ring();
    }

    /** The line has hung up, and all its bytes are recorded. */
    void hangUp(Ending ending) {
        long now = ticker.nanos();
        synchronized (this) {
            if (hungUp != null) {
                return;
            }
            hungUp = ending;
            hungUpAt = now;
        }
        bell.ring();
    }

    /** Forgets all but a hang-up. */
    void revive() {
        synchronized (this) {
            tripped = null;
            told = null;
        }
        bell.ring();
    }

    synchronized boolean hasHungUp() {
        return hungUp != null;
    }

    /** Returns the end that is known by now, also while its last words may still be on their way. */
    synchronized @Nullable Ending known(long now) {
        if (tripped != null) {
            return tripped;
        }
        return told != null ? told : effective(now);
    }

    /** Returns the end that makes waiting pointless now, or null. */
    synchronized @Nullable Ending effective(long now) {
        Ending ending = first();
        return ending != null && effectiveAt() - now <= 0 ? ending : null;
    }

    /** Returns when the end comes that is under way, or {@code otherwise} when none is or that is earlier. */
    synchronized long nextLook(long otherwise) {
        if (first() == null) {
            return otherwise;
        }
        long at = effectiveAt();
        return at - otherwise < 0 ? at : otherwise;
    }

    /** Returns how long ago an end came that has come, in nanoseconds. */
    synchronized long age(long now) {
        if (tripped != null) {
            return now - trippedAt;
        }
        return told != null ? now - toldAt : now - hungUpAt;
    }

    private @Nullable Ending first() {
        if (tripped != null) {
            return tripped;
        }
        return told != null ? told : hungUp;
    }

    private long effectiveAt() {
        if (tripped != null) {
            // Behind a hang-up nothing comes any more.
            return hungUp != null ? trippedAt : trippedAt + GRACE;
        }
        if (told != null) {
            boolean drained = hungUp != null && allLinesSeen.getAsBoolean();
            return drained || told.kind().isOurs() ? toldAt : toldAt + GRACE;
        }
        return hungUpAt + GRACE;
    }
}
