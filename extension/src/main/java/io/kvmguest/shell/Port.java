package io.kvmguest.shell;

import io.kvmguest.console.ByteWait;
import io.kvmguest.console.SerialConsole;
import io.kvmguest.console.SerialLine;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * One virtio-serial port. What comes is read ahead by a thread of its own, up to a bound; beyond it the guest has to wait.
 *
 * <p>One thread at a time sends and waits, another closes.
 */
final class Port implements AutoCloseable {

    private static final int READ_BYTES = 1 << 16;

    /** Chunks of up to {@link #READ_BYTES} that may lie here unread. */
    private static final int MOST_CHUNKS = 64;

    /** Longer than anything takes that has no deadline, and is waited for again. */
    static final Duration LONG = Duration.ofHours(1);

    private static final Duration LAST_WORDS = Duration.ofMillis(500);

    /** How long a program of the guest may take to open the port, times the scale of deadlines. */
    private static final Duration OPENING = Duration.ofSeconds(30);

    private final SerialLine line;
    private final int number;
    private final GuestPorts.Machine machine;
    private final SerialConsole console;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition taken = lock.newCondition();
    private final Deque<byte[]> chunks = new ArrayDeque<>();
    private @Nullable Thread pump;
    private boolean closed;
    private volatile boolean left;
    private volatile boolean heard;
    private volatile long openingUntil;
    private volatile boolean hungUp;
    private volatile boolean found;
    private boolean pluggedIn;

    Port(SerialLine line, int number, SerialConsole console, GuestPorts.Machine machine) {
        this.line = line;
        this.number = number;
        this.console = console;
        this.machine = machine;
    }

    int number() {
        return number;
    }

    /** Takes note that the guest has found it, and that it need not be plugged in. */
    void isThere() {
        lock.lock();
        try {
            pluggedIn = true;
        } finally {
            lock.unlock();
        }
        found = true;
    }

    boolean isPluggedIn() {
        lock.lock();
        try {
            return pluggedIn;
        } finally {
            lock.unlock();
        }
    }

    /** Returns what the guest calls it. */
    String name() {
        return "kvmguest." + number;
    }

    /** Has the guest find it, which takes it a moment. */
    void plugIn() {
        lock.lock();
        try {
            if (!pluggedIn) {
                machine.plugIn(number);
                pluggedIn = true;
            }
        } finally {
            lock.unlock();
        }
    }

    /** Takes note that the guest has found it. */
    void found() {
        found = true;
    }

    /** Returns whether the guest is known to have found it. */
    boolean isFound() {
        return found;
    }

    long nanos() {
        return System.nanoTime();
    }

    /**
     * Begins to wait for something.
     *
     * @param wanted what is awaited, as a message calls it
     */
    ByteWait waitFor(String wanted) {
        return console.awaitBytes(wanted);
    }

    /** Has those look again who wait for something that has to do with this port. */
    void lookAgain() {
        console.lookAgain();
    }

    void changed(GuestPorts.State state) {
        left = state == GuestPorts.State.CLOSED;
        console.lookAgain();
    }

    /**
     * Returns whether the last program of the guest that had it open has closed it. QEMU's events say what was: of a port's
     * changes within a second it tells the last one, at the end of that second.
     */
    boolean isClosedByGuest() {
        if (!left) {
            return false;
        }
        left = false;
        if (machine.isOpen(number)) {
            return false;
        }
        left = true;
        return true;
    }

    /** Expects a program of the guest to open it: that the last one has closed it counts no more. */
    void expectOpening() {
        plugIn();
        left = false;
        heard = false;
        openingUntil = nanos() + (long) (OPENING.toNanos() * console.deadlineScale());
    }

    private boolean isAwaited() {
        return !heard && nanos() - openingUntil < 0;
    }

    /**
     * Writes a request, which a guest that waits for one takes at once.
     *
     * @throws io.kvmguest.console.ConsoleEndedException if the guest is gone
     */
    void send(String text, ByteWait wait) {
        send(text.getBytes(StandardCharsets.UTF_8), wait);
    }

    /** Writes bytes as {@link #send(String, ByteWait)} does. */
    void send(byte[] bytes, ByteWait wait) {
        startPump();
        try {
            line.write(bytes, 0, bytes.length);
        } catch (IOException e) {
            hungUp = true;
            throw gone(wait, e);
        }
    }

