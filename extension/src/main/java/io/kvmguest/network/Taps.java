package io.kvmguest.network;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.stream.Stream;

/** The taps of a segment. A frame costs one volatile read and no object where there are none. */
final class Taps {

    private static final FrameTap[] NONE = {};

    private volatile FrameTap[] taps = NONE;
    private boolean ended;

    /** Adds one; that of a segment that has ended learns so at once. */
    synchronized void add(FrameTap tap) {
        taps = Stream.concat(Arrays.stream(taps), Stream.of(tap)).toArray(FrameTap[]::new);
        if (ended) {
            tap.ended();
        }
    }

    synchronized void remove(FrameTap tap) {
        taps = Arrays.stream(taps).filter(each -> !each.equals(tap)).toArray(FrameTap[]::new);
    }

    /** Returns whether nobody looks. */
    boolean isEmpty() {
        return taps.length == 0;
    }

    /** Shows a frame that passes at this moment. */
    void frame(String link, FrameDirection direction, ByteBuffer buffer, int from, int to) {
        if (!isEmpty()) {
            frame(link, direction, buffer, from, to, System.nanoTime());
        }
    }

    /** Shows a frame that has passed. */
    void frame(String link, FrameDirection direction, ByteBuffer buffer, int from, int to, long nanoTime) {
        for (FrameTap each : taps) {
            each.frame(link, direction, buffer, from, to, nanoTime);
        }
    }

    synchronized void ended() {
        ended = true;
        for (FrameTap each : taps) {
            each.ended();
        }
    }
}
