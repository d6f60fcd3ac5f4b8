package io.kvmguest.network;

import io.kvmguest.network.InterfaceKind.Bond;
import io.kvmguest.network.InterfaceKind.Bridge;
import io.kvmguest.network.InterfaceKind.Vlan;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * A plan in the words of NetworkManager: a profile for each interface, and which devices are NetworkManager's.
 *
 * @see <a href="https://networkmanager.dev/docs/api/latest/nm-settings-keyfile.html">nm-settings-keyfile(5)</a>
 */
final class Keyfile {

    /** The begin of the names of all profiles that are made for plans, by which they are known later. */
    static final String PREFIX = "kvmguest-";

    private final StringBuilder text = new StringBuilder();

    private Keyfile() {}

    /**
     * Returns the profiles that a plan becomes, by their names, in an order in which they can be activated: ports behind that
     * which they are ports of, and VLANs behind their parents.
     *
     * @param plan with its own names, for NetworkManager finds cards by their MAC addresses itself
     */
    static Map<String, String> profiles(NetworkPlan plan) {
        Set<InterfacePlan> ordered = new LinkedHashSet<>();
        plan.interfaces().forEach(each -> place(each, plan, ordered));
        Map<String, String> profiles = new LinkedHashMap<>();
        ordered.forEach(each -> profiles.put(PREFIX + each.name(), profile(each, plan)));
        return profiles;
    }

    private static void place(InterfacePlan each, NetworkPlan plan, Set<InterfacePlan> ordered) {
        master(each, plan).ifPresent(master -> place(master, plan, ordered));
        if (each.kind() instanceof Vlan vlan) {
            place(plan.find(vlan.parent()).orElseThrow(), plan, ordered);
        }
        ordered.add(each);
    }

    private static Optional<InterfacePlan> master(InterfacePlan port, NetworkPlan plan) {
        return plan.interfaces().stream()
                .filter(each ->
                        !(each.kind() instanceof Vlan) && each.kind().lower().contains(port.name()))
                .findFirst();
    }

    /** Returns a configuration by which no other device than those of a plan is NetworkManager's. */
    static String devices(NetworkPlan plan) {
        String named = plan.interfaces().stream()
                .map(each -> each.mac().map(mac -> "mac:" + mac).orElse("interface-name:=" + each.name()))
                .map(device -> ";except:" + device)
                .collect(Collectors.joining());
        return "[main]\nno-auto-default=*\n\n[keyfile]\nunmanaged-devices=*" + named + "\n";
    }

    private static String profile(InterfacePlan each, NetworkPlan plan) {
        Keyfile file = new Keyfile()
                .section("connection")
                .line("id", PREFIX + each.name())
                .line("uuid", uuid(each.name()))
                .line("type", type(each.kind()));
        if (each.mac().isEmpty()) {
            file.line("interface-name", each.name());
        }
        Optional<InterfacePlan> master = master(each, plan);
        master.ifPresent(other -> file.line("master", uuid(other.name())).line("slave-type", type(other.kind())));
        if (each.kind() instanceof Bridge || each.kind() instanceof Bond) {
            file.line("autoconnect-slaves", 1);
        }
        if (each.mac().isPresent() || each.mtu().isPresent()) {
            file.section("ethernet");
            each.mac().ifPresent(mac -> file.line("mac-address", mac));
            each.mtu().ifPresent(mtu -> file.line("mtu", mtu));
        }
        file.kind(each.kind());
        if (master.isEmpty()) {
            file.ipv4(each);
            file.ipv6(each);
        }
        return file.text.toString();
    }

    private void kind(InterfaceKind kind) {
        if (kind instanceof Vlan vlan) {
            section("vlan").line("id", vlan.id()).line("parent", uuid(vlan.parent()));
        } else if (kind instanceof Bridge bridge) {
            section("bridge");
            bridge.priority().ifPresent(priority -> line("priority", priority));
            bridge.stp().ifPresent(stp -> line("stp", stp.isOn()));
        } else if (kind instanceof Bond bond) {
            section("bond");
            bond.mode().ifPresent(mode -> line("mode", mode.text()));
            bond.miimon().ifPresent(miimon -> line("miimon", miimon.toMillis()));
        }
    }

    private void ipv4(InterfacePlan each) {
        section("ipv4");
        if (hasIpv4(each)) {
            // What is planned is to be there when the profile counts as activated.
            line("method", each.dhcp().isPresent() ? "auto" : "manual").line("may-fail", false);
            if (each.dhcp().isEmpty()) {
                line("route-metric", 0); // the kernel's own; NetworkManager's depends on what was active at the time
            }
        } else {
            line("method", "disabled");
        }
        each.dhcp().ifPresent(dhcp -> dhcp.metric().ifPresent(metric -> line("route-metric", metric)));
        family(each, false);
    }

    private void ipv6(InterfacePlan each) {
        boolean isStatic = says(each, true);
        section("ipv6");
        if (each.learnsAddresses(true) && (each.acceptRa().isPresent() || (!isStatic && hasIpv4(each)))) {
            line("method", "auto");
        } else if (isStatic) {
            line("method", "manual").line("may-fail", false);
        } else {
            line("method", "link-local");
        }
        family(each, true);
    }

    private static boolean hasIpv4(InterfacePlan each) {
        return each.dhcp().isPresent() || says(each, false);
    }

    private static boolean says(InterfacePlan each, boolean v6) {
        return each.addresses().stream().anyMatch(address -> address.isV6() == v6);
    }

    private void family(InterfacePlan each, boolean v6) {
        int number = 1;
        for (IpPrefix address : each.addresses()) {
            if (address.isV6() == v6) {
                line("address" + number++, address.address() + "/" + address.length());
            }
        }
        number = 1;
        for (RoutePlan route : each.routes()) {
            if (route.destination().isV6() == v6) {
                route(number++, route);
            }
        }
        String servers = each.dns().stream()
                .filter(server -> server.isV6() == v6)
                .map(server -> server.address() + ";")
                .collect(Collectors.joining());
        if (!servers.isEmpty()) {
            line("dns", servers);
        }
        // Once is enough, in a family that is configured.
        List<String> search = v6 == hasIpv4(each) ? List.of() : each.search();
        if (!search.isEmpty()) {
            line("dns-search", String.join(";", search) + ";");
        }
    }

    private void route(int number, RoutePlan route) {
        String via = route.via().map(IpPrefix::address).orElse("");
        String metric = route.metric().isPresent() ? "," + route.metric().getAsInt() : "";
        line("route" + number, route.destination() + (via.isEmpty() && metric.isEmpty() ? "" : "," + via) + metric);
        if (route.onlink()) {
            line("route" + number + "_options", "onlink=true");
        }
    }

    private static String type(InterfaceKind kind) {
        if (kind instanceof Vlan) {
            return "vlan";
        }
        if (kind instanceof Bridge) {
            return "bridge";
        }
        return kind instanceof Bond ? "bond" : "ethernet";
    }

    /** The same for the same name, so that the same plan becomes the same files. */
    private static UUID uuid(String name) {
        return UUID.nameUUIDFromBytes((PREFIX + name).getBytes(StandardCharsets.UTF_8));
    }

    private Keyfile section(String name) {
        text.append(text.length() == 0 ? "" : "\n").append('[').append(name).append("]\n");
        return this;
    }

    private Keyfile line(String key, Object value) {
        text.append(key).append('=').append(value).append('\n');
        return this;
    }
}
