package io.kvmguest.console;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Rings when anything happens on a console. A thread that takes {@link #strokes()} before it looks at the world, and
 * waits with that number, never misses what happened in between.
 */
final class Bell {

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition rung = lock.newCondition();
    private final Ticker ticker;
    private final AtomicLong strokes = new AtomicLong();
    private int waiting;

    Bell(Ticker ticker) {
        this.ticker = ticker;
        ticker.onJump(this::ring);
    }

    long strokes() {
        return strokes.get();
    }

    void ring() {
        lock.lock();
        try {
            strokes.incrementAndGet();
            // A flood of chunks finds nobody waiting, as every reader is busy then.
            if (waiting > 0) {
                rung.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Waits until the bell has rung since {@code seen} was taken, or until a time on the ticker has come. */
    void await(long seen, long until) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            waiting++;
            try {
                while (strokes.get() == seen) {
                    long left = until - ticker.nanos();
                    if (left <= 0) {
                        return;
                    }
                    ticker.await(rung, left);
                }
            } finally {
                waiting--;
            }
        } finally {
            lock.unlock();
        }
    }

    /** Waits until the bell has rung since {@code seen} was taken, on a thread of ours, which nobody interrupts. */
    void awaitForEver(long seen) {
        lock.lock();
        try {
            waiting++;
            try {
                while (strokes.get() == seen) {
                    rung.awaitUninterruptibly();
                }
            } finally {
                waiting--;
            }
        } finally {
            lock.unlock();
        }
    }
}
