package io.kvmguest.console;

/**
 * Waits for threads to end. Whoever is interrupted meanwhile waits on, and is interrupted again afterwards: what is half closed
 * must not stay so.
 */
public final class Joining {

    /** Waits until a thread has ended. */
    public static void join(Thread thread) {
        joinUntil(Long.MAX_VALUE, thread);
    }

    /**
     * Waits until a thread has ended, but no longer than to a moment. If it is this one, it cannot be waited for.
     *
     * @param end the moment, by {@link System#nanoTime}; {@link Long#MAX_VALUE} for none
     */
    static void joinUntil(long end, Thread thread) {
        boolean interrupted = false;
        while (thread != Thread.currentThread() && thread.isAlive()) {
            long left = end == Long.MAX_VALUE ? end : end - System.nanoTime();
            if (left <= 0) {
                break;
            }
            try {
                thread.join(left / 1_000_000 + 1);
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private Joining() {}
}
