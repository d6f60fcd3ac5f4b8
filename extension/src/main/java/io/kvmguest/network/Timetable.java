package io.kvmguest.network;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Things that are done to a network at times that were said before, while a test does something else.
 *
 * <pre>{@code
 * try (Timetable plan = Timetable.start()
 *         .after(ofSeconds(2), lan.link("client")::cut)
 *         .after(ofSeconds(5), lan.link("client")::mend)) {
 *     …
 * }
 * }</pre>
 *
 * <p>They are done one at a time, on a thread of their own. May be used from any thread.
 */
public final class Timetable implements AutoCloseable {

    /** Something to do; what it returns, and throws, is not a matter of whoever plans it. */
    @FunctionalInterface
    public interface Action {
        /** Does it. */
        void run() throws Exception;
    }

    private record Entry(Duration time, Future<?> outcome) {}

    private final ScheduledThreadPoolExecutor executor;
    private final long start = System.nanoTime();
    private final List<Entry> entries = new ArrayList<>();

    private Timetable() {
        executor = new ScheduledThreadPoolExecutor(1, task -> {
            Thread thread = new Thread(task, "kvmguest timetable");
            thread.setDaemon(true);
            return thread;
        });
        executor.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    }

    /** Starts one, with nothing on it. Its times are counted from here. */
    public static Timetable start() {
        return new Timetable();
    }

    /**
     * Has something done at a time, which is counted from the start of the timetable.
     *
     * @throws IllegalArgumentException if the time is negative
     * @throws IllegalStateException if the timetable was closed
     */
    public synchronized Timetable after(Duration time, Action action) {
        if (time.isNegative()) {
            throw new IllegalArgumentException("time must not be negative, but was " + time);
        }
        if (executor.isShutdown()) {
            throw new IllegalStateException("The timetable was closed");
        }
        long left = time.toNanos() - (System.nanoTime() - start);
        entries.add(new Entry(
                time,
                executor.schedule(
                        () -> {
                            action.run();
                            return null;
                        },
                        left,
                        TimeUnit.NANOSECONDS)));
        return this;
    }

    /**
     * Returns when all that is on it has been done.
     *
     * @throws IllegalStateException if something on it failed, or was interrupted
     */
    public void await() {
        List<Entry> all;
        synchronized (this) {
            all = List.copyOf(entries);
        }
        for (Entry each : all) {
            check(each);
        }
    }

    private static void check(Entry entry) {
        try {
            Object unused = entry.outcome().get();
        } catch (CancellationException e) {
            // It was closed before.
        } catch (ExecutionException e) {
            throw new IllegalStateException(
                    "What was planned for " + entry.time() + " after the start failed: " + e.getCause(), e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while a timetable ran", e);
        }
    }

    /**
     * Leaves undone what has not begun, and returns when what has begun is done.
     *
     * @throws IllegalStateException if something on it failed
     */
    @Override
    public void close() {
        List<Entry> all;
        synchronized (this) {
            executor.shutdown();
            all = List.copyOf(entries);
        }
        all.stream()
                .filter(each -> each.outcome().isDone() || !each.outcome().cancel(false))
                .forEach(Timetable::check);
    }
}
