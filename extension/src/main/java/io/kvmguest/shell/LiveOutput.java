package io.kvmguest.shell;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** What a command that runs has printed by now, as bytes and as lines, and how it ended. */
final class LiveOutput {

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Map<OutputLine.Source, ByteArrayOutputStream> all = new EnumMap<>(OutputLine.Source.class);
    private final Map<OutputLine.Source, ByteArrayOutputStream> begun = new EnumMap<>(OutputLine.Source.class);
    private final Deque<OutputLine> lines = new ArrayDeque<>();
    private boolean ended;
    private int exitStatus;
    private @Nullable RuntimeException failure;

    LiveOutput() {
        for (OutputLine.Source source : OutputLine.Source.values()) {
            all.put(source, new ByteArrayOutputStream());
            begun.put(source, new ByteArrayOutputStream());
        }
    }

    /** Returns where the bytes of one output go. */
    OutputStream sink(OutputLine.Source source) {
        return new OutputStream() {
            @Override
            public void write(int b) {
                write(new byte[] {(byte) b}, 0, 1);
            }

            @Override
            public void write(byte[] bytes, int offset, int length) {
                append(source, bytes, offset, length);
            }
        };
    }

    void append(OutputLine.Source source, byte[] bytes) {
        append(source, bytes, 0, bytes.length);
    }

    private void append(OutputLine.Source source, byte[] bytes, int offset, int length) {
        lock.lock();
        try {
            of(all, source).write(bytes, offset, length);
            ByteArrayOutputStream line = of(begun, source);
            for (int i = offset; i < offset + length; i++) {
                if (bytes[i] == '\n') {
                    addLine(source, line);
                } else {
                    line.write(bytes[i]);
                }
            }
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private static ByteArrayOutputStream of(
            Map<OutputLine.Source, ByteArrayOutputStream> streams, OutputLine.Source source) {
        return streams.computeIfAbsent(source, any -> new ByteArrayOutputStream());
    }

    private void addLine(OutputLine.Source source, ByteArrayOutputStream line) {
        lines.add(new OutputLine(source, line.toString(StandardCharsets.UTF_8)));
        line.reset();
    }

    /** Takes note that it has ended, and that nothing more comes. */
    void end(int status) {
        lock.lock();
        try {
            for (OutputLine.Source source : OutputLine.Source.values()) {
                ByteArrayOutputStream line = of(begun, source);
                if (line.size() > 0) {
                    addLine(source, line);
                }
            }
            ended = true;
            exitStatus = status;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Takes note that nobody knows how it goes on. */
    void fail(RuntimeException why) {
        lock.lock();
        try {
            if (!ended && failure == null) {
                failure = why;
            }
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    boolean isOver() {
        lock.lock();
        try {
            return ended || failure != null;
        } finally {
            lock.unlock();
        }
    }

    /** Returns the next line, or null if none comes in time or at all. */
    @Nullable OutputLine next(Duration timeout) throws InterruptedException {
        long left = timeout.toNanos();
        lock.lockInterruptibly();
        try {
            while (lines.isEmpty() && !ended && failure == null && left > 0) {
                left = changed.awaitNanos(left);
            }
            OutputLine line = lines.poll();
            if (line == null && failure != null) {
                throw failure;
            }
            return line;
        } finally {
            lock.unlock();
        }
    }

    /** Waits for the end; returns whether it has come. */
    boolean awaitEnd(Duration timeout) throws InterruptedException {
        long left = timeout.toNanos();
        lock.lockInterruptibly();
        try {
            while (!ended && failure == null && left > 0) {
                left = changed.awaitNanos(left);
            }
            if (!ended && failure != null) {
                throw failure;
            }
            return ended;
        } finally {
            lock.unlock();
        }
    }

    /** Returns what there is by now. */
    Outcome outcome(Outcome.Fate fate, Duration took) {
        lock.lock();
        try {
            return new Outcome(
                    fate,
                    ended ? exitStatus : 137,
                    of(all, OutputLine.Source.STDOUT).toByteArray(),
                    of(all, OutputLine.Source.STDERR).toByteArray(),
                    took);
        } finally {
            lock.unlock();
        }
    }
}
