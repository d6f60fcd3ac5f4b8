package io.kvmguest.junit;

import io.kvmguest.console.Joining;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * Has the guest of the next test method ready while one runs. It is no more than one, and there is none where this would cost
 * the test more than it gains: for guests that have to be booted, on hosts without room, behind the last method.
 *
 * <p>Whoever waits for one does so in {@link Thread#join()}, as {@link SideBySide} does.
 */
final class Lookahead implements AutoCloseable {

    private final Run run;
    private final Optional<Integer> methods;
    private int given;
    private boolean closed;
    private @Nullable Start start;

    /** A guest that starts, or has started. */
    private static final class Start {
        private final Thread thread;
        private volatile @Nullable RunningGuest guest;

        Start(RunningGuest guest) {
            this.guest = guest;
            this.thread = new Thread(() -> {}, "kvmguest-ready");
        }

        Start(Callable<RunningGuest> task, Runnable finallyDo) {
            this.thread = new Thread(
                    () -> {
                        try {
                            guest = task.call();
                        } catch (Exception e) {
                            // Whoever needs it starts one for himself, and is told what is wrong.
                        } finally {
                            finallyDo.run();
                        }
                    },
                    "kvmguest-ahead");
            thread.setDaemon(true);
            thread.start();
        }

        Optional<RunningGuest> await() {
            Joining.join(thread);
            return Optional.ofNullable(guest);
        }
    }

    /**
     * @param methods how many guests are wanted in all, if that is known
     */
    Lookahead(Run run, Optional<Integer> methods) {
        this.run = run;
        this.methods = methods;
    }

    /** Keeps a guest that runs. */
    synchronized void has(RunningGuest guest) {
        start = new Start(guest);
    }

    /** Returns the guest that is ready, or soon will be. */
    Optional<RunningGuest> take() {
        Start taking;
        synchronized (this) {
            taking = start;
            start = null;
        }
        if (taking == null) {
            return Optional.empty();
        }
        Optional<RunningGuest> guest = taking.await();
        if (guest.isPresent() && !guest.get().isAlive()) {
            guest.get().close();
            return Optional.empty();
        }
        return guest;
    }

    /**
     * Starts the next one, if that is worth it.
     *
     * @param guest the one that a method was given
     */
    synchronized void after(RunningGuest guest, Callable<RunningGuest> next) {
        given++;
        boolean wanted = methods.isEmpty() || given < methods.get();
        if (!closed && start == null && wanted && guest.isClone() && run.mayLookAhead(guest.memoryBytes())) {
            start = new Start(next, run::lookedAhead);
        }
    }

    @Override
    public void close() {
        Start left;
        synchronized (this) {
            closed = true;
            left = start;
            start = null;
        }
        if (left != null) {
            // A clone is there before it could be given up.
            left.await().ifPresent(RunningGuest::close);
        }
    }
}
