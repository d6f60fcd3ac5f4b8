package io.kvmguest.console;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A line that is opened again when its peer has hung up, and has come back in time: an adapter that was pulled out and put in, a
 * terminal server that was started anew. What was sent meanwhile is lost, as on the wire.
 */
public final class ReturningLine implements SerialLine {

    private static final System.Logger LOG = System.getLogger("io.kvmguest");

    /** How often it is tried: neither device files nor ports tell everywhere that they have come. */
    private static final long BETWEEN_TRIES = TimeUnit.MILLISECONDS.toNanos(100);

    /** Opens a line, or says why not. */
    @FunctionalInterface
    public interface Opener {

        /**
         * Opens it.
         *
         * @throws IOException if nobody is there
         * @throws SerialPortException if there is no such port, or it is in use
         */
        SerialLine open() throws IOException;
    }

    private final Opener opener;
    private final long patience;
    private final ReentrantLock state = new ReentrantLock();
    private final Condition closing = state.newCondition();
    private volatile SerialLine line;
    private boolean closed;

    private ReturningLine(Opener opener, SerialLine line, Duration patience) {
        this.opener = opener;
        this.line = line;
        this.patience = patience.toNanos();
    }

    /**
     * Opens it for the first time.
     *
     * @param patience how long it may be away
     * @throws IOException if nobody is there
     * @throws SerialPortException if there is no such port, or it is in use
     */
    public static ReturningLine open(Opener opener, Duration patience) throws IOException {
        Objects.requireNonNull(patience, "patience must not be null");
        return new ReturningLine(opener, opener.open(), patience);
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        while (true) {
            int count = line.read(buffer, offset, length);
            if (count >= 0 || !hasReturned()) {
                return count;
            }
        }
    }

    /** Waits for it; returns false when it stays away, or this was closed. */
    private boolean hasReturned() throws IOException {
        SerialLine gone = line;
        state.lock();
        try {
            if (closed) {
                return false;
            }
        } finally {
            state.unlock();
        }
        gone.close();
        LOG.log(Level.WARNING, gone.description() + " has vanished");
        long end = System.nanoTime() + patience;
        while (true) {
            SerialLine next = tryToOpen();
            if (!isWanted(next, end)) {
                return false;
            }
            if (next != null) {
                LOG.log(Level.WARNING, gone.description() + " has come back");
                return true;
            }
        }
    }

    private @Nullable SerialLine tryToOpen() {
        try {
            return opener.open();
        } catch (IOException | SerialPortException e) {
            return null; // not yet
        }
    }

    /** Takes a line that was opened; without one, waits for the next try. Returns whether to go on. */
    private boolean isWanted(@Nullable SerialLine next, long end) throws IOException {
        state.lock();
        try {
            if (closed) {
                if (next != null) {
                    next.close();
                }
                return false;
            }
            if (next != null) {
                line = next;
                return true;
            }
            long left = BETWEEN_TRIES;
            while (!closed && left > 0) {
                left = closing.awaitNanos(left);
            }
            return !closed && System.nanoTime() - end < 0;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } finally {
            state.unlock();
        }
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        line.write(bytes, offset, length);
    }

    @Override
    public void sendBreak() throws IOException {
        line.sendBreak();
    }

    /** Returns the line as it was opened last. */
    public SerialLine current() {
        return line;
    }

    @Override
    public String description() {
        return line.description();
    }

    @Override
    public void close() throws IOException {
        SerialLine last;
        state.lock();
        try {
            closed = true;
            closing.signalAll();
            last = line;
        } finally {
            state.unlock();
        }
        last.close();
    }
}
