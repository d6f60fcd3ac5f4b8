package io.kvmguest.console;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Turns the raw stream into text as a person reads it: without escape sequences and control characters, every line
 * ending a single line feed, and what is not UTF-8 as U+FFFD. It may be fed in pieces that are cut anywhere.
 *
 * <ul>
 *   <li>CR LF, CR CR LF and LF end a line. A CR with anything else behind it lets the line be written over; as an
 *       expectation may have matched that line already, nothing is taken back: the CR ends it, so that each state of
 *       a progress bar is a line of its own. A CR at the start of a line is nothing.
 *   <li>Backspace, NUL and all other control characters but TAB are dropped, and what they would rub out stays.
 *   <li>CSI, OSC, DCS, SOS, PM and APC sequences, charset selections and other escapes are dropped; their 8-bit
 *       introducers too, where they are not part of a UTF-8 character.
 *   <li>A frame of the root shell is an APC sequence of bytes from 0x80 up. Just these are dropped: whatever is printed
 *       in the middle of it is text like any other, line endings included, and the frame goes on behind it.
 *   <li>Any other sequence never swallows a line ending, as the kernel cuts in wherever it likes: a line feed ends it, any
 *       control character ends a CSI, and so does a length that no terminal was ever sent.
 * </ul>
 *
 * <p>So behind a line feed the state is always the initial one, and reading may begin there; only where a frame was
 * interrupted, its rest is told apart from text just by who has read its start.
 */
final class Stripper {

    private static final int MOST_CSI_BYTES = 256;
    private static final int MOST_STRING_BYTES = 4096;

    /** A frame is over when so many lines have come without a byte of it. */
    private static final int MOST_LINES_IN_FRAME = 1000;

    private static final int BELL = 0x07;
    private static final int LINE_FEED = 0x0a;
    private static final int CARRIAGE_RETURN = 0x0d;
    private static final int CANCEL = 0x18;
    private static final int SUBSTITUTE = 0x1a;
    private static final int ESCAPE = 0x1b;
    private static final int DELETE = 0x7f;
    private static final int STRING_TERMINATOR = 0x9c;

    private enum State {
        GROUND,
        /** Behind ESC, perhaps with intermediate bytes. */
        ESCAPE,
        CSI,
        /** Behind ESC ]: the Linux console knows two sequences without an end there. */
        OSC_START,
        /** Inside ESC ] P, which sets a colour by seven digits. */
        PALETTE,
        OSC,
        /** Behind ESC _, which begins an APC. */
        APC_START,
        /** Inside DCS, SOS, PM or APC. */
        STRING,
        /** Behind an ESC inside of a string, which is its end if a backslash follows. */
        STRING_ESCAPE,
        UTF8
    }

    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long LOW_BITS = 0x7f7f7f7f7f7f7f7fL;
    private static final long HIGH_BITS = 0x8080808080808080L;
    private static final long ONES = 0x0101010101010101L;

    private State state = State.GROUND;
    private boolean lineEmpty = true;

    /** Where the CR lies whose meaning the next byte decides, or -1. */
    private long carriageReturn = -1;

    private int sequenceLength;

    /** Whether the sequence began with an 8-bit introducer and so may end with an 8-bit terminator. */
    private boolean eightBit;

    /** Whether bytes from 0x80 up belong to a frame. */
    private boolean frame;

    private int linesInFrame;

    private final byte[] utf8 = new byte[4];
    private int utf8Have;
    private int utf8Need;
    private int utf8Lowest;
    private int utf8Highest;
    private long utf8Offset;

    /** Strips {@code count} raw bytes, the first of which lies at {@code offset} of the raw stream, into a text. */
    void strip(byte[] raw, int from, int count, long offset, StrippedText text) {
        int end = from + count;
        int i = from;
        while (i < end) {
            if (state == State.GROUND) {
                int plain = endOfPlain(raw, i, end);
                if (plain > i) {
                    plain(raw, i, plain - i, offset + (i - from), text);
                    i = plain;
                }
                int skipped = skip(raw, i, end);
                if (skipped > 0) {
                    i += skipped;
                    continue;
                }
                if (i == end) {
                    return;
                }
            }
            step(raw[i] & 0xff, offset + (i - from), text);
            i++;
        }
    }

