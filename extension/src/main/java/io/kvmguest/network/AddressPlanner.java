package io.kvmguest.network;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.IntUnaryOperator;

/**
 * Gives subnets and addresses to the guests of a topology. The same topology gets the same addresses, on each run and on each
 * machine: subnets in the order of the segments or pairs, addresses in the order of the guests, from the first on. Immutable.
 *
 * <pre>{@code
 * Map<String, List<String>> segments = Map.of("lan", List.of("router", "client"));
 * PlannedSubnet lan = AddressPlanner.standard().sameSubnet(segments).get(0);
 * InterfacePlan.named("eth0").address(lan.address("client").toString());   // 198.18.0.2/24
 * }</pre>
 */
public final class AddressPlanner {

    /** For measurements between two machines (RFC 2544, RFC 6815). */
    private static final String BENCHMARKS = "198.18.0.0/15";

    /** For documentation (RFC 3849). */
    private static final String DOCUMENTATION = "2001:db8::/32";

    private static final int LINK_V4 = 30;
    private static final int SEGMENT_V4 = 24;
    private static final int SUBNET_V6 = 64;

    /** The address of the network, and that of all in it. */
    private static final int RESERVED_V4 = 2;

    private final List<IpPrefix> blocks;

    private AddressPlanner(List<IpPrefix> blocks) {
        this.blocks = blocks;
    }

    /**
     * Returns a planner that takes IPv4 addresses from 198.18.0.0/15 and IPv6 addresses from 2001:db8::/32. Neither is routed
     * in the internet, and neither collides with what guests and hosts use by themselves: private networks such as
     * 192.168.0.0/16, and QEMU's own 10.0.2.0/24. The networks for documentation of IPv4 are too small for a topology.
     */
    public static AddressPlanner standard() {
        return from(BENCHMARKS, DOCUMENTATION);
    }

    /**
     * Returns a planner that takes addresses from these blocks: one of IPv4, one of IPv6, or one of each. A family without a
     * block is not planned.
     *
     * @param blocks such as {@code 10.64.0.0/16} or {@code fd00:1234::/48}
     * @throws IllegalArgumentException if there is none, or there are two of one family, or one is not a network
     */
    public static AddressPlanner from(String... blocks) {
        List<IpPrefix> parsed = new ArrayList<>();
        for (String text : blocks) {
            IpPrefix block = IpPrefix.parse(text).requireNetwork();
            if (parsed.stream().anyMatch(other -> other.isV6() == block.isV6())) {
                throw new IllegalArgumentException("Two blocks of one family, " + parsed.get(0) + " and " + block
                        + ": give one of IPv4, one of IPv6, or one of each");
            }
            parsed.add(block);
        }
        if (parsed.isEmpty()) {
            throw new IllegalArgumentException("No block to take addresses from: give one, such as " + BENCHMARKS);
        }
        return new AddressPlanner(List.copyOf(parsed));
    }

    /** Two guests that are connected. */
    public record Pair(String left, String right) {

        public Pair {
            if (left.equals(right)) {
                throw new IllegalArgumentException("Guest '" + left + "' cannot be a pair with itself");
            }
        }

        /** Returns {@code left-right}. */
        public String name() {
            return left + "-" + right;
        }
    }

    /**
     * Returns a subnet for every pair, in order: a /30 of IPv4 and a /64 of IPv6. The left one has the first address.
     *
     * @throws IllegalArgumentException if a pair is there twice, or a block is too small
     */
    public List<PlannedSubnet> pointToPoint(List<Pair> pairs) {
        Map<String, List<String>> links = new LinkedHashMap<>();
        for (Pair pair : pairs) {
            if (links.put(pair.name(), List.of(pair.left(), pair.right())) != null) {
                throw new IllegalArgumentException(
                        "The pair of '" + pair.left() + "' and '" + pair.right() + "' is there twice: leave one out");
            }
        }
        return plan(links, guests -> LINK_V4);
    }

