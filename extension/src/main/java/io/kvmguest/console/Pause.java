package io.kvmguest.console;

import java.util.concurrent.locks.LockSupport;

/** A time that has to pass, as the other side needs it. */
final class Pause {

    private Pause() {}

    /** Lets it pass; returns false when the thread was interrupted before, whose flag stays set. */
    static boolean pass(long nanos) {
        long end = System.nanoTime() + nanos;
        for (long left = nanos; left > 0; left = end - System.nanoTime()) {
            LockSupport.parkNanos(left);
            if (Thread.currentThread().isInterrupted()) {
                return false;
            }
        }
        return true;
    }
}
