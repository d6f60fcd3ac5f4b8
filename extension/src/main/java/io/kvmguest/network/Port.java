package io.kvmguest.network;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.concurrent.atomic.AtomicLong;

/**
 * One end of a segment. QEMU puts the length of a frame before it, in four bytes, the first one highest (net/stream.c). Only
 * the thread of the segment uses its buffers.
 */
final class Port {

    static final int HEADER = 4;

    /** Jumbo frames have 9,000 bytes beside their header and tags; whatever says it is longer is no frame. */
    private static final int LONGEST_FRAME = 1 << 16;

    private static final int IN = 1 << 18;

    /** What waits for a guest that does not take it: as much as a switch has, and no more. */
    private static final int OUT = 1 << 20;

    private final String name;
    private final SocketChannel channel;
    private final Direction fromGuest = new Direction(FrameDirection.FROM_GUEST);
    private final Direction toGuest = new Direction(FrameDirection.TO_GUEST);
    private final Taps taps;
    private final Frames inward;
    private final Frames outward = (buffer, from, to, now) -> put(buffer, from, to);
    private final ByteBuffer in = ByteBuffer.allocateDirect(IN);
    private final ByteBuffer out = ByteBuffer.allocateDirect(OUT);
    private final AtomicLong overflowed = new AtomicLong();
    private volatile boolean unplugged;

    Port(String name, SocketChannel channel, Taps taps, Forwarding segment) {
        this.name = name;
        this.channel = channel;
        this.taps = taps;
        this.inward = (buffer, from, to, now) -> segment.forward(this, buffer, from, to, now);
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

    boolean isPlugged() {
        return !unplugged && channel.isOpen();
    }

    /** Says that it is to be taken out. */
    void unplug() {
        unplugged = true;
    }

    long overflowed() {
        return overflowed.get() + fromGuest.overflowed() + toGuest.overflowed();
    }

    /** Takes the frames that have come. */
    interface Frames {
        /** Takes one, which lies in a buffer between two positions, its length before it. */
        void take(ByteBuffer buffer, int from, int to, long now);
    }

    /** Takes the frames that a port brings into the segment. */
    interface Forwarding {
        /** Takes one, as {@link Frames} does. */
        void forward(Port from, ByteBuffer buffer, int start, int end, long now);
    }

    /**
     * Reads what is there.
     *
     * @return false if nothing will come any more
     * @throws IOException if what comes are no frames
     */
    boolean read(long now) throws IOException {
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
            // The same for both, so that a delay is never seen to be shorter than it is.
            long arrival = taps.isEmpty() ? now : System.nanoTime();
            taps.frame(name, FrameDirection.FROM_GUEST, in, at + HEADER, next, arrival);
            fromGuest.pass(in, at, next, arrival, inward, outward);
            at = next;
        }
        in.limit(end).position(at);
        in.compact();
        return count >= 0;
    }

    /** Has a frame go out now, or when its time has come, if the link lets it through. */
    void send(ByteBuffer buffer, int from, int to, long now) {
        toGuest.pass(buffer, from, to, now, outward, inward);
    }

    private void put(ByteBuffer buffer, int from, int to) {
        if (out.remaining() < to - from) {
            long unused = overflowed.incrementAndGet();
        } else {
            taps.frame(name, FrameDirection.TO_GUEST, buffer, from + HEADER, to);
            out.put(out.position(), buffer, from, to - from);
            out.position(out.position() + to - from);
        }
    }

    /** Has those come in whose time has come, and returns how long the next one has to wait, {@link Long#MAX_VALUE} if none has. */
    long releaseComing(long now) {
        return fromGuest.release(inward, now);
    }

    /** Has those go out whose time has come, and returns how long the next one has to wait, {@link Long#MAX_VALUE} if none has. */
    long releaseGoing(long now) {
        return toGuest.release(outward, now);
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
