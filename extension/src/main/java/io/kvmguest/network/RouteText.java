package io.kvmguest.network;

import io.kvmguest.network.RouteState.Hop;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Reads {@code ip route show}, in the words of iproute2 and of busybox. */
final class RouteText {

    private static final Set<String> FLAGS =
            Set.of("onlink", "linkdown", "dead", "pervasive", "offload", "trap", "notify", "rt_trap");

    private RouteText() {}

    static List<RouteState> read(String text, IpFamily family) {
        List<RouteState> routes = new ArrayList<>();
        List<String> lines = new ArrayList<>();
        for (String line : text.lines().filter(l -> !l.isBlank()).toList()) {
            // The ways of a multipath route stand indented below it.
            if (!Character.isWhitespace(line.charAt(0)) && !lines.isEmpty()) {
                routes.add(route(lines, family));
                lines.clear();
            }
            lines.add(line.strip());
        }
        if (!lines.isEmpty()) {
            routes.add(route(lines, family));
        }
        return routes;
    }

    private static RouteState route(List<String> lines, IpFamily family) {
        IpLine line = IpLine.of(lines.get(0));
        boolean typed = RouteState.TYPES.contains(line.first());
        String type = typed ? line.first() : "unicast";
        IpLine words = typed ? line.withoutFirst() : line;
        List<Hop> hops = new ArrayList<>();
        addHop(hops, words);
        lines.stream().skip(1).forEach(hop -> addHop(hops, IpLine.of(hop)));
        String table = words.after("table");
        Set<String> flags = new LinkedHashSet<>(words.words());
        flags.retainAll(FLAGS);
        return new RouteState(
                type,
                RouteState.destination(words.first(), family),
                hops,
                words.after("src"),
                metric(words.after("metric")),
                table.isEmpty() ? "main" : table,
                words.after("proto"),
                words.after("scope"),
                flags,
                String.join(" ", lines).replaceAll("\\s+", " "));
    }

    private static void addHop(List<Hop> hops, IpLine words) {
        Hop hop = new Hop(via(words), words.after("dev"));
        if (!hop.via().isEmpty() || !hop.device().isEmpty()) {
            hops.add(hop);
        }
    }

    /** An IPv4 route by an IPv6 gateway is shown as {@code via inet6 fe80::1}. */
    private static String via(IpLine words) {
        String via = words.after("via");
        return via.equals("inet6") ? words.after("inet6") : via;
    }

    private static long metric(String word) {
        return word.isEmpty() ? 0 : Long.parseLong(word);
    }
}
