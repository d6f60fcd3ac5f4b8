package io.kvmguest.console;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A line with a {@link Recording} at its other end in place of a guest. It prints what was printed, in the chunks that are
 * recorded, and hangs up at the end.
 *
 * <p>What was typed is awaited before what comes behind it is printed, and has to be the same, byte for byte, however it is
 * cut into writes; it may come before it is waited for. Where something else is typed, the write throws a
 * {@link ReplayMismatchException} and the line hangs up. A {@link SerialConsole} on it gives every byte the time that is
 * recorded, however fast it is played.
 */
public final class ReplayLine implements SerialLine {

    /** How fast what was printed comes. */
    public enum Pace {
        /** At once. */
        AT_ONCE,
        /** When it came: later only where something is typed later than it was. */
        RECORDED
    }

    /** What becomes of what is typed. */
    public enum Typing {
        /**
         * It is awaited, and has to be what was recorded; where nothing was recorded, nothing may be typed. What the root
         * shell of this library typed then is passed over: the guest prints its answers by itself.
         */
        CHECKED,
        /** It is awaited, and has to be what was recorded, with all that the root shell typed. */
        CHECKED_WITH_ROOT_SHELL,
        /** It is thrown away, whatever it is, and nothing waits for it. */
        IGNORED
    }

    private final Recording recording;
    private final List<RecordedEvent> events;
    private final Pace pace;
    private final Typing typing;
    private final Ticker ticker;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();

    /** The event that is to be played, and how much of it was read. */
    private int next;

    private int read;

    /** The event that is to be typed, and how much of it was. */
    private int awaited;

    private int typed;

    /** When what is recorded at zero is, or would have been, printed. */
    private long start;

    private boolean started;
    private volatile long time;
    private boolean waiting;
    private boolean typedOn;
    private boolean over;
    private boolean closed;
    private @Nullable String mismatch;

    /** Holds a recording, of which nothing is printed before {@link #play}: whoever is to see all of it can come before. */
    public ReplayLine(Recording recording, Pace pace, Typing typing) {
        this(recording, pace, typing, Ticker.SYSTEM);
    }

    ReplayLine(Recording recording, Pace pace, Typing typing, Ticker ticker) {
        this.recording = recording;
        this.events = recording.events();
        this.pace = pace;
        this.typing = typing;
        this.ticker = ticker;
        this.awaited = nextTyped(0);
        ticker.onJump(this::wake);
    }

