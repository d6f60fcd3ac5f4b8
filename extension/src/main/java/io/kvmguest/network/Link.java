package io.kvmguest.network;

import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The cable between a network card and a {@linkplain Segment segment}. What is done to it takes effect at once, for frames that
 * come from then on; the guest's card keeps its carrier. May be used from any thread.
 */
public final class Link {

    private final Segment segment;
    private final Port port;
    private final List<Fault> faults = new CopyOnWriteArrayList<>();
    private final AtomicInteger made = new AtomicInteger();

    /** What the methods of the link itself tell, until it is reset. */
    private @Nullable Fault standing;

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

    // --- what is wrong with it --------------------------------------------------------------------------------------

    /**
     * Makes a fault of frames that go one way.
     *
     * @param end where they go: the link's name, which is the guest's, or the name of the segment
     * @throws IllegalArgumentException if it is neither
     */
    public Fault toward(String end) {
        if (end.equals(name())) {
            return fault("toward " + end, port.toGuest());
        }
        if (end.equals(segment.name())) {
            return fault("toward " + end, port.fromGuest());
        }
        throw new IllegalArgumentException(
                "'" + end + "' is no end of this link. They are '" + name() + "' and '" + segment.name() + "'");
    }

    /** Makes a fault of frames that go either way. */
    public Fault both() {
        return fault("both ways", port.fromGuest(), port.toGuest());
    }

    private Fault fault(String way, Direction... directions) {
        // The same one for the same fault, however many others there are.
        long what = ((long) name().hashCode() << Integer.SIZE) + 31L * way.hashCode() + made.incrementAndGet();
        Fault fault = new Fault(this, way, List.of(directions), new SplittableRandom(segment.seed() ^ what));
        faults.add(fault);
        return fault;
    }

    void ended(Fault fault) {
        faults.remove(fault);
    }

    /** Returns the faults that there are now, in the order in which they were made. */
    public List<Fault> faults() {
        return List.copyOf(faults);
    }

    private synchronized Fault standing() {
        if (standing == null) {
            standing = both();
        }
        return standing;
    }

    /** Lets no frame pass any more, in either direction. */
    public Link cut() {
        Fault unused = standing().cut();
        return this;
    }

    /** Lets frames pass again after {@link #cut()}. */
    public Link mend() {
        Fault unused = standing().mend();
        return this;
    }

    /** Drops frames at random, in both directions, as {@link Fault#loss(double)} does. */
    public Link loss(double ratio) {
        Fault unused = standing().loss(ratio);
        return this;
    }

    /** Delays frames, in each direction, as {@link Fault#delay(Duration)} does. */
    public Link delay(Duration time) {
        Fault unused = standing().delay(time);
        return this;
    }

    /** Delays frames, in each direction, as {@link Fault#delay(Duration, Duration)} does. */
    public Link delay(Duration time, Duration jitter) {
        Fault unused = standing().delay(time, jitter);
        return this;
    }

    /** Ends all that was done to it, its faults included. */
    public Link reset() {
        synchronized (this) {
            standing = null;
        }
        faults.forEach(Fault::close);
        return this;
    }

    // --- what went over it ------------------------------------------------------------------------------------------

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

    /** Returns whether it is in the segment: it was not pulled out, its guest lives, and the segment was not closed. */
    public boolean isPlugged() {
        return port.isPlugged();
    }

    /** Returns what went over it: {@code client: 12 frames from it, 9 to it, 3 dropped}. */
    @Override
    public String toString() {
        return name() + ": " + sent() + " frames from it, " + received() + " to it"
                + (dropped() == 0 ? "" : ", " + dropped() + " dropped")
                + (overflowed() == 0 ? "" : ", " + overflowed() + " too many at once")
                + faults.stream().map(fault -> "; " + fault.describe()).collect(Collectors.joining());
    }

    /** Pulls it out of the segment. A guest sees no difference from a link that is {@linkplain #cut() cut}. */
    public void unplug() {
        segment.unplug(port);
    }
}
