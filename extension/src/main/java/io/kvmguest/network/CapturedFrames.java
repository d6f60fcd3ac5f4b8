package io.kvmguest.network;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;

/** The newest frames, as many as there is room for. Whoever uses it sees to it that nobody else does. */
final class CapturedFrames {

    /** What a frame takes beside its bytes: two objects and a place in the queue, about 90 bytes, rounded up. */
    static final int OVERHEAD = 128;

    private final Deque<Frame> frames = new ArrayDeque<>();
    private final long room;
    private long taken;

    CapturedFrames(long room) {
        this.room = room;
    }

    static long cost(Frame frame) {
        return frame.length() + (long) OVERHEAD;
    }

    void add(Frame frame) {
        frames.addLast(frame);
        taken += cost(frame);
        while (taken > room && !frames.isEmpty()) {
            taken -= cost(frames.removeFirst());
        }
    }

    /** Returns those from a number on to before another one, in order. */
    List<Frame> between(long from, long to) {
        List<Frame> found = new ArrayList<>();
        // Whoever waits asks for the last few, again and again.
        Iterator<Frame> newestFirst = frames.descendingIterator();
        while (newestFirst.hasNext()) {
            Frame frame = newestFirst.next();
            if (frame.number() < from) {
                break;
            }
            if (frame.number() < to) {
                found.add(frame);
            }
        }
        Collections.reverse(found);
        return found;
    }
}
