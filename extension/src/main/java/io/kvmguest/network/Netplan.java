package io.kvmguest.network;

import io.kvmguest.network.InterfaceKind.Bond;
import io.kvmguest.network.InterfaceKind.Bridge;
import io.kvmguest.network.InterfaceKind.Card;
import io.kvmguest.network.InterfaceKind.Vlan;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A plan in the words of netplan.
 *
 * @see <a href="https://netplan.readthedocs.io/en/stable/netplan-yaml/">netplan's YAML</a>
 */
final class Netplan {

    private final StringBuilder text = new StringBuilder();

    private Netplan() {}

    /**
     * Returns the file that a plan becomes.
     *
     * @param plan with its own names, for netplan finds cards by their MAC addresses itself
     */
    static String file(NetworkPlan plan) {
        Netplan file = new Netplan();
        file.line(0, "network:").line(1, "version: 2").line(1, "renderer: networkd");
        file.section("ethernets", plan, Card.class);
        file.section("bonds", plan, Bond.class);
        file.section("bridges", plan, Bridge.class);
        file.section("vlans", plan, Vlan.class);
        return file.text.toString();
    }

    private void section(String name, NetworkPlan plan, Class<? extends InterfaceKind> kind) {
        List<InterfacePlan> all = plan.interfaces().stream()
                .filter(each -> kind.isInstance(each.kind()))
                .toList();
        if (!all.isEmpty()) {
            line(1, name + ":");
            all.forEach(this::device);
        }
    }

    private void device(InterfacePlan plan) {
        int before = line(2, quoted(plan.name()) + ":").text.length();
        kind(plan);
        plan.mtu().ifPresent(mtu -> line(3, "mtu: " + mtu));
        plan.optional().ifPresent(toggle -> line(3, "optional: " + toggle.isOn()));
        if (Networkd.isStatic(plan)) {
            line(3, "ignore-carrier: true");
        }
        plan.dhcp().ifPresent(dhcp -> {
            line(3, "dhcp4: true");
            dhcp.metric().ifPresent(metric -> line(3, "dhcp4-overrides:").line(4, "route-metric: " + metric));
        });
        plan.acceptRa().ifPresent(toggle -> line(3, "accept-ra: " + toggle.isOn()));
        if (!plan.addresses().isEmpty()) {
            line(3, "addresses:");
            plan.addresses().forEach(address -> line(3, "- " + quoted(address.address() + "/" + address.length())));
        }
        routes(plan);
        if (!plan.dns().isEmpty() || !plan.search().isEmpty()) {
            line(3, "nameservers:");
            list(4, "addresses", plan.dns().stream().map(IpPrefix::address).toList());
            list(4, "search", plan.search());
        }
        if (text.length() == before) {
            text.setLength(before - 1);
            line(0, " {}");
        }
    }

    private void kind(InterfacePlan plan) {
        plan.mac().ifPresent(mac -> line(3, "match:").line(4, "macaddress: " + quoted(mac)));
        if (plan.kind() instanceof Vlan vlan) {
            line(3, "id: " + vlan.id()).line(3, "link: " + quoted(vlan.parent()));
        } else if (plan.kind() instanceof Bridge bridge) {
            list(3, "interfaces", bridge.ports());
            if (bridge.priority().isPresent() || bridge.stp().isPresent()) {
                line(3, "parameters:");
                bridge.priority().ifPresent(priority -> line(4, "priority: " + priority));
                bridge.stp().ifPresent(stp -> line(4, "stp: " + stp.isOn()));
            }
        } else if (plan.kind() instanceof Bond bond) {
            list(3, "interfaces", bond.ports());
            if (bond.mode().isPresent() || bond.miimon().isPresent()) {
                line(3, "parameters:");
                bond.mode().ifPresent(mode -> line(4, "mode: " + mode.text()));
                bond.miimon().ifPresent(miimon -> line(4, "mii-monitor-interval: " + miimon.toMillis()));
            }
        }
    }

    private void routes(InterfacePlan plan) {
        if (plan.routes().isEmpty()) {
            return;
        }
        line(3, "routes:");
        for (RoutePlan route : plan.routes()) {
            line(3, "- to: " + quoted(route.destination()));
            route.via().ifPresent(via -> line(4, "via: " + quoted(via.address())));
            route.metric().ifPresent(metric -> line(4, "metric: " + metric));
            if (route.onlink()) {
                line(4, "on-link: true");
            } else if (route.via().isEmpty()) {
                line(4, "scope: link");
            }
        }
    }

    private void list(int depth, String key, List<?> values) {
        if (!values.isEmpty()) {
            line(depth, key + ": " + values.stream().map(Netplan::quoted).collect(Collectors.joining(", ", "[", "]")));
        }
    }

    /** What has colons or is a word like {@code off} means something else without quotes. */
    private static String quoted(Object value) {
        return "\"" + value.toString().replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
    }

    private Netplan line(int depth, String line) {
        text.append("  ".repeat(depth)).append(line).append('\n');
        return this;
    }
}
