package io.kvmguest.network;

import io.kvmguest.network.Effect.Kind;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.StringJoiner;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Something that is wrong with a link, one way or both: {@link Link#toward(String)}, {@link Link#both()}. It does nothing until it
 * is told what, and what it is told takes effect at once, for frames that come from then on.
 *
 * <pre>{@code
 * try (Fault fault = lan.link("client").toward("client").loss(0.3).matching(Frames.dhcpAck()).first(2)) {
 *     …
 *     assertThat(fault.dropped()).isPositive();
 * }
 * }</pre>
 *
 * <p>What happens to a frame that it is meant for, in this order: it is dropped, or else corrupted, doubled, delayed, and sent at a
 * limited rate. Frames do not overtake each other, whatever the jitter, unless {@link #reorder} is asked for. Several faults
 * of a link work one after another, in the order in which they were made. What is done at random follows from the
 * {@linkplain Segment#seed() seed} of the segment: the same frames in the same order meet the same fate.
 *
 * <p>A ratio of 0, and a time of nothing, leave a fault in place that does nothing; {@link #close()} ends it. May be used from any
 * thread.
 */
public final class Fault implements AutoCloseable {

    /** As many frames as a Linux interface queues. */
    private static final int QUEUE = 1_000;

    private final Link link;
    private final String way;
    private final List<Lane> lanes;
    private final long made = System.nanoTime();
    private final Map<Kind, AtomicLong> counts = new EnumMap<>(Kind.class);
    private final AtomicLong matched = new AtomicLong();

    /** What it was told, for messages. */
    private final Map<Kind, String> told = new EnumMap<>(Kind.class);

    private volatile @Nullable FrameFilter matching;
    private volatile long first = Long.MAX_VALUE;
    private volatile long from;
    private volatile long until = Long.MAX_VALUE;

    /**
     * @param way where to, for messages
     */
    Fault(Link link, String way, List<Direction> directions, SplittableRandom random) {
        this.link = link;
        this.way = way;
        for (Kind each : Kind.values()) {
            counts.put(each, new AtomicLong());
        }
        this.lanes = directions.stream()
                .map(direction -> new Lane(this, direction, random.split()))
                .toList();
        lanes.forEach(Lane::open);
    }

    // --- what it does -----------------------------------------------------------------------------------------------

    /** Drops all frames. */
    public Fault cut() {
        return does(Kind.CUT, "cut", random -> new Effect.Cut());
    }

    /** Ends {@link #cut()}. */
    Fault mend() {
        lanes.forEach(lane -> lane.clear(Kind.CUT));
        synchronized (told) {
            told.remove(Kind.CUT);
        }
        return this;
    }

    /**
     * Drops frames at random.
     *
     * @param ratio from 0, none, to 1, all
     * @throws IllegalArgumentException if it is not
     */
    public Fault loss(double ratio) {
        requireRatio("loss", ratio);
        return does(Kind.LOSS, "loss " + ratio, random -> new Effect.Loss(ratio, random));
    }

    /**
     * Drops frames in bursts: within one all are lost, outside none (Gilbert's model). On average {@code begin / (begin + end)} of
     * all are lost, {@code 1 / end} in a row.
     *
     * @param begin how likely a burst begins with a frame, from 0 to 1
     * @param end how likely it is over with a frame, above 0, to 1
     * @throws IllegalArgumentException if they are not
     */
    public Fault burstLoss(double begin, double end) {
        requireRatio("the beginning of a burst", begin);
        requireRatio("the end of a burst", end);
        if (end == 0) {
            throw new IllegalArgumentException("the end of a burst must be above 0, or it never ends: use cut()");
        }
        return does(Kind.BURSTS, "burst loss " + begin + ", " + end, random -> new Effect.Bursts(begin, end, random));
    }

    /**
     * Drops all frames for a time, again and again, beginning with a time in which it drops none. The card keeps its carrier;
     * {@code Nic.carrierDown()} takes it.
     *
     * @throws IllegalArgumentException if a time is not positive
     */
    public Fault flapping(Duration up, Duration down) {
        requirePositive("up", up);
        requirePositive("down", down);
        long since = System.nanoTime();
        return does(
                Kind.FLAPPING,
                "flapping " + text(up) + " up, " + text(down) + " down",
                random -> new Effect.Flapping(up.toNanos(), down.toNanos(), since));
    }

    /** Sends a copy of each frame back to where it came from, as a switch with a loop does. */
    public Fault reflect() {
        return does(Kind.REFLECTION, "reflected", random -> new Effect.Reflection());
    }

    /**
     * Turns a bit of some frames, anywhere behind their addresses.
     *
     * @param ratio from 0, none, to 1, all
     * @throws IllegalArgumentException if it is not
     */
    public Fault corrupt(double ratio) {
        requireRatio("corruption", ratio);
        return does(Kind.CORRUPTION, "corruption " + ratio, random -> new Effect.Corruption(ratio, random));
    }

    /**
     * Has some frames arrive twice, one right behind the other.
     *
     * @param ratio from 0, none, to 1, all
     * @throws IllegalArgumentException if it is not
     */
    public Fault duplicate(double ratio) {
        requireRatio("duplication", ratio);
        return does(Kind.DUPLICATION, "duplication " + ratio, random -> new Effect.Duplication(ratio, random));
    }

    /**
     * Has frames arrive later.
     *
     * @throws IllegalArgumentException if the time is negative
     */
    public Fault delay(Duration time) {
        return delay(time, Duration.ZERO);
    }

    /**
     * Has frames arrive later, by a time that differs from frame to frame. None overtakes the one before it.
     *
     * @param jitter how much the time may be shorter or longer, each time in between as likely as the others
     * @throws IllegalArgumentException if one is negative, or the jitter is more than the time
     */
    public Fault delay(Duration time, Duration jitter) {
        requireNotNegative("delay", time);
        requireNotNegative("jitter", jitter);
        if (jitter.compareTo(time) > 0) {
            throw new IllegalArgumentException(
                    "jitter must not be more than the delay of " + text(time) + ", but was " + text(jitter));
        }
        return does(
                Kind.DELAY,
                "delay " + text(time) + (jitter.isZero() ? "" : " ± " + text(jitter)),
                random -> new Effect.Delay(time.toNanos(), jitter.toNanos(), random));
    }

    /**
     * Holds some frames back, so that those behind them overtake them.
     *
     * @param ratio from 0, none, to 1, all
     * @param time for how long
     * @throws IllegalArgumentException if the ratio is not, or the time is not positive
     */
    public Fault reorder(double ratio, Duration time) {
        requireRatio("reordering", ratio);
        requirePositive("reordering", time);
        return does(
                Kind.REORDERING,
                "reordering " + ratio + " by " + text(time),
                random -> new Effect.Reordering(ratio, time.toNanos(), random));
    }

    /**
     * Sends frames no faster than this, and drops those that find 1,000 frames waiting.
     *
     * @param bitsPerSecond counted over whole frames, without preamble, checksum and gap
     * @throws IllegalArgumentException if it is not positive
     */
    public Fault rate(long bitsPerSecond) {
        return rate(bitsPerSecond, QUEUE);
    }

    /**
     * Sends frames no faster than this, and drops those that find the queue full.
     *
     * @param bitsPerSecond counted over whole frames, without preamble, checksum and gap
     * @param queue how many frames wait, beside the one that is being sent
     * @throws IllegalArgumentException if the rate is not positive, or the queue is negative
     */
    public Fault rate(long bitsPerSecond, int queue) {
        if (bitsPerSecond <= 0) {
            throw new IllegalArgumentException("rate must be above 0 bits a second, but was " + bitsPerSecond);
        }
        if (queue < 0) {
            throw new IllegalArgumentException("queue must not be negative, but was " + queue);
        }
        return does(Kind.RATE, "rate " + bitsPerSecond + " bit/s", random -> new Effect.Rate(bitsPerSecond, queue));
    }

    // --- to which frames --------------------------------------------------------------------------------------------

    /** Does it to these frames only: {@code Frames.dhcpAck()}. */
    public Fault matching(FrameFilter frames) {
        matching = frames;
        return this;
    }

    /**
     * Does it to the first frames only, of those that it is meant for, both ways together; to none after these.
     *
     * @throws IllegalArgumentException if the count is not positive
     */
    public Fault first(long count) {
        if (count <= 0) {
            throw new IllegalArgumentException("the count of first frames must be above 0, but was " + count);
        }
        first = count;
        return this;
    }

    /**
     * Does it to frames that come this long after it was made, and later.
     *
     * @throws IllegalArgumentException if the time is negative
     */
    public Fault from(Duration time) {
        requireNotNegative("from", time);
        from = time.toNanos();
        return this;
    }

    /**
     * Does it to frames that come before this time has passed since it was made.
     *
     * @throws IllegalArgumentException if the time is negative
     */
    public Fault until(Duration time) {
        requireNotNegative("until", time);
        until = time.toNanos();
        return this;
    }

    /** Returns whether it is meant for a frame, which counts as one of the {@link #first} then. */
    boolean concerns(Passage frame, FrameDirection way) {
        long since = frame.arrival() - made;
        if (since < from || since >= until || matched.get() >= first) {
            return false;
        }
        FrameFilter filter = matching;
        if (filter != null && !filter.test(frame.frame(link.name(), way))) {
            return false;
        }
        long unused = matched.incrementAndGet();
        return true;
    }

    void happened(Kind what) {
        long unused = Objects.requireNonNull(counts.get(what)).incrementAndGet();
    }

    // --- what it did ------------------------------------------------------------------------------------------------

    /** Returns how many frames it was meant for. */
    public long matched() {
        return matched.get();
    }

    /** Returns how many frames it has dropped. */
    public long dropped() {
        return count(Kind.CUT);
    }

    /** Returns how many frames it has turned a bit of. */
    public long corrupted() {
        return count(Kind.CORRUPTION);
    }

    /** Returns how many frames arrived twice. */
    public long duplicated() {
        return count(Kind.DUPLICATION);
    }

    /** Returns how many frames it has held back. */
    public long reordered() {
        return count(Kind.REORDERING);
    }

    private long count(Kind kind) {
        return Objects.requireNonNull(counts.get(kind)).get();
    }

    /** Returns the link that it is of. */
    public Link link() {
        return link;
    }

    /** Ends it. Frames that it has delayed arrive when their time has come. */
    @Override
    public void close() {
        lanes.forEach(Lane::close);
        link.ended(this);
    }

    /** Returns what it does, where, and what it has done: {@code client, toward client: loss 0.3; 12 frames, 3 dropped}. */
    @Override
    public String toString() {
        return link.name() + ", " + describe();
    }

    /** Returns the same without the name of the link. */
    String describe() {
        StringJoiner what = new StringJoiner(", ");
        synchronized (told) {
            told.values().forEach(what::add);
        }
        StringJoiner counted = new StringJoiner(", ");
        counted.add(matched() + (matched() == 1 ? " frame" : " frames"));
        tell(counted, dropped(), "dropped");
        tell(counted, corrupted(), "corrupted");
        tell(counted, duplicated(), "doubled");
        tell(counted, reordered(), "held back");
        FrameFilter filter = matching;
        return way + ": " + (what.length() == 0 ? "nothing" : what) + (filter == null ? "" : " of " + filter) + "; "
                + counted;
    }

    private static void tell(StringJoiner counted, long count, String what) {
        if (count > 0) {
            counted.add(count + " " + what);
        }
    }

    private Fault does(Kind kind, String description, Function<SplittableRandom, Effect> effect) {
        synchronized (told) {
            told.put(kind, description);
        }
        lanes.forEach(lane -> lane.set(kind, effect));
        return this;
    }

    private static void requireRatio(String what, double ratio) {
        if (!(ratio >= 0 && ratio <= 1)) {
            throw new IllegalArgumentException(what + " must be from 0 to 1, but was " + ratio);
        }
    }

    private static void requireNotNegative(String what, Duration time) {
        Objects.requireNonNull(time, () -> what + " must not be null");
        if (time.isNegative()) {
            throw new IllegalArgumentException(what + " must not be negative, but was " + text(time));
        }
    }

    private static void requirePositive(String what, Duration time) {
        requireNotNegative(what, time);
        if (time.isZero()) {
            throw new IllegalArgumentException(what + " must be longer than nothing");
        }
    }

    /** As ISO 8601 has it, but for those who do not read that: {@code 40ms}, {@code 1.5s}. */
    private static String text(Duration time) {
        return time.toString().substring(2).toLowerCase(Locale.ROOT);
    }
}
