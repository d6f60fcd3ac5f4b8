package io.kvmguest.assertions;

import io.kvmguest.assertions.Question.Unanswered;
import io.kvmguest.assertions.RouteState.Hop;
import io.kvmguest.shell.CommandResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Reads {@code ip route show}, in the words of iproute2 and of busybox: the main table. */
final class Routes {

    static final Set<String> TYPES = Set.of(
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

    private Routes() {}

    /** Asks for the routes of one family; busybox and iproute2 show them only apart. */
    static Question<List<RouteState>> question(boolean v6) {
        return new Question<>("ip " + (v6 ? "-6" : "-4") + " route show", result -> read(result, v6));
    }

    private static List<RouteState> read(CommandResult result, boolean v6) {
        if (!result.succeeded()) {
            throw Unanswered.by("its routes", result);
        }
        return parse(result.stdout(), v6);
    }

    static List<RouteState> parse(String text, boolean v6) {
        List<RouteState> routes = new ArrayList<>();
        List<String> lines = new ArrayList<>();
        for (String line : text.lines().filter(l -> !l.isBlank()).toList()) {
            // The ways of a multipath route stand indented below it.
            if (!Character.isWhitespace(line.charAt(0)) && !lines.isEmpty()) {
                routes.add(route(lines, v6));
                lines.clear();
            }
            lines.add(line.strip());
        }
        if (!lines.isEmpty()) {
            routes.add(route(lines, v6));
        }
        return routes;
    }

    private static RouteState route(List<String> lines, boolean v6) {
        Words line = Words.of(lines.get(0));
        boolean typed = TYPES.contains(line.get(0));
        String type = typed ? line.get(0) : "unicast";
        Words words = typed ? line.withoutFirst() : line;
        List<Hop> hops = new ArrayList<>();
        addHop(hops, words);
        lines.stream().skip(1).forEach(hop -> addHop(hops, Words.of(hop)));
        return new RouteState(
                type,
                destination(words.get(0), v6),
                hops,
                words.after("src"),
                metric(words.after("metric")),
                String.join(" ", lines).replaceAll("\\s+", " "));
    }

    /** Reads a destination as {@code ip route} and its users write it. */
    static IpPrefix destination(String word, boolean v6) {
        return IpPrefix.parse(word.equals("default") ? (v6 ? "::/0" : "0.0.0.0/0") : word);
    }

    private static void addHop(List<Hop> hops, Words words) {
        Hop hop = new Hop(via(words), words.after("dev"));
        if (!hop.via().isEmpty() || !hop.device().isEmpty()) {
            hops.add(hop);
        }
    }

    /** An IPv4 route by an IPv6 gateway is shown as {@code via inet6 fe80::1}. */
    private static String via(Words words) {
        String via = words.after("via");
        return via.equals("inet6") ? words.after("inet6") : via;
    }

    private static long metric(String word) {
        return word.isEmpty() ? 0 : Long.parseLong(word);
    }
}
