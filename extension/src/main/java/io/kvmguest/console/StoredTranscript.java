package io.kvmguest.console;

import java.io.InputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.function.LongUnaryOperator;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/** A transcript over recorded bytes and their times. */
final class StoredTranscript implements Transcript {

    private final ByteStore store;
    private final LongUnaryOperator times;
    private final @Nullable Path file;

    /**
     * @param times gives the time in nanoseconds since power-on at which the byte at an offset came
     */
    StoredTranscript(ByteStore store, LongUnaryOperator times, @Nullable Path file) {
        this.store = store;
        this.times = times;
        this.file = file;
    }

    ByteStore store() {
        return store;
    }

    LineReader lineReader(long from) {
        return new LineReader(store, times, from);
    }

    @Override
    public long length() {
        return store.length();
    }

    @Override
    public byte[] bytes(long from, long to) {
        checkRange(from, to);
        if (to - from > Integer.MAX_VALUE - 8) {
            throw new IllegalArgumentException("more than 2 GiB: " + (to - from) + " bytes; use open()");
        }
        byte[] bytes = new byte[(int) (to - from)];
        store.read(from, bytes, 0, bytes.length);
        return bytes;
    }

    @Override
    public InputStream open(long from) {
        long end = store.length();
        checkRange(from, end);
        return new StoreInputStream(store, from, end);
    }

    @Override
    public Duration timeOf(long offset) {
        Objects.checkFromToIndex(0, offset, store.length());
        // Behind the last byte no time has come yet.
        return Duration.ofNanos(times.applyAsLong(Math.max(0, Math.min(offset, store.length() - 1))));
    }

    @Override
    public Stream<ConsoleLine> lines(Mark from) {
        long end = store.length();
        checkRange(from.offset(), end);
        LineReader reader = lineReader(from.offset());
        Iterator<ConsoleLine> lines = new Iterator<>() {
            private @Nullable ConsoleLine next;
            private boolean over;

            @Override
            public boolean hasNext() {
                if (next == null && !over) {
                    next = reader.next(end);
                    if (next == null) {
                        over = true;
                        next = reader.rest();
                    }
                }
                return next != null;
            }

            @Override
            public ConsoleLine next() {
                if (!hasNext()) {
                    throw new NoSuchElementException();
                }
                ConsoleLine line = Objects.requireNonNull(next);
                next = null;
                return line;
            }
        };
        int traits = Spliterator.ORDERED | Spliterator.NONNULL | Spliterator.IMMUTABLE;
        return StreamSupport.stream(Spliterators.spliteratorUnknownSize(lines, traits), false);
    }

    @Override
    public List<ConsoleLine> lastLines(int count) {
        if (count < 0) {
            throw new IllegalArgumentException("count must not be negative: " + count);
        }
        long end = store.length();
        for (long back = TextReader.BLOCK; ; back *= 4) {
            long from = end <= back ? 0 : TextReader.lineStart(store, end - back);
            List<ConsoleLine> last = lastLines(count, from, end);
            if (last.size() == count || from == 0 || back >= MOST_LOOKED_BACK) {
                return last;
            }
        }
    }

    /** So far the last lines are looked for; blank lines and progress bars hardly take more. */
    private static final long MOST_LOOKED_BACK = 16L << 20;

    private List<ConsoleLine> lastLines(int count, long from, long end) {
        ArrayDeque<ConsoleLine> last = new ArrayDeque<>();
        LineReader reader = lineReader(from);
        boolean over = false;
        boolean overwritten = false;
        while (!over) {
            ConsoleLine line = reader.next(end);
            if (line == null) {
                over = true;
                line = reader.rest();
            }
            if (line == null || line.text().isBlank()) {
                continue;
            }
            if (overwritten) {
                last.pollLast();
            }
            last.addLast(line);
            if (last.size() > count) {
                last.pollFirst();
            }
            overwritten = endedByCarriageReturn(line, reader);
        }
        return List.copyOf(last);
    }

    private boolean endedByCarriageReturn(ConsoleLine line, LineReader reader) {
        if (!line.complete() || reader.lineOffset() == 0) {
            return false;
        }
        byte[] last = new byte[1];
        store.read(reader.lineOffset() - 1, last, 0, 1);
        return last[0] == '\r';
    }

    @Override
    public String text(Mark from, Mark to) {
        checkRange(from.offset(), to.offset());
        TextReader reader = new TextReader(store, from.offset());
        StringBuilder result = new StringBuilder();
        StrippedText text = reader.text();
        do {
            // What straddles the beginning is not behind it.
            int first = text.indexOf(from.offset());
            result.append(text.toString(first, text.length()));
            text.discard(text.length());
        } while (reader.read(to.offset()));
        return result.toString();
    }

    @Override
    public Mark end() {
        return new Mark(store.length());
    }

    @Override
    public Path file() {
        if (file == null) {
            throw new IllegalStateException("This transcript was made from bytes and lies in no file");
        }
        return file;
    }

    private void checkRange(long from, long to) {
        if (from < 0 || from > to || to > store.length()) {
            throw new IndexOutOfBoundsException(
                    "from " + from + " to " + to + " of a transcript of " + store.length() + " bytes");
        }
    }
}
