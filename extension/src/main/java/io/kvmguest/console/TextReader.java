package io.kvmguest.console;

/**
 * Reads a recording from a position on, in blocks, as stripped text. What stands before the position in its line is read
 * too, so that sequences and characters cut by the position are understood.
 */
final class TextReader {

    static final int BLOCK = 1 << 16;

    private final ByteStore store;
    private final Stripper stripper = new Stripper();
    private final StrippedText text = new StrippedText();
    private byte[] block = new byte[4096];
    private long position;
    private final boolean atLineStart;

    TextReader(ByteStore store, long from) {
        this.store = store;
        long start = lineStart(store, from);
        this.atLineStart = start == 0 || start > from - BLOCK;
        this.position = start;
        while (position < from) {
            readBlock(from);
        }
    }

    /** Returns where the line begins in which an offset lies; a line that began long ago, not that far back. */
    static long lineStart(ByteStore store, long offset) {
        long lowest = Math.max(0, offset - BLOCK);
        // Mostly the line is short.
        int step = 256;
        byte[] bytes = new byte[step];
        for (long high = offset; high > lowest; ) {
            long low = Math.max(lowest, high - step);
            int count = (int) (high - low);
            if (bytes.length < count) {
                bytes = new byte[count];
            }
            store.read(low, bytes, 0, count);
            for (int i = count - 1; i >= 0; i--) {
                if (bytes[i] == '\n') {
                    return low + i + 1;
                }
            }
            high = low;
            step = Math.min(BLOCK, step * 8);
        }
        return lowest;
    }

    /** Returns what has been read and not been discarded, which the caller discards. */
    StrippedText text() {
        return text;
    }

    /** Returns how far the recording has been read. */
    long position() {
        return position;
    }

    /** Returns whether the text that was there at first begins at the start of a line. */
    boolean beganAtLineStart() {
        return atLineStart;
    }

    /** Reads one block more, but nothing at or behind {@code limit}; returns whether there was something to read. */
    boolean read(long limit) {
        if (position >= limit) {
            return false;
        }
        readBlock(limit);
        return true;
    }

    private void readBlock(long limit) {
        int count = (int) Math.min(BLOCK, limit - position);
        if (block.length < count) {
            block = new byte[count > BLOCK / 2 ? BLOCK : 2 * count];
        }
        store.read(position, block, 0, count);
        stripper.strip(block, 0, count, position, text);
        position += count;
    }
}
