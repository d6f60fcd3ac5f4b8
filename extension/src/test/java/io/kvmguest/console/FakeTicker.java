package io.kvmguest.console;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;

/** A clock that a test turns by hand, and that knows how many threads wait for it. */
final class FakeTicker implements Ticker {

    private final List<Runnable> onJump = new CopyOnWriteArrayList<>();
    private final AtomicLong now = new AtomicLong(1_000_000_000_000L);
    private int sleeping;

    @Override
    public long nanos() {
        return now.get();
    }

    @Override
    @SuppressWarnings("WaitNotInLoop") // The loop is the caller's.
    public void await(Condition condition, long nanos) throws InterruptedException {
        sleeping(1);
        try {
            boolean unused = condition.await(1, TimeUnit.HOURS);
        } finally {
            sleeping(-1);
        }
    }

    @Override
    public void onJump(Runnable action) {
        onJump.add(action);
    }

    private synchronized void sleeping(int more) {
        sleeping += more;
        notifyAll();
    }

    /** Waits until as many threads wait for time to pass or things to happen. */
    synchronized void awaitSleeping(int threads) throws InterruptedException {
        while (sleeping < threads) {
            wait();
        }
    }

    void advance(Duration duration) {
        now.addAndGet(duration.toNanos());
        onJump.forEach(Runnable::run);
    }
}
