package io.kvmguest.junit;

import org.jspecify.annotations.Nullable;

/** A guest that all tests of a run share. */
final class SharedGuest implements AutoCloseable {

    /** Starts it. */
    @FunctionalInterface
    interface Starting {
        RunningGuest run() throws InterruptedException;
    }

    private @Nullable RunningGuest guest;

    /** Returns it; starts it if it does not run yet, or not any more. */
    synchronized RunningGuest get(Starting start, Runnable onReplaced) throws InterruptedException {
        RunningGuest running = guest;
        if (running != null && running.isAlive()) {
            return running;
        }
        if (running != null) {
            guest = null;
            running.close();
            onReplaced.run();
        }
        RunningGuest started = start.run();
        guest = started;
        return started;
    }

    @Override
    public synchronized void close() {
        if (guest != null) {
            guest.close();
            guest = null;
        }
    }
}
