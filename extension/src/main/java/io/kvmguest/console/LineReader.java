package io.kvmguest.console;

import java.time.Duration;
import java.util.function.LongUnaryOperator;
import org.jspecify.annotations.Nullable;

/** Reads a recording line by line. */
final class LineReader {

    /** A line longer than this many bytes of text is given in pieces: a guest may print for ever without a line end. */
    static final int LONGEST = 1 << 16;

    private final TextReader reader;
    private final LongUnaryOperator times;
    private final long from;
    private boolean passedFrom;

    /** Where the next line begins: in the recording and in the text. */
    private long lineOffset;

    private int head;

    /** Up to where the text has been searched for a line feed. */
    private int searched;

    /**
     * @param times gives the time in nanoseconds at which the byte at an offset came
     */
    LineReader(ByteStore store, LongUnaryOperator times, long from) {
        this.reader = new TextReader(store, from);
        this.times = times;
        this.from = from;
        this.lineOffset = from;
        skipWhatIsBefore();
    }

    /** Returns the next complete line that ends before {@code limit}, or null when there is none yet. */
    @Nullable ConsoleLine next(long limit) {
        StrippedText text = reader.text();
        while (true) {
            int feed = text.lineFeed(searched, Math.min(text.length(), head + LONGEST + 1));
            if (feed >= 0) {
                return take(feed, feed + 1, text.offsetOf(feed) + 1);
            }
            if (text.length() - head > LONGEST) {
                int end = text.characterStart(head + LONGEST);
                return take(end, end, text.offsetOf(end));
            }
            text.discard(head);
            head = 0;
            searched = text.length();
            if (!reader.read(limit)) {
                return null;
            }
            skipWhatIsBefore();
        }
    }

    /** A character or a lone carriage return that straddles the beginning appears only after it was read. */
    private void skipWhatIsBefore() {
        if (!passedFrom) {
            StrippedText text = reader.text();
            head = text.indexOf(from);
            searched = head;
            passedFrom = head < text.length();
        }
    }

    private ConsoleLine take(int end, int next, long nextOffset) {
        ConsoleLine line = line(end, true);
        head = next;
        searched = next;
        lineOffset = nextOffset;
        return line;
    }

    private ConsoleLine line(int end, boolean complete) {
        Duration at = Duration.ofNanos(times.applyAsLong(lineOffset));
        return new ConsoleLine(lineOffset, at, reader.text().toString(head, end), complete);
    }

    /** Returns the unfinished line as it is by now, or null when it is empty; takes nothing away. */
    @Nullable ConsoleLine rest() {
        int end = reader.text().length();
        return end == head ? null : line(end, false);
    }

    /** Returns where the next line begins. */
    long lineOffset() {
        return lineOffset;
    }

    /** Returns how far the recording has been read. */
    long position() {
        return reader.position();
    }
}