    /**
     * Returns how many bytes to leave out of what stands for nothing by itself and is cut by no end of a piece, as nearly
     * all of it is: the CR of a CR LF, and whole CSI sequences of digits. The rest goes the long way.
     */
    private static int skip(byte[] raw, int from, int end) {
        if (end - from < 3) {
            return 0;
        }
        if (raw[from] == CARRIAGE_RETURN) {
            return raw[from + 1] == LINE_FEED ? 1 : 0;
        }
        if (raw[from] != ESCAPE || raw[from + 1] != '[') {
            return 0;
        }
        int last = Math.min(end, from + MOST_CSI_BYTES);
        for (int i = from + 2; i < last; i++) {
            byte b = raw[i];
            if (b >= 0x40 && b < DELETE) {
                return i + 1 - from;
            }
            if (b < 0x20 || b == DELETE) {
                return 0;
            }
        }
        return 0;
    }

    private static boolean isPlain(int b) {
        return (b >= 0x20 && b < DELETE) || b == LINE_FEED || b == '\t';
    }

    /** Returns the index of the first byte that does not stand for itself; eight at a time, as most of them do. */
    private static int endOfPlain(byte[] raw, int from, int end) {
        int i = from;
        while (i <= end - 8) {
            long x = (long) LONGS.get(raw, i);
            long low = x & LOW_BITS;
            long printable = (low + 0x60 * ONES) | x;
            long feed = x ^ (LINE_FEED * ONES);
            long noFeed = ((feed & LOW_BITS) + LOW_BITS) | feed;
            long high = (low + ONES) | x;
            long other = ((~printable & noFeed) | high) & HIGH_BITS;
            if (other != 0) {
                i += Long.numberOfTrailingZeros(other) >>> 3;
                if (!isPlain(raw[i] & 0xff)) {
                    return i;
                }
                // A tab.
                i++;
            } else {
                i += 8;
            }
        }
        while (i < end && isPlain(raw[i] & 0xff)) {
            i++;
        }
        return i;
    }

    private void plain(byte[] raw, int from, int count, long offset, StrippedText text) {
        if (carriageReturn >= 0) {
            settleCarriageReturn(raw[from], text);
        }
        text.append(raw, from, count, offset);
        if (frame) {
            countLinesInFrame(raw, from, count);
        }
        lineEmpty = raw[from + count - 1] == LINE_FEED;
    }

    private void countLinesInFrame(byte[] raw, int from, int count) {
        for (int i = from; i < from + count; i++) {
            if (raw[i] == LINE_FEED && ++linesInFrame > MOST_LINES_IN_FRAME) {
                frame = false;
            }
        }
    }

    private void settleCarriageReturn(int nextByte, StrippedText text) {
        if (nextByte != LINE_FEED) {
            text.append(LINE_FEED, carriageReturn);
        }
        carriageReturn = -1;
    }

    private void step(int b, long offset, StrippedText text) {
        if ((b == 0 || b == DELETE) && state != State.UTF8) {
            // Padding, which may stand even within a sequence.
            return;
        }
        switch (state) {
            case GROUND -> ground(b, offset, text);
            case UTF8 -> utf8(b, offset, text);
            case ESCAPE -> escape(b, offset, text);
            case CSI -> controlSequence(b, offset, text);
            case OSC_START -> {
                if (b == 'R') {
                    state = State.GROUND;
                } else if (b == 'P') {
                    state = State.PALETTE;
                } else {
                    state = State.OSC;
                    string(b, offset, text);
                }
            }
            case PALETTE -> {
                if (Character.digit(b, 16) < 0) {
                    again(b, offset, text);
                } else if (++sequenceLength == 7) {
                    state = State.GROUND;
                }
            }
            case APC_START -> {
                if (b >= 0x80) {
                    frame = true;
                    linesInFrame = 0;
                    state = State.GROUND;
                } else {
                    state = State.STRING;
                    string(b, offset, text);
                }
            }
            case OSC, STRING -> string(b, offset, text);
            case STRING_ESCAPE -> {
                if (b == '\\') {
                    state = State.GROUND;
                } else {
                    state = State.ESCAPE;
                    sequenceLength = 0;
                    escape(b, offset, text);
                }
            }
        }
    }

    /** Ends a sequence and looks at a byte as if none had been. */
    private void again(int b, long offset, StrippedText text) {
        state = State.GROUND;
        if (isPlain(b)) {
            plain(new byte[] {(byte) b}, 0, 1, offset, text);
        } else {
            ground(b, offset, text);
        }
    }

