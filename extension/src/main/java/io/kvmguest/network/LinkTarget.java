package io.kvmguest.network;

import io.kvmguest.network.InterfaceKind.Bond;
import io.kvmguest.network.InterfaceKind.Bridge;
import io.kvmguest.network.InterfaceKind.Vlan;
import io.kvmguest.network.InterfaceState.Address;
import io.kvmguest.network.RouteState.Hop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What the kernel is to have of one interface: what a plan wants of it, or what it had before.
 *
 * @param link its kind, master, MTU, addresses and whether it is up
 * @param routes in the main table
 * @param acceptRa the kernel's number for it; empty if it does not matter
 * @param dhcp whether IPv4 addresses and routes may be there that are not named here
 */
record LinkTarget(InterfaceState link, List<RouteState> routes, String acceptRa, boolean dhcp) {

    /** The alias of links that were made for a plan, and the begin of that of cards whose settings were changed for one. */
    static final String ALIAS = "kvmguest";

    static final int ETHERNET_MTU = 1500;

    /** Returns what a plan wants, with the names of the guest, from the ground up. */
    static List<LinkTarget> of(NetworkPlan plan, NetworkState now) {
        Map<String, LinkTarget> targets = new LinkedHashMap<>();
        for (InterfacePlan each : plan.fromTheGround()) {
            LinkTarget unused = targets.put(each.name(), of(each, plan, now, targets));
        }
        return List.copyOf(targets.values());
    }

    private static LinkTarget of(
            InterfacePlan each, NetworkPlan plan, NetworkState now, Map<String, LinkTarget> lower) {
        Optional<InterfaceState> current = now.find(each.name());
        Optional<InterfacePlan> master = plan.interfaces().stream()
                .filter(other ->
                        !(other.kind() instanceof Vlan) && other.kind().lower().contains(each.name()))
                .findFirst();
        Map<String, String> remembered = remembered(current);
        String currentRa = now.sysctls().getOrDefault("net/ipv6/conf/" + each.name() + "/accept_ra", "");
        String acceptRa = each.acceptRa()
                .map(toggle -> toggle.isOn() ? accepting(each.name(), now) : "0")
                .orElse(remembered.getOrDefault("accept_ra", ""));

        Map<String, String> attributes = attributes(each.kind());
        if (attributes.isEmpty()) {
            StringBuilder alias = new StringBuilder(ALIAS);
            if (each.mtu().isPresent()) {
                alias.append(" mtu=")
                        .append(remembered.getOrDefault(
                                "mtu",
                                String.valueOf(current.map(InterfaceState::mtu).orElse(ETHERNET_MTU))));
            }
            if (each.acceptRa().isPresent() && !currentRa.isEmpty()) {
                alias.append(" accept_ra=").append(remembered.getOrDefault("accept_ra", currentRa));
            }
            if (alias.length() > ALIAS.length()) {
                attributes.put("alias", alias.toString());
            } else if (remembered.isEmpty()) {
                current.map(state -> state.attributes().get("alias"))
                        .ifPresent(foreign -> attributes.put("alias", foreign));
            }
        } else {
            attributes.put("alias", ALIAS);
        }
        InterfaceState link = new InterfaceState(
                each.name(),
                0,
                Set.of("UP"),
                mtu(each, master, lower, current, remembered),
                "",
                "",
                master.map(InterfacePlan::name).orElse(""),
                List.of(),
                kind(each.kind()),
                attributes,
                0,
                each.addresses().stream().map(LinkTarget::address).toList());
        return new LinkTarget(
                link,
                each.routes().stream().map(route -> route(route, each.name())).toList(),
                acceptRa,
                each.dhcp().isPresent());
    }

    /** Returns what a state has of an interface. */
    static LinkTarget of(InterfaceState link, NetworkState state) {
        return new LinkTarget(
                link,
                state.routes("main").stream()
                        .filter(route -> Routes.isSomebodys(route, link))
                        .toList(),
                state.sysctls().getOrDefault("net/ipv6/conf/" + link.name() + "/accept_ra", ""),
                false);
    }