    /** Plays the recording from its beginning. */
    public void play() {
        lock.lock();
        try {
            started = true;
            start = ticker.nanos();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private int nextTyped(int from) {
        int event = from;
        while (event < events.size() && !isAwaited(events.get(event))) {
            event++;
        }
        return event;
    }

    private boolean isAwaited(RecordedEvent event) {
        return switch (typing) {
            case CHECKED -> event.isTyped() && !event.kind().isOfShell();
            case CHECKED_WITH_ROOT_SHELL -> event.isTyped();
            case IGNORED -> false;
        };
    }

    private void wake() {
        lock.lock();
        try {
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public int read(byte[] buffer, int offset, int length) {
        boolean interrupted = false;
        lock.lock();
        try {
            while (true) {
                if (!started && !closed) {
                    changed.awaitUninterruptibly();
                    continue;
                }
                if (closed || mismatch != null || next == events.size()) {
                    over = true;
                    changed.signalAll();
                    return -1;
                }
                RecordedEvent event = events.get(next);
                if (!event.isTyped()) {
                    long left = pace == Pace.RECORDED ? start + event.at() - ticker.nanos() : 0;
                    if (left <= 0) {
                        return give(event, buffer, offset, length);
                    }
                    interrupted |= !await(left);
                } else if (!isAwaited(event) || next < awaited) {
                    next++;
                } else {
                    waiting = true;
                    changed.signalAll();
                    changed.awaitUninterruptibly();
                }
            }
        } finally {
            lock.unlock();
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Returns false if the thread was interrupted meanwhile. */
    private boolean await(long nanos) {
        try {
            ticker.await(changed, nanos);
            return true;
        } catch (InterruptedException e) {
            return false;
        }
    }

    private int give(RecordedEvent event, byte[] buffer, int offset, int length) {
        byte[] bytes = event.bytes();
        int count = Math.min(length, bytes.length - read);
        System.arraycopy(bytes, read, buffer, offset, count);
        time = event.at();
        read += count;
        if (read == bytes.length) {
            read = 0;
            next++;
        }
        return count;
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        write(bytes, offset, length, false);
    }

    /** Takes what no message is to tell. */
    void writeSecret(byte[] bytes) throws IOException {
        write(bytes, 0, bytes.length, true);
    }

    private void write(byte[] bytes, int offset, int length, boolean secret) throws IOException {
        lock.lock();
        try {
            if (closed) {
                throw new IOException(description() + " was closed");
            }
            if (mismatch != null) {
                throw new ReplayMismatchException(mismatch);
            }
            typedOn |= length > 0;
            if (typing != Typing.IGNORED) {
                check(bytes, offset, offset + length, secret);
                changed.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }

    private void check(byte[] bytes, int from, int to, boolean secret) {
        int at = from;
        while (at < to) {
            if (awaited == events.size()) {
                throw differs(unrecorded(secret ? "a secret" : words(bytes, at, to)));
            }
            RecordedEvent event = events.get(awaited);
            if (event.kind().isSecret()) {
                at = endOfLine(bytes, at, to);
                typed = event.bytes().length;
            } else if (bytes[at] == event.bytes()[typed]) {
                at++;
                typed++;
            } else {
                throw differs(other(event, to - at, secret ? "a secret" : typedNow(event, bytes, at, to)));
            }
            if (typed == event.bytes().length) {
                typed = 0;
                awaited = nextTyped(awaited + 1);
                waiting = false;
                start = Math.max(start, ticker.nanos() - event.at());
            }
        }
    }

    private static int endOfLine(byte[] bytes, int from, int to) {
        for (int i = from; i < to; i++) {
            if (bytes[i] == '\n' || bytes[i] == '\r') {
                return i + 1;
            }
        }
        return to;
    }

    private ReplayMismatchException differs(String message) {
        mismatch = message;
        changed.signalAll();
        return new ReplayMismatchException(message);
    }

    private String unrecorded(String what) {
        if (nextTyped(0) == events.size()) {
            return "Nothing was typed in " + recording.name() + ", and now " + what + " was."
                    + "\n  To have it play on whatever is typed: Typing.IGNORED";
        }
        return "More was typed than was recorded: behind the last that was typed in " + recording.name() + ", " + what
                + " was.\n  To have it play on whatever is typed: Typing.IGNORED";
    }

    private String typedNow(RecordedEvent event, byte[] bytes, int at, int to) {
        return words(new String(event.bytes(), 0, typed, StandardCharsets.ISO_8859_1)
                + new String(bytes, at, to - at, StandardCharsets.ISO_8859_1));
    }

    private String other(RecordedEvent event, int count, String now) {
        // One may have been recorded key by key, and the other comes as a whole.
        StringBuilder recorded = new StringBuilder(new String(event.bytes(), StandardCharsets.ISO_8859_1));
        for (int i = nextTyped(awaited + 1);
                i < events.size()
                        && recorded.length() < typed + count
                        && !events.get(i).kind().isSecret();
                i = nextTyped(i + 1)) {
            recorded.append(new String(events.get(i).bytes(), StandardCharsets.ISO_8859_1));
        }
        return "Something else was typed than was recorded, at " + place(awaited) + ":"
                + "\n  recorded: " + words(recorded.toString())
                + "\n  typed:    " + now;
    }

    private String place(int number) {
        RecordedEvent event = events.get(number);
        return "event " + (number + 1) + " of " + recording.name()
                + (event.line() > 0 ? " (line " + event.line() + ", " : " (")
                + Spoken.duration(Duration.ofNanos(event.at())) + " after power-on)";
    }

    private static String words(byte[] bytes, int from, int to) {
        return words(new String(bytes, from, to - from, StandardCharsets.ISO_8859_1));
    }

    /** Returns bytes, each of them a character, as a message quotes them. */
    private static String words(String latin1) {
        String text = new String(latin1.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
        StringBuilder quoted = new StringBuilder();
        Spoken.quoted(text).chars().forEach(c -> {
            if (c == '\r') {
                quoted.append("\\r");
            } else if (Character.isISOControl(c)) {
                quoted.append(String.format("\\x%02x", c));
            } else {
                quoted.append((char) c);
            }
        });
        return quoted.toString();
    }

    /** Returns whether somebody has typed something. */
    public boolean wasTypedOn() {
        lock.lock();
        try {
            return typedOn;
        } finally {
            lock.unlock();
        }
    }

    /** Returns when what was read last was printed, in nanoseconds since power-on, as recorded. */
    long time() {
        return time;
    }

    /** Returns what it waits for, to be put behind "it was"; empty while it prints. */
    public Optional<String> awaiting() {
        lock.lock();
        try {
            if (!waiting || closed || mismatch != null) {
                return Optional.empty();
            }
            RecordedEvent event = events.get(awaited);
            String what = event.kind().isSecret() ? "a secret" : words(event.bytes(), typed, event.bytes().length);
            return Optional.of("waiting for " + what + " to be typed, as it was at " + place(awaited));
        } finally {
            lock.unlock();
        }
    }

    /**
     * Waits until whoever reads has taken all that comes before the next that is to be typed, and has asked for more; or all
     * there is.
     *
     * @throws ConsoleInterruptedException if the thread is interrupted; its interrupt flag stays set
     */
    public void awaitPlayed() {
        lock.lock();
        try {
            while (!waiting && !over && !closed) {
                changed.await();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ConsoleInterruptedException(
                    "Interrupted while " + recording.name() + " was played", Mark.POWER_ON);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public String description() {
        return "the replay of " + recording.name();
    }

    @Override
    public String endedBecause() {
        lock.lock();
        try {
            return mismatch == null ? "the recording " + recording.name() + " ends here" : mismatch;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
