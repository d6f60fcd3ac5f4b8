package io.kvmguest.network;

import io.kvmguest.network.InterfaceState.Address;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/** A state in words. */
final class StateFacts {

    private final Set<StateGap> gaps;

    /** @param gaps what is left out */
    StateFacts(Set<StateGap> gaps) {
        this.gaps = gaps;
    }

    private boolean tells(StateGap part) {
        return !gaps.contains(part);
    }

    Facts of(NetworkState state) {
        Facts facts = new Facts();
        state.interfaces().forEach(each -> add(facts, each));
        facts.subject("routes");
        facts.subject("rules");
        facts.subject("neighbours");
        // Of the same route there may be several, IPv6 having one for each interface; then they are told apart by
        // number.
        state.routes().stream()
                .filter(route -> tells(StateGap.ROUTE_TABLES) || route.table().equals("main"))
                .map(route -> tells(StateGap.ROUTE_DETAILS) ? route : bare(route))
                .forEach(route -> holdsAgain(facts, "routes", route.describe()));
        if (tells(StateGap.RULES)) {
            state.rules().forEach(rule -> holdsAgain(facts, "rules", rule.toString()));
        }
        state.neighbours().stream()
                .filter(each -> tells(StateGap.NEIGHBOURS) || !each.address().contains(":"))
                .forEach(each -> facts.is(
                        "neighbours",
                        each.address() + " dev " + each.device(),
                        (each.mac() + " " + condition(each)).strip()));
        add(facts, "resolver", state.resolver());
        state.upstreamResolver().ifPresent(upstream -> add(facts, "upstream resolver", upstream));
        facts.subject("sysctl");
        for (Map.Entry<String, String> each : state.sysctls().entrySet()) {
            facts.is("sysctl", each.getKey(), each.getValue());
        }
        return facts;
    }

    private static RouteState bare(RouteState route) {
        return new RouteState(
                route.type(),
                route.destination(),
                route.hops().stream().limit(1).toList(),
                "",
                route.metric(),
                route.table(),
                "",
                "",
                Set.of(),
                "");
    }

    private String condition(NeighbourState neighbour) {
        return tells(StateGap.NEIGHBOURS) || neighbour.state().equals("PERMANENT") ? neighbour.state() : "";
    }

    private static void holdsAgain(Facts facts, String subject, String what) {
        String name = what;
        for (int again = 2; facts.has(subject, name); again++) {
            name = what + " (" + again + ")";
        }
        facts.holds(subject, name);
    }

    private void add(Facts facts, InterfaceState state) {
        String name = state.name();
        facts.is(name, "index", String.valueOf(state.index()));
        facts.is(name, "state", state.isUp() ? "up" : "down");
        facts.is(name, "carrier", state.hasCarrier() ? "there" : "missing");
        facts.is(name, "carrier changes", String.valueOf(state.carrierChanges()));
        facts.is(name, "mtu", String.valueOf(state.mtu()));
        is(facts, name, "mac", state.mac());
        is(facts, name, "master", state.master());
        is(facts, name, "kind", state.kind());
        state.attributes().forEach((key, value) -> facts.is(name, (state.kind() + " " + key).strip(), value));
        state.addresses().forEach(address -> facts.is(name, "address " + address.prefix(), traits(address)));
        List<String> order = prefixes(state, each -> !each.isV6());
        // The first of several is what the guest speaks with.
        if (order.size() > 1) {
            if (tells(StateGap.ADDRESS_DETAILS)) {
                facts.is(name, "order of IPv4 addresses", String.join(" ", order));
            } else {
                facts.is(name, "first of its IPv4 addresses", order.get(0));
            }
        }
    }

    private static List<String> prefixes(InterfaceState state, Predicate<IpPrefix> family) {
        return state.addresses().stream()
                .map(Address::prefix)
                .filter(family)
                .map(IpPrefix::toString)
                .toList();
    }

    private String traits(Address address) {
        if (!tells(StateGap.ADDRESS_DETAILS)) {
            return address.prefix().isV6() && !address.state().isEmpty() ? "(" + address.state() + ")" : "";
        }
        List<String> traits = new ArrayList<>(address.flags());
        if (!address.scope().equals("global")) {
            traits.add(0, "scope " + address.scope());
        }
        if (!address.peer().isEmpty()) {
            traits.add(0, "peer " + address.peer());
        }
        address.valid().ifPresent(time -> traits.add("valid for " + time.toSeconds() + " s"));
        address.preferred().ifPresent(time -> traits.add("preferred for " + time.toSeconds() + " s"));
        return traits.isEmpty() ? "" : "(" + String.join(", ", traits) + ")";
    }

    private static void is(Facts facts, String subject, String trait, String value) {
        if (!value.isEmpty()) {
            facts.is(subject, trait, value);
        }
    }

    private static void add(Facts facts, String subject, ResolverState resolver) {
        facts.subject(subject);
        is(facts, subject, "servers", String.join(" ", resolver.servers()));
        is(facts, subject, "search", String.join(" ", resolver.search()));
        is(facts, subject, "options", String.join(" ", resolver.options()));
    }
}
