package io.kvmguest.qemu;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * Threads that do not keep the JVM alive. They are our own: the common pool has few, and tests that block may hold all of
 * them.
 */
final class Daemon {

    /** Starts a thread. */
    static void start(String name, Runnable task) {
        thread(name, task).start();
    }

    static Thread thread(String name, Runnable task) {
        Thread thread = new Thread(task, "kvmguest " + name);
        thread.setDaemon(true);
        return thread;
    }

    /** Does something later, unless what it returns is cancelled by then. */
    static Future<?> later(Duration delay, String name, Runnable task) {
        // completeOnTimeout() takes itself off the JDK's timer when it is cancelled, delayedExecutor() does not.
        CompletableFuture<Void> timer =
                new CompletableFuture<Void>().completeOnTimeout(null, delay.toMillis(), TimeUnit.MILLISECONDS);
        var unused = timer.thenRun(() -> start(name, task));
        return timer;
    }

    private Daemon() {}
}