    /**
     * Returns a subnet for every segment, in order: a /24 of IPv4, or larger where its guests are too many, and a /64 of IPv6.
     *
     * @param segments the guests on each segment, in order, by the name of the segment; of a map without an order, such as
     *     {@link Map#of()}, segments come in that of their names
     * @throws IllegalArgumentException if a guest is on a segment twice, or a block is too small
     */
    public List<PlannedSubnet> sameSubnet(Map<String, List<String>> segments) {
        return plan(isOrdered(segments) ? segments : new TreeMap<>(segments), guests -> SEGMENT_V4);
    }

    private static boolean isOrdered(Map<?, ?> map) {
        return map instanceof LinkedHashMap || map instanceof SortedMap;
    }

    /**
     * Returns a subnet for every segment, as {@link #sameSubnet(Map)} does, for what is on them at the moment.
     *
     * @throws IllegalArgumentException if a block is too small
     */
    public List<PlannedSubnet> sameSubnet(Segment... segments) {
        Map<String, List<String>> names = new LinkedHashMap<>();
        for (Segment segment : segments) {
            List<String> unused = names.put(
                    segment.name(),
                    segment.links().stream().map(Link::name).sorted().toList());
        }
        return sameSubnet(names);
    }

    /**
     * Returns a subnet for every segment of a topology, in order: one for {@linkplain #pointToPoint a pair} where two guests are on
     * it, else as {@link #sameSubnet(Map)} has it.
     *
     * @throws IllegalArgumentException if a block is too small
     */
    public List<PlannedSubnet> subnetsOf(Topology topology) {
        Map<String, List<String>> segments = new LinkedHashMap<>();
        for (String segment : topology.segments()) {
            List<String> unused = segments.put(segment, topology.on(segment));
        }
        return plan(segments, guests -> guests == 2 ? LINK_V4 : SEGMENT_V4);
    }

    /** @param lengthV4 the longest prefix for a number of guests */
    private List<PlannedSubnet> plan(Map<String, List<String>> segments, IntUnaryOperator lengthV4) {
        List<Cursor> cursors = blocks.stream().map(Cursor::new).toList();
        List<PlannedSubnet> subnets = new ArrayList<>();
        segments.forEach((name, guests) -> {
            Set<String> seen = new HashSet<>();
            for (String guest : guests) {
                if (!seen.add(guest)) {
                    throw new IllegalArgumentException("Guest '" + guest + "' is on segment '" + name + "' twice");
                }
            }
            List<IpPrefix> networks = new ArrayList<>();
            for (Cursor cursor : cursors) {
                int length =
                        cursor.block.isV6() ? SUBNET_V6 : lengthFor(guests.size(), lengthV4.applyAsInt(guests.size()));
                networks.add(cursor.next(length)
                        .orElseThrow(() -> new IllegalArgumentException("The block " + cursor.block
                                + " is too small: after " + subnets.size() + " subnets there is no /" + length
                                + " left for '" + name + "', and " + (segments.size() - subnets.size())
                                + " are still to come. Give a larger block")));
            }
            subnets.add(PlannedSubnet.of(name, networks, guests));
        });
        return List.copyOf(subnets);
    }

    private static int lengthFor(int guests, int longest) {
        int length = longest;
        while ((1L << (32 - length)) - RESERVED_V4 < guests) {
            length--;
        }
        return length;
    }

    /** Where in a block the next subnet may begin. */
    private static final class Cursor {

        private final IpPrefix block;
        private BigInteger used = BigInteger.ZERO;

        Cursor(IpPrefix block) {
            this.block = block;
        }

        Optional<IpPrefix> next(int length) {
            int bits = block.isV6() ? 128 : 32;
            BigInteger size = BigInteger.ONE.shiftLeft(bits - length);
            BigInteger start =
                    used.add(size).subtract(BigInteger.ONE).divide(size).multiply(size);
            used = start.add(size);
            return length < block.length() || used.compareTo(BigInteger.ONE.shiftLeft(bits - block.length())) > 0
                    ? Optional.empty()
                    : Optional.of(block.plus(start).withLength(length));
        }
    }
}
