package io.kvmguest.network;

import java.nio.ByteBuffer;

/** Is shown each frame of a segment, on the segment's thread: it must not block, and copies what it keeps. */
interface FrameTap {

    /**
     * Takes a frame, which lies in a buffer between two positions: from a guest before its link does anything to it, to a guest
     * after that.
     *
     * @param nanoTime when, by {@link System#nanoTime}
     */
    void frame(String link, FrameDirection direction, ByteBuffer buffer, int from, int to, long nanoTime);

    /** Learns that the segment carries no frame any more. */
    void ended();
}
