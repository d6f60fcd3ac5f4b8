package io.kvmguest.junit;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * Does several things at the same time, each on a thread of its own.
 *
 * <p>The caller waits in {@link Thread#join()}: futures and conditions would tell JUnit's fork-join pool that its worker
 * is blocked, and the pool would start a further test in its place, and with it further guests.
 */
final class SideBySide<T> {

    /**
     * What came of it.
     *
     * @param done the results that there are, in the order of the tasks
     * @param failure the first thing that failed, or null
     */
    record Outcome<T>(List<T> done, @Nullable Throwable failure) {}

    private final List<Thread> threads = new ArrayList<>();
    private final List<@Nullable T> results = new ArrayList<>();
    private @Nullable Throwable failure;

    /**
     * Runs all tasks and waits until each has ended. When one fails, the others are interrupted.
     *
     * @param name what the threads are called
     */
    static <T> Outcome<T> run(String name, List<Callable<T>> tasks) {
        return new SideBySide<T>(name, tasks).run();
    }

    private SideBySide(String name, List<Callable<T>> tasks) {
        for (Callable<T> task : tasks) {
            int index = results.size();
            results.add(null);
            Thread thread = new Thread(() -> perform(index, task), name + "-" + (index + 1));
            thread.setDaemon(true);
            threads.add(thread);
        }
    }

    private Outcome<T> run() {
        threads.forEach(Thread::start);
        boolean interrupted = false;
        for (Thread thread : threads) {
            while (thread.isAlive()) {
                try {
                    thread.join();
                } catch (InterruptedException e) {
                    // Whoever waits is told to stop: so are the tasks, and what they hold is still waited for.
                    interrupted = true;
                    fail(e);
                }
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return outcome();
    }

    private synchronized Outcome<T> outcome() {
        List<T> done = new ArrayList<>();
        for (T result : results) {
            if (result != null) {
                done.add(result);
            }
        }
        return new Outcome<>(done, failure);
    }

    private void perform(int index, Callable<T> task) {
        try {
            T result = task.call();
            synchronized (this) {
                results.set(index, result);
            }
        } catch (Throwable e) {
            fail(e);
        }
    }

    /** Keeps the first failure only: the others fail because they are interrupted for it. */
    private synchronized void fail(Throwable e) {
        if (failure == null) {
            failure = e;
            threads.forEach(Thread::interrupt);
        }
    }
}
