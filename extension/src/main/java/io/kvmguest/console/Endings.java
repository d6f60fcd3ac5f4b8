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

    /** Which end, when it was heard of, and how much had been printed when it happened. */
    private record News(Ending ending, long heardAt, long offset) {}

    private @Nullable News tripped;
    private @Nullable News told;
    private @Nullable News hungUp;

    /** What happened before this offset is forgotten, also when it is heard of later. */
    private long from;

    /**
     * @param allLinesSeen whether the tripwires have seen everything that was recorded
     */
    Endings(Ticker ticker, Bell bell, BooleanSupplier allLinesSeen) {
        this.ticker = ticker;
        this.bell = bell;
        this.allLinesSeen = allLinesSeen;
    }

    /**
     * A tripwire has tripped on a line that was printed before any end that is told but not effective yet.
     *
     * @param lineEnd where the line ends
     */
    void trip(Ending ending, long lineEnd) {
        News news = new News(ending, ticker.nanos(), lineEnd);
        synchronized (this) {
            boolean forgotten = lineEnd <= from;
            if (forgotten || tripped != null || (told != null && effective(news.heardAt()) != null)) {
                return;
            }
            tripped = news;
        }
        bell.ring();
    }

    /** Somebody who knows says why it ended. */
    void tell(Ending ending, long offset) {
        News news = new News(ending, ticker.nanos(), offset);
        synchronized (this) {
            boolean forgotten = offset < from;
            // Who closes a console whose guest has gone already does not explain why it went.
            boolean tooLate = hungUp != null && ending.kind() == Ending.Kind.CLOSED_HERE;
            if (forgotten || told != null || tooLate) {
                return;
            }
            told = news;
        }
        bell.ring();
    }

    /** The line has hung up, and all its bytes are recorded. */
    void hangUp(Ending ending, long offset) {
        News news = new News(ending, ticker.nanos(), offset);
        synchronized (this) {
            if (hungUp != null) {
                return;
            }
            hungUp = news;
        }
        bell.ring();
    }

    /** Forgets all that happened before an offset, but not a hang-up. */
    void revive(long offset) {
        synchronized (this) {
            from = offset;
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
            return tripped.ending();
        }
        return told != null ? told.ending() : effective(now);
    }

    /** Returns the end that makes waiting pointless now, or null. */
    synchronized @Nullable Ending effective(long now) {
        News first = first();
        return first != null && effectiveAt(first) - now <= 0 ? first.ending() : null;
    }

    /** Returns how much had been printed when the end happened that is known by now, or -1. */
    synchronized long offset() {
        News first = first();
        return first == null ? -1 : first.offset();
    }

    /** Returns when the end comes that is under way, or {@code otherwise} when none is or that is earlier. */
    synchronized long nextLook(long otherwise) {
        News first = first();
        if (first == null) {
            return otherwise;
        }
        long at = effectiveAt(first);
        return at - otherwise < 0 ? at : otherwise;
    }

    /** Returns how long ago an end came that has come, in nanoseconds. */
    synchronized long age(long now) {
        News first = first();
        return first == null ? 0 : now - first.heardAt();
    }

    private @Nullable News first() {
        if (tripped != null) {
            return tripped;
        }
        return told != null ? told : hungUp;
    }

    private long effectiveAt(News first) {
        boolean atOnce = false;
        if (tripped != null) {
            // Behind a hang-up nothing comes any more.
            atOnce = hungUp != null;
        } else if (told != null) {
            boolean drained = hungUp != null && allLinesSeen.getAsBoolean();
            atOnce = drained || told.ending().kind().isOurs();
        }
        return atOnce ? first.heardAt() : first.heardAt() + GRACE;
    }
}
