package io.kvmguest.shell;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Finds the frames in what comes over a link. They consist of bytes from 0x80 up; everything else, such as what the kernel
 * prints in the middle of a frame, is passed over.
 */
final class FrameReader {

    private static final int SLICE = 1 << 16;
    private static final int TAG_DIGITS = 4;

    /** More than any frame has. */
    private static final int MOST = 1 << 20;

    private final Link link;
    private final byte[] begin;
    private final byte[] end;
    private long position;

    /** The bytes of frames that are not read yet, each with its upper bit cleared. */
    private byte[] heard = new byte[1 << 12];

    private int length;

    /** No frame ends before this index. */
    private int searched;

    private long count;

    FrameReader(Link link, Signature signature, long position) {
        this.link = link;
        this.begin = signature.beginBytes();
        this.end = signature.endBytes();
        this.position = position;
    }

    /** Returns the next frame that has come as a whole, or null while there is none. */
    @Nullable Frame poll() {
        while (true) {
            Frame frame = next();
            if (frame != null || !listen()) {
                return frame;
            }
        }
    }

    /** Returns how many bytes of the link have been looked at. */
    long position() {
        return position;
    }

    /** Returns how many bytes of frames have come in all: while this grows, somebody is talking. */
    long count() {
        return count;
    }

    private boolean listen() {
        long to = Math.min(link.end(), position + SLICE);
        if (to == position) {
            return false;
        }
        byte[] raw = link.bytes(position, to);
        position = to;
        if (length + raw.length > heard.length) {
            heard = Arrays.copyOf(heard, Math.max(2 * heard.length, length + raw.length));
        }
        int before = length;
        for (byte b : raw) {
            if (b < 0) {
                heard[length++] = (byte) (b & 0x7f);
            }
        }
        count += length - before;
        return true;
    }

    private @Nullable Frame next() {
        while (true) {
            int stop = indexOf(end, searched, length);
            if (stop < 0) {
                searched = Math.max(0, length - end.length + 1);
                forgetAllButTheLastBegin();
                return null;
            }
            // If one began and another began before it ended, the first has lost its end.
            int start = lastIndexOf(begin, stop);
            Frame frame = start < 0 ? null : frame(start + begin.length, stop);
            forget(stop + end.length);
            searched = 0;
            if (frame != null) {
                return frame;
            }
        }
    }

    private @Nullable Frame frame(int from, int to) {
        if (from < to && heard[from] == Frame.NOT_UNDERSTOOD) {
            return new Frame(-1, Frame.NOT_UNDERSTOOD, new byte[0]);
        }
        int type = from + TAG_DIGITS;
        if (type >= to) {
            return null;
        }
        int tag = 0;
        for (int i = from; i < type; i++) {
            int digit = heard[i] - '0';
            if (digit < 0 || digit > 7) {
                return null;
            }
            tag = tag * 8 + digit;
        }
        return new Frame(tag, (char) heard[type], Arrays.copyOfRange(heard, type + 1, to));
    }

    /** Other programs write bytes above 0x7f too; they must not fill the heap. */
    private void forgetAllButTheLastBegin() {
        int start = length > MOST ? -1 : lastIndexOf(begin, length);
        int keep = start >= 0 ? start : Math.max(0, length - begin.length + 1);
        searched = Math.max(0, searched - keep);
        forget(keep);
    }

    private void forget(int upTo) {
        System.arraycopy(heard, upTo, heard, 0, length - upTo);
        length -= upTo;
    }

    private int indexOf(byte[] wanted, int from, int to) {
        for (int i = from; i <= to - wanted.length; i++) {
            if (isAt(i, wanted)) {
                return i;
            }
        }
        return -1;
    }

    private int lastIndexOf(byte[] wanted, int to) {
        for (int i = to - wanted.length; i >= 0; i--) {
            if (isAt(i, wanted)) {
                return i;
            }
        }
        return -1;
    }

    private boolean isAt(int index, byte[] wanted) {
        return Arrays.equals(heard, index, index + wanted.length, wanted, 0, wanted.length);
    }

    /** For messages of tests. */
    @Override
    public String toString() {
        return new String(heard, 0, length, StandardCharsets.US_ASCII);
    }
}
