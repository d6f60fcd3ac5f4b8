package io.kvmguest.network;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;

/**
 * One end of a segment. QEMU puts the length of a frame before it, in four bytes, the first one highest (net/stream.c). Only
 * the thread of the segment uses its buffers.
 */
final class Port {

    private static final int HEADER = 4;

    /** Jumbo frames have 9,000 bytes beside their header and tags; whatever says it is longer is no frame. */
    private static final int LONGEST_FRAME = 1 << 16;

    private static final int IN = 1 << 18;

    /** What waits for a guest that does not take it: as much as a switch has, and no more. */
    private static final int OUT = 1 << 20;

    /** A frame on its way, with its length before it. */
    private record Delayed(long at, ByteBuffer bytes) {}

    private final String name;
    private final SocketChannel channel;
    private final Direction fromGuest;
    private final Direction toGuest;
    private final ByteBuffer in = ByteBuffer.allocateDirect(IN);
    private final ByteBuffer out = ByteBuffer.allocateDirect(OUT);
    private final Deque<Delayed> coming = new ArrayDeque<>();
    private final Deque<Delayed> going = new ArrayDeque<>();
    private final AtomicLong overflowed = new AtomicLong();

    Port(String name, SocketChannel channel, SplittableRandom random) {
        this.name = name;
        this.channel = channel;
        this.fromGuest = new Direction(random.split());
        this.toGuest = new Direction(random.split());
    }

    String name() {
        return name;
    }

    SocketChannel channel() {
        return channel;
    }

    Direction fromGuest() {
        return fromGuest;
    }

    Direction toGuest() {
        return toGuest;
    }

    long overflowed() {
        return overflowed.get();
    }

    /** Takes the frames that have come. */
    interface Frames {
        /** Takes one, which lies in a buffer between two positions, its length before it. */
        void take(ByteBuffer buffer, int from, int to);
    }

    /**
     * Reads what is there.
     *
     * @param frames is given what the link lets through, now or when its time has come
     * @return false if nothing will come any more
     * @throws IOException if what comes are no frames
     */
    boolean read(Frames frames, long now) throws IOException {
        int count = channel.read(in);
        int end = in.position();
        int at = 0;
        while (end - at >= HEADER) {
            int length = in.getInt(at);
            if (length < 0 || length > LONGEST_FRAME) {
                throw new IOException("a frame of " + Integer.toUnsignedString(length) + " bytes");
            }
            if (end - at - HEADER < length) {
                break;
            }
            int next = at + HEADER + length;
            if (!fromGuest.admits()) {
                at = next;
                continue;
            }
            if (fromGuest.isDelayed(now)) {
                coming.add(delayed(fromGuest, in, at, next, now));
            } else {
                frames.take(in, at, next);
            }
            at = next;
        }
        in.limit(end).position(at);
        in.compact();
        return count >= 0;
    }

    private static Delayed delayed(Direction direction, ByteBuffer buffer, int from, int to, long now) {
        ByteBuffer bytes = ByteBuffer.allocate(to - from).put(0, buffer, from, to - from);
        return new Delayed(direction.arrival(now), bytes);
    }

    /** Has a frame go out now, or when its time has come, if the link lets it through. */
    void send(ByteBuffer buffer, int from, int to, long now) {
        if (!toGuest.admits()) {
            return;
        }
        if (toGuest.isDelayed(now)) {
            going.add(delayed(toGuest, buffer, from, to, now));
        } else {
            put(buffer, from, to);
        }
    }

    private void put(ByteBuffer buffer, int from, int to) {
        if (out.remaining() < to - from) {
            long unused = overflowed.incrementAndGet();
        } else {
            out.put(out.position(), buffer, from, to - from);
            out.position(out.position() + to - from);
        }
    }

    /** Has those come in whose time has come, and returns how long the next one has to wait, {@link Long#MAX_VALUE} if none has. */
    long releaseComing(Frames frames, long now) {
        return release(coming, frames, now);
    }

    /** Has those go out whose time has come, and returns how long the next one has to wait, {@link Long#MAX_VALUE} if none has. */
    long releaseGoing(long now) {
        return release(going, this::put, now);
    }

    private static long release(Deque<Delayed> queue, Frames frames, long now) {
        for (Delayed next = queue.peek(); next != null; next = queue.peek()) {
            if (next.at() - now > 0) {
                return next.at() - now;
            }
            queue.remove();
            frames.take(next.bytes(), 0, next.bytes().capacity());
        }
        return Long.MAX_VALUE;
    }

    /** Writes as much as is taken, and returns whether something is left. */
    boolean flush() throws IOException {
        if (out.position() > 0) {
            out.flip();
            int unused = channel.write(out);
            out.compact();
        }
        return out.position() > 0;
    }
}
