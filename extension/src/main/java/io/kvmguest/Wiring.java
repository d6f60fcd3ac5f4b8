package io.kvmguest;

import io.kvmguest.network.Segment;
import io.kvmguest.network.Topology;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.stream.Collectors;

/**
 * The cables between some guests, laid as a {@link Topology} has it, and laid anew when another is wanted: only what differs is
 * touched, and a guest keeps the card that it has on a segment.
 *
 * <pre>{@code
 * try (Wiring wiring = Wiring.of(a, b, c)) {
 *     wiring.lay(Topology.ring("a", "b", "c"));
 *     a.shell().run("ip addr add 10.0.0.1/24 dev " + wiring.nic("a", "a-b").interfaceName()).requireSuccess();
 *     …
 *     wiring.lay(Topology.chain("a", "b", "c")); // cuts c-a, and nothing else
 * }
 * }</pre>
 *
 * <p>For a segment a guest takes the first of its cards that is on none. May be used from any thread.
 */
public final class Wiring implements AutoCloseable {

    private final long seed;
    private final Map<String, Guest> guests = new LinkedHashMap<>();
    private final Map<String, Segment> segments = new LinkedHashMap<>();
    private final Map<String, Map<String, Nic>> cards = new LinkedHashMap<>();
    private Topology laid = Topology.none();

    private Wiring(long seed, List<Guest> guests) {
        this.seed = seed;
        for (Guest each : guests) {
            if (this.guests.put(each.name(), each) != null) {
                throw new IllegalArgumentException("two guests are named '" + each.name() + "'");
            }
        }
    }

    /**
     * Returns one in which nobody is connected to anybody.
     *
     * @throws IllegalArgumentException if two guests have one name
     */
    public static Wiring of(Guest... guests) {
        return new Wiring(new SplittableRandom().nextLong(), List.of(guests));
    }

    /** Returns one whose segments do at random what those of another one of this seed did. */
    public static Wiring of(long seed, List<Guest> guests) {
        return new Wiring(seed, guests);
    }

    /**
     * Lays the cables as a topology has it.
     *
     * @return what was done for that: {@code disconnect c from c-a}, {@code connect c to b-c}; nothing if it was so before
     * @throws IllegalArgumentException if a guest is not there, or has too few cards; then nothing is changed
     */
    public synchronized List<String> lay(Topology topology) {
        requireGuests(topology);
        requireCards(topology);
        List<String> steps = new ArrayList<>();
        for (String segment : laid.segments()) {
            for (String guest : laid.on(segment)) {
                if (!topology.segments().contains(segment)
                        || !topology.on(segment).contains(guest)) {
                    disconnect(guest, segment);
                    steps.add("disconnect " + guest + " from " + segment);
                }
            }
            if (!topology.segments().contains(segment)) {
                Objects.requireNonNull(segments.remove(segment)).close();
            }
        }
        for (String segment : topology.segments()) {
            Segment here = segments.computeIfAbsent(segment, name -> Segment.create(name, seed + name.hashCode()));
            for (String guest : topology.on(segment)) {
                if (!ofGuest(guest).containsKey(segment)) {
                    connect(guest, here);
                    steps.add("connect " + guest + " to " + segment);
                }
            }
        }
        laid = topology;
        return steps;
    }

    private void disconnect(String guest, String segment) {
        Nic nic = Objects.requireNonNull(ofGuest(guest).remove(segment));
        nic.disconnect();
    }

    private void connect(String guest, Segment segment) {
        Map<String, Nic> taken = ofGuest(guest);
        Nic free = guest(guest).nics().stream()
                .filter(nic -> !taken.containsValue(nic))
                .findFirst()
                .orElseThrow();
        var unused = free.connect(segment);
        taken.put(segment.name(), free);
    }

    private Map<String, Nic> ofGuest(String guest) {
        return cards.computeIfAbsent(guest, key -> new LinkedHashMap<>());
    }

    /**
     * Returns a guest.
     *
     * @throws IllegalArgumentException if it is not one of them
     */
    public Guest guest(String name) {
        Guest guest = guests.get(name);
        if (guest == null) {
            throw new IllegalArgumentException("there is no guest '" + name + "'. There are " + guests.keySet());
        }
        return guest;
    }

    private void requireGuests(Topology topology) {
        topology.guests().forEach(name -> {
            var unused = guest(name);
        });
    }

    private void requireCards(Topology topology) {
        for (String name : topology.guests()) {
            List<String> wanted = topology.of(name);
            int has = guest(name).nics().size();
            if (wanted.size() > has) {
                throw new IllegalArgumentException("guest '" + name + "' is to be on " + wanted.size() + " segments ("
                        + String.join(", ", wanted) + "), and has " + has
                        + (has == 1 ? " network card" : " network cards")
                        + ": give it more with nics = " + wanted.size());
            }
        }
    }

    /** Returns what is laid now. */
    public synchronized Topology topology() {
        return laid;
    }

    /**
     * Returns a segment.
     *
     * @throws IllegalArgumentException if there is none of this name now
     */
    public synchronized Segment segment(String name) {
        Segment segment = segments.get(name);
        if (segment == null) {
            throw new IllegalArgumentException(
                    "there is no segment '" + name + "' now. There are " + segments.keySet());
        }
        return segment;
    }

    /**
     * Returns the card that a guest has on a segment.
     *
     * @throws IllegalArgumentException if there is no such guest, or it is not on the segment
     */
    public synchronized Nic nic(String guest, String segment) {
        var unused = guest(guest);
        Nic nic = ofGuest(guest).get(segment);
        if (nic == null) {
            throw new IllegalArgumentException("guest '" + guest + "' is not on segment '" + segment + "'. It is on "
                    + ofGuest(guest).keySet());
        }
        return nic;
    }

    /** Returns what is laid, with the number of the card for each guest. */
    @Override
    public synchronized String toString() {
        return laid.segments().stream()
                .map(segment -> segment
                        + laid.on(segment).stream()
                                .map(guest -> guest + " with card "
                                        + nic(guest, segment).number())
                                .collect(Collectors.joining(", ", " [", "]")))
                .collect(Collectors.joining(", "));
    }

    /** Disconnects all. The guests run on. */
    @Override
    public synchronized void close() {
        segments.values().forEach(Segment::close);
        segments.clear();
        cards.clear();
        laid = Topology.none();
    }
}