    private void ground(int b, long offset, StrippedText text) {
        if (b == CARRIAGE_RETURN) {
            if (!lineEmpty && carriageReturn < 0) {
                carriageReturn = offset;
                lineEmpty = true;
            }
        } else if (b == ESCAPE) {
            state = State.ESCAPE;
            sequenceLength = 0;
        } else if (b >= 0x80 && frame) {
            linesInFrame = 0;
        } else if (b >= 0x80) {
            high(b, offset, text);
        }
        // All other control characters are dropped.
    }

    private void high(int b, long offset, StrippedText text) {
        switch (b) {
            case 0x9b -> start(State.CSI, true);
            case 0x9d -> start(State.OSC_START, true);
            case 0x90, 0x98, 0x9e, 0x9f -> start(State.STRING, true);
            case STRING_TERMINATOR -> {}
            default -> {
                if (b < 0xc2 || b > 0xf4) {
                    replacement(offset, offset, text);
                } else {
                    startUtf8(b, offset);
                }
            }
        }
    }

    private void start(State sequence, boolean byEightBits) {
        state = sequence;
        sequenceLength = 0;
        eightBit = byEightBits;
    }

    private void startUtf8(int b, long offset) {
        state = State.UTF8;
        utf8[0] = (byte) b;
        utf8Have = 1;
        utf8Need = b < 0xe0 ? 2 : b < 0xf0 ? 3 : 4;
        // Overlong forms, surrogates and what lies beyond Unicode are told by the second byte.
        utf8Lowest = b == 0xe0 ? 0xa0 : b == 0xf0 ? 0x90 : 0x80;
        utf8Highest = b == 0xed ? 0x9f : b == 0xf4 ? 0x8f : 0xbf;
        utf8Offset = offset;
    }

    private void utf8(int b, long offset, StrippedText text) {
        if (b < utf8Lowest || b > utf8Highest) {
            replacement(utf8Offset, offset - 1, text);
            again(b, offset, text);
            return;
        }
        utf8[utf8Have++] = (byte) b;
        utf8Lowest = 0x80;
        utf8Highest = 0xbf;
        if (utf8Have < utf8Need) {
            return;
        }
        state = State.GROUND;
        if ((utf8[0] & 0xff) == 0xc2 && b < 0xa0) {
            // A control character of the upper set, written as UTF-8.
            return;
        }
        beforeCharacter(text);
        text.appendCharacter(utf8, utf8Need, utf8Offset);
    }

    /** U+FFFD for the bytes from the first to the last offset. */
    private void replacement(long first, long last, StrippedText text) {
        beforeCharacter(text);
        text.append(0xef, first);
        text.append(0xbf, first);
        text.append(0xbd, last);
    }

    private void beforeCharacter(StrippedText text) {
        if (carriageReturn >= 0) {
            settleCarriageReturn(0, text);
        }
        lineEmpty = false;
    }

    private void escape(int b, long offset, StrippedText text) {
        if (b < 0x20 || b > DELETE) {
            again(b, offset, text);
        } else if (b <= 0x2f) {
            if (++sequenceLength > MOST_CSI_BYTES) {
                again(b, offset, text);
            }
        } else if (sequenceLength > 0) {
            state = State.GROUND;
        } else {
            switch (b) {
                case '[' -> start(State.CSI, false);
                case ']' -> start(State.OSC_START, false);
                case '_' -> start(State.APC_START, false);
                case 'P', 'X', '^' -> start(State.STRING, false);
                case '\\' -> {
                    frame = false;
                    state = State.GROUND;
                }
                default -> state = State.GROUND;
            }
        }
    }

    private void controlSequence(int b, long offset, StrippedText text) {
        if (b >= 0x40 && b < DELETE) {
            state = State.GROUND;
        } else if (b < 0x20 || b > DELETE || ++sequenceLength > MOST_CSI_BYTES) {
            again(b, offset, text);
        }
    }

    private void string(int b, long offset, StrippedText text) {
        if (b == CANCEL
                || b == SUBSTITUTE
                || (b == BELL && state == State.OSC)
                || (b == STRING_TERMINATOR && eightBit)) {
            state = State.GROUND;
        } else if (b == ESCAPE) {
            state = State.STRING_ESCAPE;
        } else if (b == LINE_FEED || ++sequenceLength > MOST_STRING_BYTES) {
            again(b, offset, text);
        }
    }
}
