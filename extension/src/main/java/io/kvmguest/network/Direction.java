package io.kvmguest.network;

import java.time.Duration;
import java.util.SplittableRandom;

/** What becomes of the frames that go one way over a link: first some are dropped, then all are delayed. */
final class Direction {

    private final SplittableRandom random;
    private boolean cut;
    private double loss;
    private long delay;
    private long jitter;
    private long last;
    private long passed;
    private long dropped;

    Direction(SplittableRandom random) {
        this.random = random;
    }

    synchronized void cut(boolean now) {
        cut = now;
    }

    synchronized void loss(double ratio) {
        loss = ratio;
    }

    synchronized void delay(Duration time, Duration jitterTime) {
        delay = time.toNanos();
        jitter = jitterTime.toNanos();
    }

    synchronized void reset() {
        cut = false;
        loss = 0;
        delay = 0;
        jitter = 0;
    }

    /** Returns whether a frame that comes now is let through, as far as this direction goes. */
    synchronized boolean admits() {
        boolean admitted = !cut && (loss == 0 || random.nextDouble() >= loss);
        if (admitted) {
            passed++;
        } else {
            dropped++;
        }
        return admitted;
    }

    /** Returns when a frame that comes now arrives, by {@link System#nanoTime}: none overtakes the one before it. */
    synchronized long arrival(long now) {
        long spread = jitter == 0 ? 0 : random.nextLong(-jitter, jitter + 1);
        long at = now + Math.max(0, delay + spread);
        last = at - last < 0 && last - now > 0 ? last : at;
        return last;
    }

    synchronized boolean isDelayed(long now) {
        return delay > 0 || jitter > 0 || last - now > 0;
    }

    synchronized long passed() {
        return passed;
    }

    synchronized long dropped() {
        return dropped;
    }
}
