package io.kvmguest.network;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.SplittableRandom;

/** One thing that a fault does to frames, one way. What it keeps in mind is used by the thread of the segment alone. */
interface Effect {

    /** What there is, in the order in which it is done. */
    enum Kind {
        CUT,
        LOSS,
        BURSTS,
        FLAPPING,
        REFLECTION,
        CORRUPTION,
        DUPLICATION,
        DELAY,
        REORDERING,
        RATE
    }

    /** Does it to a frame; returns whether it did. */
    boolean on(Passage frame);

    /** Drops every frame. */
    record Cut() implements Effect {
        @Override
        public boolean on(Passage frame) {
            frame.drop();
            return true;
        }
    }

    /** Drops frames, each of them as likely as the others. */
    record Loss(double ratio, SplittableRandom random) implements Effect {
        @Override
        public boolean on(Passage frame) {
            boolean lost = random.nextDouble() < ratio;
            if (lost) {
                frame.drop();
            }
            return lost;
        }
    }

    /** Drops all frames of a burst: Gilbert's model (E. N. Gilbert, "Capacity of a burst-noise channel", 1960). */
    final class Bursts implements Effect {

        private final double begin;
        private final double end;
        private final SplittableRandom random;
        private boolean within;

        Bursts(double begin, double end, SplittableRandom random) {
            this.begin = begin;
            this.end = end;
            this.random = random;
        }

        @Override
        public boolean on(Passage frame) {
            within = within ? random.nextDouble() >= end : random.nextDouble() < begin;
            if (within) {
                frame.drop();
            }
            return within;
        }
    }

    /** Is cut by the clock, again and again. */
    record Flapping(long up, long down, long since) implements Effect {
        @Override
        public boolean on(Passage frame) {
            boolean isDown = Math.floorMod(frame.arrival() - since, up + down) >= up;
            if (isDown) {
                frame.drop();
            }
            return isDown;
        }
    }

    /** Sends frames back as well. */
    record Reflection() implements Effect {
        @Override
        public boolean on(Passage frame) {
            frame.reflect();
            return true;
        }
    }

    /** Turns a bit of some frames, anywhere behind the addresses: they get where they were going. */
    record Corruption(double ratio, SplittableRandom random) implements Effect {

        private static final int ADDRESSES = 12;

        @Override
        public boolean on(Passage frame) {
            if (frame.length() <= ADDRESSES || random.nextDouble() >= ratio) {
                return false;
            }
            int bit = random.nextInt(ADDRESSES * Byte.SIZE, frame.length() * Byte.SIZE);
            int at = Port.HEADER + bit / Byte.SIZE;
            frame.bytes().put(at, (byte) (frame.bytes().get(at) ^ 1 << bit % Byte.SIZE));
            return true;
        }
    }

    /** Has some frames arrive twice. */
    record Duplication(double ratio, SplittableRandom random) implements Effect {
        @Override
        public boolean on(Passage frame) {
            boolean twice = random.nextDouble() < ratio;
            if (twice) {
                frame.duplicate();
            }
            return twice;
        }
    }

    /** Has frames arrive later, by a time that may differ. */
    record Delay(long nanos, long jitter, SplittableRandom random) implements Effect {
        @Override
        public boolean on(Passage frame) {
            frame.delay(nanos + (jitter == 0 ? 0 : random.nextLong(-jitter, jitter + 1)));
            return true;
        }
    }

    /** Holds some frames back, so that others overtake them. */
    record Reordering(double ratio, long nanos, SplittableRandom random) implements Effect {
        @Override
        public boolean on(Passage frame) {
            boolean held = random.nextDouble() < ratio;
            if (held) {
                frame.hold(nanos);
            }
            return held;
        }
    }

    /** Sends frames one after another, each as long as its bits take, and drops those that find the queue full. */
    final class Rate implements Effect {

        private static final double NANOS = 1e9;

        private final long bitsPerSecond;
        private final int queue;
        private final Deque<Long> departures = new ArrayDeque<>();

        Rate(long bitsPerSecond, int queue) {
            this.bitsPerSecond = bitsPerSecond;
            this.queue = queue;
        }

        @Override
        public boolean on(Passage frame) {
            long now = frame.arrival();
            while (!departures.isEmpty() && departures.element() - now <= 0) {
                departures.remove();
            }
            if (departures.size() > queue) {
                frame.drop();
                return true;
            }
            long start = departures.isEmpty() ? now : departures.getLast();
            long end = start + Math.round(frame.length() * Byte.SIZE * NANOS / bitsPerSecond);
            departures.add(end);
            frame.delay(end - now);
            return true;
        }
    }
}
