package io.kvmguest.qemu;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;

/**
 * Frames on their way from one socket to another, each with its length before it, in four bytes, the first one highest. Only whole
 * ones go on, so that either socket can be exchanged for another.
 */
final class FrameFlow {

    private static final int HEADER = 4;

    /** As {@code Port} of a segment has it. */
    private static final int LONGEST_FRAME = 1 << 16;

    /** Has room for the longest frame, and for what comes meanwhile. */
    private static final int SIZE = 1 << 17;

    private final ByteBuffer in = ByteBuffer.allocateDirect(SIZE);
    private final ByteBuffer out = ByteBuffer.allocateDirect(SIZE);

    /** Returns whether more can be read. */
    boolean hasRoom() {
        return in.hasRemaining();
    }

    /** Reads what is there, and returns false if nothing will come any more. */
    boolean read(SocketChannel from) throws IOException {
        return from.read(in) >= 0;
    }

    /** Returns whether something has not been taken yet by what it is written to. */
    boolean isWaiting() {
        return out.position() > 0;
    }

    /**
     * Writes as much as is taken, and returns whether something is left.
     *
     * @throws IOException if it cannot be written
     */
    boolean write(SocketChannel to) throws IOException {
        while (true) {
            shift();
            if (out.position() == 0) {
                return false;
            }
            out.flip();
            try {
                int unused = to.write(out);
            } finally {
                out.compact();
            }
            if (out.position() > 0) {
                return true;
            }
        }
    }

    /** Returns whether what was read are frames. */
    boolean isSound() {
        int at = whole(in.position());
        return in.position() - at < HEADER || isLength(in.getInt(at));
    }

    /** Forgets all whole frames, and what is left of one that was being written. */
    void drop() {
        out.clear();
        cut(whole(in.position()));
    }

    /** Forgets the beginning of a frame whose end will not come. */
    void dropTail() {
        in.position(whole(in.position()));
    }

    private void shift() {
        int end = whole(out.remaining());
        out.put(out.position(), in, 0, end);
        out.position(out.position() + end);
        cut(end);
    }

    private void cut(int count) {
        if (count > 0) {
            in.flip().position(count);
            in.compact();
        }
    }

    /** Returns where the last whole frame ends that does not reach beyond a limit. */
    private int whole(int limit) {
        int end = Math.min(in.position(), limit);
        int at = 0;
        while (in.position() - at >= HEADER && isLength(in.getInt(at))) {
            int next = at + HEADER + in.getInt(at);
            if (next > end) {
                break;
            }
            at = next;
        }
        return at;
    }

    private static boolean isLength(int length) {
        return length >= 0 && length <= LONGEST_FRAME;
    }
}
