package io.kvmguest.network;

import java.time.Duration;
import java.util.Objects;

/**
 * The cable between a network card and a {@linkplain Segment segment}. What is done to it takes effect at once, for frames that
 * come from then on; the guest's card keeps its carrier. May be used from any thread.
 */
public final class Link {

    private final Segment segment;
    private final Port port;

    Link(Segment segment, Port port) {
        this.segment = segment;
        this.port = port;
    }

    /** Returns what it is called: the name of the guest, and of its card if that has a name. */
    public String name() {
        return port.name();
    }

    /** Returns the segment that it leads to. */
    public Segment segment() {
        return segment;
    }

    /** Lets no frame pass any more, in either direction. */
    public Link cut() {
        port.fromGuest().cut(true);
        port.toGuest().cut(true);
        return this;
    }

    /** Lets frames pass again after {@link #cut()}. */
    public Link mend() {
        port.fromGuest().cut(false);
        port.toGuest().cut(false);
        return this;
    }

    /**
     * Drops frames at random, in both directions.
     *
     * @param ratio from 0, none, to 1, all
     * @throws IllegalArgumentException if it is not
     */
    public Link loss(double ratio) {
        if (!(ratio >= 0 && ratio <= 1)) {
            throw new IllegalArgumentException("loss must be from 0 to 1, but was " + ratio);
        }
        port.fromGuest().loss(ratio);
        port.toGuest().loss(ratio);
        return this;
    }

    /**
     * Delays frames, in each direction.
     *
     * @throws IllegalArgumentException if the time is negative
     */
    public Link delay(Duration time) {
        return delay(time, Duration.ZERO);
    }

    /**
     * Delays frames, in each direction, by a time that differs from frame to frame. None overtakes the one before it.
     *
     * @param jitter how much the time may be shorter or longer
     * @throws IllegalArgumentException if one is negative, or the jitter is more than the time
     */
    public Link delay(Duration time, Duration jitter) {
        Objects.requireNonNull(time, "time must not be null");
        if (time.isNegative() || jitter.isNegative() || jitter.compareTo(time) > 0) {
            throw new IllegalArgumentException(
                    "delay must not be negative, nor its jitter negative or more than it, but they" + " were " + time
                            + " and " + jitter);
        }
        port.fromGuest().delay(time, jitter);
        port.toGuest().delay(time, jitter);
        return this;
    }

    /** Ends all that was done to it. */
    public Link reset() {
        port.fromGuest().reset();
        port.toGuest().reset();
        return this;
    }

    /** Returns how many frames of the guest have passed. */
    public long sent() {
        return port.fromGuest().passed();
    }

    /** Returns how many frames have passed to the guest. */
    public long received() {
        return port.toGuest().passed();
    }

    /** Returns how many frames were dropped on it, in both directions, by what was done to it. */
    public long dropped() {
        return port.fromGuest().dropped() + port.toGuest().dropped();
    }

    /** Returns how many frames to the guest were dropped because it did not take those before them fast enough. */
    public long overflowed() {
        return port.overflowed();
    }

    /** Pulls it out of the segment. A guest sees no difference from a link that is {@linkplain #cut() cut}. */
    public void unplug() {
        segment.unplug(port);
    }
}