    /** A router hears advertisements only if it is told so (ip-sysctl, {@code accept_ra}). */
    private static String accepting(String name, NetworkState now) {
        return "1".equals(now.sysctls().get("net/ipv6/conf/" + name + "/forwarding")) ? "2" : "1";
    }

    /** Returns what was before the first plan changed it: {@code kvmguest mtu=1500}. */
    private static Map<String, String> remembered(Optional<InterfaceState> current) {
        Map<String, String> remembered = new LinkedHashMap<>();
        String alias = current.map(state -> state.attributes().getOrDefault("alias", ""))
                .orElse("");
        if (alias.startsWith(ALIAS + " ")) {
            for (String word : alias.substring(ALIAS.length() + 1).split(" ", -1)) {
                int equals = word.indexOf('=');
                String unused = remembered.put(word.substring(0, equals), word.substring(equals + 1));
            }
        }
        return remembered;
    }

    /** What is not said is as the kernel makes it. */
    private static int mtu(
            InterfacePlan each,
            Optional<InterfacePlan> master,
            Map<String, LinkTarget> lower,
            Optional<InterfaceState> current,
            Map<String, String> remembered) {
        if (each.mtu().isPresent()) {
            return each.mtu().getAsInt();
        }
        if (master.isPresent() && master.get().kind() instanceof Bond) {
            return master.get().mtu().orElse(ETHERNET_MTU); // a bond gives its ports its own
        }
        if (each.kind() instanceof Vlan vlan) {
            return mtuOf(vlan.parent(), lower);
        }
        if (each.kind() instanceof Bridge bridge) {
            return bridge.ports().stream()
                    .mapToInt(port -> mtuOf(port, lower))
                    .min()
                    .orElse(ETHERNET_MTU);
        }
        if (each.kind() instanceof Bond) {
            return ETHERNET_MTU;
        }
        String before = remembered.get("mtu");
        return before != null
                ? Integer.parseInt(before)
                : current.map(InterfaceState::mtu).orElse(ETHERNET_MTU);
    }

    private static int mtuOf(String name, Map<String, LinkTarget> lower) {
        LinkTarget target = lower.get(name);
        return target == null ? ETHERNET_MTU : target.link().mtu();
    }

    private static String kind(InterfaceKind kind) {
        if (kind instanceof Vlan) {
            return "vlan";
        }
        if (kind instanceof Bridge) {
            return "bridge";
        }
        return kind instanceof Bond ? "bond" : "";
    }

    private static Map<String, String> attributes(InterfaceKind kind) {
        Map<String, String> attributes = new LinkedHashMap<>();
        if (kind instanceof Vlan vlan) {
            attributes.put("id", String.valueOf(vlan.id()));
            attributes.put("parent", vlan.parent());
        } else if (kind instanceof Bridge bridge) {
            attributes.put("priority", String.valueOf(bridge.priority().orElse(32768)));
            attributes.put("stp_state", bridge.stp().orElse(Toggle.OFF).isOn() ? "1" : "0");
        } else if (kind instanceof Bond bond) {
            attributes.put("mode", bond.mode().orElse(BondMode.BALANCE_RR).text());
            attributes.put(
                    "miimon",
                    String.valueOf(bond.miimon().map(Duration::toMillis).orElse(0L)));
        }
        return attributes;
    }

    private static Address address(IpPrefix prefix) {
        return new Address(prefix, "", "global", Set.of(), Optional.empty(), Optional.empty());
    }

    private static RouteState route(RoutePlan route, String device) {
        Hop hop = new Hop(route.via().map(IpPrefix::address).orElse(""), device);
        return new RouteState(
                "unicast",
                route.destination(),
                List.of(hop),
                "",
                route.metric().orElse(route.destination().isV6() ? Routes.METRIC_V6 : 0),
                "main",
                "static",
                "",
                route.onlink() ? Set.of("onlink") : Set.of(),
                "");
    }

    List<IpPrefix> addresses(IpFamily family) {
        List<IpPrefix> prefixes = new ArrayList<>();
        for (Address each : link.addresses()) {
            if (IpFamily.of(each.prefix()) == family) {
                prefixes.add(each.prefix());
            }
        }
        return prefixes;
    }
}
