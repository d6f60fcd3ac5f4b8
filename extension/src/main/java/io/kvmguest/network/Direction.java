package io.kvmguest.network;

import java.nio.ByteBuffer;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;

/** One way over a link: what its faults do to frames, and those on their way. Only the thread of the segment sends any. */
final class Direction {

    /** What is on its way at once, at most; as much as 10 Gbit/s bring within 50 ms. */
    private static final long ON_THE_WAY = 64L << 20;

    private final FrameDirection way;
    private final List<Lane> lanes = new CopyOnWriteArrayList<>();
    private final Queue<Delayed> delayed = new PriorityQueue<>(Delayed.SOONEST);
    private final AtomicLong passed = new AtomicLong();
    private final AtomicLong dropped = new AtomicLong();
    private final AtomicLong overflowed = new AtomicLong();
    private long last = System.nanoTime();
    private long number;
    private long onTheWay;

    /** A frame on its way, with its length before it. */
    private record Delayed(long at, long number, ByteBuffer bytes) {

        private static final Comparator<Delayed> SOONEST = (one, other) ->
                one.at != other.at ? Long.signum(one.at - other.at) : Long.compare(one.number, other.number);
    }

    Direction(FrameDirection way) {
        this.way = way;
    }

    FrameDirection way() {
        return way;
    }

    void add(Lane lane) {
        lanes.add(lane);
    }

    void remove(Lane lane) {
        lanes.remove(lane);
    }

    /**
     * Sends a frame.
     *
     * @param onward is given what arrives, now or when its time has come
     * @param back is given what goes back to where it came from
     */
    void pass(ByteBuffer buffer, int from, int to, long now, Port.Frames onward, Port.Frames back) {
        if (lanes.isEmpty() && last - now <= 0) {
            long unused = passed.incrementAndGet();
            onward.take(buffer, from, to, now);
            return;
        }
        Passage frame = new Passage(buffer, from, to, now);
        for (Lane each : lanes) {
            each.pass(frame);
            if (frame.copies() == 0) {
                long unused = dropped.incrementAndGet();
                return;
            }
        }
        if (frame.isReflected()) {
            back.take(frame.bytes(), 0, frame.bytes().capacity(), now);
        }
        long at = frame.arrival();
        if (!frame.isHeld()) {
            // Whatever is delayed less than the one before it does not overtake it.
            last = at - last < 0 ? last : at;
            at = last;
        }
        for (int i = 0; i < frame.copies(); i++) {
            arrive(frame, at, now, onward);
        }
    }

    private void arrive(Passage frame, long at, long now, Port.Frames onward) {
        int size = frame.bytes().capacity();
        if (at - now <= 0) {
            long unused = passed.incrementAndGet();
            onward.take(frame.bytes(), 0, size, now);
        } else if (onTheWay + size > ON_THE_WAY) {
            long unused = overflowed.incrementAndGet();
        } else {
            onTheWay += size;
            delayed.add(new Delayed(at, number++, frame.bytes()));
        }
    }

    /** Has those arrive whose time has come, and returns how long the next one has to wait, {@link Long#MAX_VALUE} if none has. */
    long release(Port.Frames onward, long now) {
        for (Delayed next = delayed.peek(); next != null; next = delayed.peek()) {
            if (next.at() - now > 0) {
                return next.at() - now;
            }
            delayed.remove();
            onTheWay -= next.bytes().capacity();
            long unused = passed.incrementAndGet();
            onward.take(next.bytes(), 0, next.bytes().capacity(), now);
        }
        return Long.MAX_VALUE;
    }

    long passed() {
        return passed.get();
    }

    long dropped() {
        return dropped.get();
    }

    long overflowed() {
        return overflowed.get();
    }
}
