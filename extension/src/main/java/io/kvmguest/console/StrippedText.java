package io.kvmguest.console;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A window of stripped text as valid UTF-8, which knows for each of its bytes where it lies in the raw stream. It grows
 * at the end and is discarded from the start.
 */
final class StrippedText {

    private byte[] bytes = new byte[1024];
    private int length;

    /** Whether it is known that no byte is above 0x7f. */
    private boolean ascii = true;

    /** Runs in which raw offset and index grow together: where each starts, here and in the raw stream. */
    private int[] runStarts = new int[64];

    private long[] runOffsets = new long[64];
    private int runs;

    /** The raw offset that prolongs the last run. */
    private long next = -1;

    int length() {
        return length;
    }

    /** Returns the bytes themselves, of which the first {@link #length()} count. */
    byte[] bytes() {
        return bytes;
    }

    /** Returns whether no byte between two indices is above 0x7f. */
    boolean isAscii(int from, int to) {
        if (ascii) {
            return true;
        }
        for (int i = from; i < to; i++) {
            if (bytes[i] < 0) {
                return false;
            }
        }
        return true;
    }

    /** Appends a character that is not ASCII. */
    void appendCharacter(byte[] utf8, int count, long offset) {
        append(utf8, 0, count, offset);
        ascii = false;
    }

    /** Appends ASCII. */
    void append(byte[] source, int from, int count, long offset) {
        if (count == 0) {
            return;
        }
        makeRoom(count);
        startRun(offset);
        System.arraycopy(source, from, bytes, length, count);
        length += count;
        next = offset + count;
    }

    void append(int value, long offset) {
        makeRoom(1);
        startRun(offset);
        if (value > 0x7f) {
            ascii = false;
        }
        bytes[length++] = (byte) value;
        next = offset + 1;
    }

    private void makeRoom(int count) {
        if (length + count > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, length + count));
        }
    }

    private void startRun(long offset) {
        if (offset == next && runs > 0) {
            return;
        }
        if (runs == runStarts.length) {
            runStarts = Arrays.copyOf(runStarts, 2 * runs);
            runOffsets = Arrays.copyOf(runOffsets, 2 * runs);
        }
        runStarts[runs] = length;
        runOffsets[runs] = offset;
        runs++;
    }

    /** Returns the raw offset of the byte at an index. */
    long offsetOf(int index) {
        int run = Arrays.binarySearch(runStarts, 0, runs, index);
        if (run < 0) {
            run = -run - 2;
        }
        return runOffsets[run] + (index - runStarts[run]);
    }

    /** Returns the index of the first character whose raw offset is not before the one asked for, or the length. */
    int indexOf(long offset) {
        int low = 0;
        int high = length;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (offsetOf(middle) < offset) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        // A character that the offset cuts begins before it.
        while (low < length && (bytes[low] & 0xc0) == 0x80) {
            low++;
        }
        return low;
    }

    /** Returns the index of the first line feed between two indices, or -1. */
    int lineFeed(int from, int to) {
        for (int i = from; i < to; i++) {
            if (bytes[i] == '\n') {
                return i;
            }
        }
        return -1;
    }

    /** Returns the index of the last line feed, or -1. */
    int lastLineFeed() {
        int i = length - 1;
        while (i >= 0 && bytes[i] != '\n') {
            i--;
        }
        return i;
    }

    /** Returns the index at which the character begins that an index lies in. */
    int characterStart(int index) {
        int start = index;
        while ((bytes[start] & 0xc0) == 0x80) {
            start--;
        }
        return start;
    }

    String toString(int from, int to) {
        return new String(bytes, from, to - from, StandardCharsets.UTF_8);
    }

    /** Forgets the first bytes. */
    void discard(int count) {
        if (count == 0) {
            return;
        }
        if (count == length) {
            length = 0;
            runs = 0;
            next = -1;
            ascii = true;
            return;
        }
        int first = Arrays.binarySearch(runStarts, 0, runs, count);
        if (first < 0) {
            first = -first - 2;
        }
        int kept = 0;
        for (int run = first; run < runs; run++) {
            int start = Math.max(0, runStarts[run] - count);
            runOffsets[kept] = runOffsets[run] + (count + start - runStarts[run]);
            runStarts[kept] = start;
            kept++;
        }
        runs = kept;
        System.arraycopy(bytes, count, bytes, 0, length - count);
        length -= count;
        ascii = isAscii(0, length);
    }
}