    /**
     * Writes much, on a thread of its own, for a guest that stops taking it must not hold us up.
     *
     * @throws IOException if the data cannot be read, or ends early; the guest waits for the rest then
     * @throws ShellGoneException if nobody in the guest has the port open any more
     * @throws io.kvmguest.console.ConsoleEndedException if the guest is gone
     */
    void send(InputStream data, long length, ByteWait wait) throws IOException {
        CompletableFuture<@Nullable IOException> done = new CompletableFuture<>();
        // Only when it is done: who looks too early waits for ever.
        var unused = done.thenRun(console::lookAgain);
        Thread writer = new Thread(
                () -> done.complete(copy(data, length)),
                "kvmguest port " + number + " writer: " + console.subject().name());
        writer.setDaemon(true);
        writer.start();
        while (!wait.await(() -> done.isDone() || left || hungUp, LONG)
                || (!done.isDone() && !hungUp && !isClosedByGuest())) {
            // Whoever takes nothing for so long may yet.
        }
        if (!done.isDone()) {
            throw hungUp ? gone(wait, null) : shellGone();
        }
        IOException failure = done.join();
        if (failure instanceof EOFException || failure instanceof UnreadableException) {
            throw failure;
        } else if (failure != null) {
            throw gone(wait, failure);
        }
    }

    private @Nullable IOException copy(InputStream data, long length) {
        byte[] buffer = new byte[READ_BYTES];
        try {
            for (long left = length; left > 0; ) {
                int count = read(data, buffer, (int) Math.min(buffer.length, left));
                if (count < 0) {
                    throw new EOFException("The data ended " + left + " bytes early");
                }
                line.write(buffer, 0, count);
                left -= count;
            }
            return null;
        } catch (IOException e) {
            return e;
        }
    }

    private static int read(InputStream data, byte[] buffer, int most) throws UnreadableException {
        try {
            return data.read(buffer, 0, most);
        } catch (IOException e) {
            throw new UnreadableException(e);
        }
    }

    private static final class UnreadableException extends IOException {

        private static final long serialVersionUID = 1;

        UnreadableException(IOException cause) {
            super(cause.getMessage(), cause);
        }
    }

    /**
     * Returns the bytes that come next, or null when the time is over.
     *
     * @throws ShellGoneException if nobody in the guest has the port open any more
     * @throws io.kvmguest.console.ConsoleEndedException if the guest is gone
     */
    byte @Nullable [] next(long until, ByteWait wait) {
        while (true) {
            byte[] chunk = poll();
            if (chunk != null) {
                return chunk;
            }
            if (hungUp) {
                throw gone(wait, null);
            }
            if (isClosedByGuest()) {
                // What was written before comes over another line than the news that it was closed.
                if (!wait.await(() -> hungUp || hasMore(), LAST_WORDS)) {
                    if (!isAwaited()) {
                        throw shellGone();
                    } else if (nanos() - until >= 0) {
                        return null;
                    }
                }
                continue;
            }
            Duration most = Duration.ofNanos(Math.max(0, until - nanos()));
            if (!wait.await(() -> left || hungUp || hasMore(), most)) {
                return null;
            }
        }
    }

    /** Puts back what was read too far. */
    void unread(byte[] bytes, int from) {
        if (from < bytes.length) {
            lock.lock();
            try {
                chunks.addFirst(Arrays.copyOfRange(bytes, from, bytes.length));
            } finally {
                lock.unlock();
            }
        }
    }

    private byte @Nullable [] poll() {
        lock.lock();
        try {
            byte[] chunk = chunks.poll();
            taken.signal();
            return chunk;
        } finally {
            lock.unlock();
        }
    }

    /** Returns whether something has come that nobody has taken yet. */
    boolean hasMore() {
        lock.lock();
        try {
            return !chunks.isEmpty();
        } finally {
            lock.unlock();
        }
    }

    private ShellGoneException shellGone() {
        return new ShellGoneException("was ended: its port " + name() + " was closed in the guest");
    }

    /** The console knows better why the guest is gone, or does in a moment. */
    private WireBrokenException gone(ByteWait wait, @Nullable IOException cause) {
        boolean unused = wait.await(() -> false, Duration.ofSeconds(2));
        return new WireBrokenException(
                "cannot be reached: its port " + name() + " was hung up" + (cause == null ? "" : " (" + cause + ")"));
    }

    /** Reads ahead from now on. */
    void listen() {
        startPump();
    }

    private void startPump() {
        lock.lock();
        try {
            if (pump == null && !closed) {
                pump = new Thread(
                        this::pump,
                        "kvmguest port " + number + ": " + console.subject().name());
                pump.setDaemon(true);
                pump.start();
            }
        } finally {
            lock.unlock();
        }
    }

    private void pump() {
        byte[] buffer = new byte[READ_BYTES];
        try {
            for (int count = line.read(buffer, 0, buffer.length);
                    count >= 0 && keep(Arrays.copyOf(buffer, count));
                    count = line.read(buffer, 0, buffer.length)) {
                console.lookAgain();
            }
        } catch (IOException e) {
            // That is an end as well.
        }
        hungUp = true;
        console.lookAgain();
    }

    private boolean keep(byte[] chunk) {
        lock.lock();
        try {
            while (chunks.size() >= MOST_CHUNKS && !closed) {
                taken.awaitUninterruptibly();
            }
            heard = true;
            chunks.add(chunk);
            return !closed;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            taken.signal();
        } finally {
            lock.unlock();
        }
        try {
            line.close();
        } catch (IOException e) {
            // It is of no more use in any case.
        }
    }
}
