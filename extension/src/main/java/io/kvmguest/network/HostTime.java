package io.kvmguest.network;

import java.time.Instant;

/**
 * The host's clock as all captures read it: set once, and from then on as steady as {@link System#nanoTime}, so that files of several
 * segments can be merged.
 */
final class HostTime {

    private static final long BILLION = 1_000_000_000;

    /** By how much the nanoseconds since 1970 are ahead; they last until the year 2262. */
    private static final long OFFSET = offset();

    private HostTime() {}

    private static long offset() {
        long before = System.nanoTime();
        Instant now = Instant.now();
        long after = System.nanoTime();
        return now.getEpochSecond() * BILLION + now.getNano() - (before + (after - before) / 2);
    }

    /** Returns the nanoseconds since 1970 at a time by {@link System#nanoTime}. */
    static long epochNanos(long nanoTime) {
        return nanoTime + OFFSET;
    }

    static Instant instant(long nanoTime) {
        return Instant.ofEpochSecond(0, epochNanos(nanoTime));
    }
}
