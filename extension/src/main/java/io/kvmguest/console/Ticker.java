package io.kvmguest.console;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;

/** The clock of everything here that waits, so that a test can turn it by hand. */
interface Ticker {

    /** The host's monotonic clock. */
    Ticker SYSTEM = new Ticker() {
        @Override
        public long nanos() {
            return System.nanoTime();
        }

        // The loop is the caller's, who looks at the clock and at the world again, however the wait ended.
        @SuppressWarnings("WaitNotInLoop")
        @Override
        public void await(Condition condition, long nanos) throws InterruptedException {
            boolean unused = condition.await(nanos, TimeUnit.NANOSECONDS);
        }
    };

    /** Returns the time in nanoseconds, from any zero point. */
    long nanos();

    /** Waits on a condition, whose lock is held, until it is signalled or a time has passed, or for no reason. */
    void await(Condition condition, long nanos) throws InterruptedException;

    /** Has an action run whenever the clock jumps; the host's clock never does. */
    default void onJump(Runnable action) {}
}
