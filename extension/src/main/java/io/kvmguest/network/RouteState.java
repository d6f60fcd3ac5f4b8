package io.kvmguest.network;

import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A route as the guest's kernel has it.
 *
 * @param type {@code unicast}, or the word in front of the destination, such as {@code blackhole}
 * @param hops the ways that it takes: one, or several if it is a multipath route; none where busybox hides them
 * @param source the preferred source address, or empty
 * @param metric 0 if none is shown
 * @param table {@code main}, {@code local}, or the number or name of another
 * @param protocol who made it: {@code kernel}, {@code boot}, {@code static}, {@code ra}; empty where busybox hides it
 * @param scope how far it leads, {@code global} for most; empty where it is not shown
 * @param flags such as {@code onlink} and {@code linkdown}
 * @param line as the guest printed it, or as {@code ip} would print it
 */
public record RouteState(
        String type,
        IpPrefix destination,
        List<Hop> hops,
        String source,
        long metric,
        String table,
        String protocol,
        String scope,
        Set<String> flags,
        String line) {

    /** The words that may stand in front of a destination. */
    public static final Set<String> TYPES = Set.of(
            "unicast",
            "local",
            "broadcast",
            "anycast",
            "multicast",
            "throw",
            "unreachable",
            "prohibit",
            "blackhole",
            "nat");

    public RouteState {
        hops = List.copyOf(hops);
        flags = Collections.unmodifiableSet(new LinkedHashSet<>(flags));
    }

    /**
     * One way.
     *
     * @param via the address of the gateway, or empty if the destination is on the link
     * @param device the interface, or empty
     */
    public record Hop(String via, String device) {}

    /** Reads what {@code ip -4 route show} or {@code ip -6 route show} prints, be it that of iproute2 or of busybox. */
    public static List<RouteState> parse(String text, IpFamily family) {
        return RouteText.read(text, family);
    }

    /**
     * Reads a destination as {@code ip route} and its users write it.
     *
     * @param word a network or a host; {@code default} is all of the family
     * @throws IllegalArgumentException if it is none
     */
    public static IpPrefix destination(String word, IpFamily family) {
        return word.equals("default") ? family.everything() : IpPrefix.parse(word);
    }

    /** Returns whether it is of this type, and to exactly this destination. */
    public boolean leadsTo(String wantedType, IpPrefix wanted) {
        return type.equals(wantedType) && destination.equals(wanted);
    }

    /** Returns whether it leaves by an interface, be it among others. */
    public boolean leavesBy(String device) {
        return hops.stream().anyMatch(hop -> hop.device().equals(device));
    }

    /** Without how it was printed, of which each {@code ip} has its own way. */
    RouteState normalised() {
        RouteState bare = new RouteState(type, destination, hops, source, metric, table, protocol, scope, flags, "");
        return new RouteState(type, destination, hops, source, metric, table, protocol, scope, flags, bare.describe());
    }

    /** Returns it as {@code ip route} writes it. */
    String describe() {
        StringBuilder text = new StringBuilder(type.equals("unicast") ? "" : type + " ");
        text.append(destination.length() > 0 ? destination : destination.isV6() ? "default (IPv6)" : "default");
        text.append(hops.stream().map(RouteState::words).collect(Collectors.joining(" nexthop")));
        add(text, "proto", protocol);
        add(text, "scope", scope.equals("global") ? "" : scope);
        add(text, "src", source);
        add(text, "metric", metric == 0 ? "" : String.valueOf(metric));
        add(text, "table", table.equals("main") ? "" : table);
        flags.forEach(flag -> text.append(' ').append(flag));
        return text.toString();
    }

    private static String words(Hop hop) {
        StringBuilder text = new StringBuilder();
        add(text, "via", hop.via());
        add(text, "dev", hop.device());
        return text.toString();
    }

    private static void add(StringBuilder text, String key, String value) {
        if (!value.isEmpty()) {
            text.append(' ').append(key).append(' ').append(value);
        }
    }
}
