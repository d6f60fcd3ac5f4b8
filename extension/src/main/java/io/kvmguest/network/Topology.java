package io.kvmguest.network;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/**
 * Which guests are on which segments: a value, by their names. Immutable.
 *
 * <pre>{@code
 * Topology ring = Topology.ring("a", "b", "c");                        // a-b, b-c, c-a
 * Topology lan = Topology.segment("lan", "router", "client", "server");
 * Topology both = ring.and(Topology.segment("lan", "a", "client"));
 * }</pre>
 *
 * <p>A segment between two guests is named after them, in the order in which they are given: {@code a-b}.
 */
public final class Topology {

    private final Map<String, Set<String>> segments;

    private Topology(Map<String, Set<String>> segments) {
        Map<String, Set<String>> copy = new LinkedHashMap<>();
        segments.forEach((name, ends) -> copy.put(name, new LinkedHashSet<>(ends)));
        this.segments = copy;
    }

    /** Returns one without any segment. */
    public static Topology none() {
        return new Topology(Map.of());
    }

    /**
     * Returns one segment with all of these guests on it.
     *
     * @throws IllegalArgumentException if a guest is there twice
     */
    public static Topology segment(String name, String... guests) {
        return new Topology(Map.of(name, distinct(guests)));
    }

    /**
     * Returns a segment between each guest and the next one.
     *
     * @throws IllegalArgumentException if there are fewer than two, or a guest is there twice
     */
    public static Topology chain(String... guests) {
        List<String> all = atLeast(2, "chain", guests);
        Map<String, Set<String>> segments = new LinkedHashMap<>();
        for (int i = 0; i + 1 < all.size(); i++) {
            between(all.get(i), all.get(i + 1), segments);
        }
        return new Topology(segments);
    }

    /**
     * Returns a segment between each guest and the next one, and between the last and the first.
     *
     * @throws IllegalArgumentException if there are fewer than three, or a guest is there twice
     */
    public static Topology ring(String... guests) {
        List<String> all = atLeast(3, "ring", guests);
        Map<String, Set<String>> segments = new LinkedHashMap<>(chain(guests).segments);
        between(all.get(all.size() - 1), all.get(0), segments);
        return new Topology(segments);
    }

    /**
     * Returns a segment between one guest in the middle and each of the others.
     *
     * @throws IllegalArgumentException if there are no others, or a guest is there twice
     */
    public static Topology star(String middle, String... others) {
        List<String> all = new ArrayList<>(List.of(middle));
        all.addAll(List.of(others));
        List<String> checked = atLeast(2, "star", all.toArray(String[]::new));
        Map<String, Set<String>> segments = new LinkedHashMap<>();
        checked.stream().skip(1).forEach(each -> between(middle, each, segments));
        return new Topology(segments);
    }

    /**
     * Returns a segment between any two guests.
     *
     * @throws IllegalArgumentException if there are fewer than two, or a guest is there twice
     */
    public static Topology fullMesh(String... guests) {
        List<String> all = atLeast(2, "full mesh", guests);
        Map<String, Set<String>> segments = new LinkedHashMap<>();
        for (int i = 0; i < all.size(); i++) {
            for (int j = i + 1; j < all.size(); j++) {
                between(all.get(i), all.get(j), segments);
            }
        }
        return new Topology(segments);
    }

    private static void between(String one, String other, Map<String, Set<String>> segments) {
        segments.put(one + "-" + other, distinct(one, other));
    }

    private static List<String> atLeast(int count, String what, String... guests) {
        List<String> all = List.copyOf(distinct(guests));
        if (all.size() < count) {
            throw new IllegalArgumentException(
                    "a " + what + " needs at least " + count + " guests, but there were " + all.size());
        }
        return all;
    }

    private static Set<String> distinct(String... guests) {
        Set<String> all = new LinkedHashSet<>();
        for (String each : guests) {
            if (!all.add(Objects.requireNonNull(each, "the name of a guest must not be null"))) {
                throw new IllegalArgumentException("guest '" + each + "' is there twice");
            }
        }
        return all;
    }

    /**
     * Returns both together.
     *
     * @throws IllegalArgumentException if both have a segment of one name with other guests on it
     */
    public Topology and(Topology other) {
        Map<String, Set<String>> all = new LinkedHashMap<>(segments);
        other.segments.forEach((name, ends) -> {
            Set<String> before = all.putIfAbsent(name, ends);
            if (before != null && !before.equals(ends)) {
                throw new IllegalArgumentException("segment '" + name + "' is there twice: with " + before
                        + " and with " + ends + ". Give one of them a name of its own");
            }
        });
        return new Topology(all);
    }

    /** Returns this without a segment, if it has one of that name. */
    public Topology without(String segment) {
        Map<String, Set<String>> rest = new LinkedHashMap<>(segments);
        Set<String> unused = rest.remove(segment);
        return new Topology(rest);
    }

    /** Returns the names of the segments, in their order. */
    public List<String> segments() {
        return List.copyOf(segments.keySet());
    }

    /**
     * Returns the guests on a segment, in their order.
     *
     * @throws IllegalArgumentException if there is no such segment
     */
    public List<String> on(String segment) {
        Set<String> ends = segments.get(segment);
        if (ends == null) {
            throw new IllegalArgumentException("there is no segment '" + segment + "'. There are " + segments.keySet());
        }
        return List.copyOf(ends);
    }

    /** Returns all guests, in the order in which they are first named. */
    public List<String> guests() {
        Set<String> all = new LinkedHashSet<>();
        segments.values().forEach(all::addAll);
        return List.copyOf(all);
    }

    /** Returns the segments that a guest is on. */
    public List<String> of(String guest) {
        return segments.entrySet().stream()
                .filter(each -> each.getValue().contains(guest))
                .map(Map.Entry::getKey)
                .toList();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Topology topology && segments.equals(topology.segments);
    }

    @Override
    public int hashCode() {
        return segments.hashCode();
    }

    /** Returns its segments with the guests on them: {@code a-b [a, b], lan [b, c, d]}. */
    @Override
    public String toString() {
        StringJoiner text = new StringJoiner(", ");
        text.setEmptyValue("no segment");
        segments.forEach((name, ends) -> text.add(name + " " + ends));
        return text.toString();
    }
}
