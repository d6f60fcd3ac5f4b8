package io.kvmguest.network;

import io.kvmguest.network.InterfaceKind.Bond;
import io.kvmguest.network.InterfaceKind.Bridge;
import io.kvmguest.network.InterfaceKind.Card;
import io.kvmguest.network.InterfaceKind.Vlan;
import io.kvmguest.shell.Command;
import io.kvmguest.shell.RootShell;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A plan in the words of systemd-networkd.
 *
 * @see <a href="https://www.freedesktop.org/software/systemd/man/systemd.network.html">systemd.network(5)</a>
 * @see <a href="https://www.freedesktop.org/software/systemd/man/systemd.netdev.html">systemd.netdev(5)</a>
 */
final class Networkd {

    /** The begin of the names of all files that are made for plans, by which they are known later. */
    static final String PREFIX = "50-kvmguest-";

    /** What networkd does, also beneath netplan: name servers are for systemd-resolved, and it writes no file for them. */
    static final Map<PlanField, Support> CLAIMS =
            Support.nativeBut(EnumSet.of(PlanField.DNS, PlanField.SEARCH), EnumSet.noneOf(PlanField.class));

    /** Has networkd leave alone the routing rules of others, which it removes by itself. */
    static final String SETTINGS = """
            settings=/etc/systemd/networkd.conf.d/50-kvmguest.conf
            if [ ! -e $settings ]; then
                mkdir -p ${settings%/*} || exit
                printf '[Network]\\nManageForeignRoutingPolicyRules=no\\n' >$settings || exit
                ! systemctl is-active -q systemd-networkd || systemctl restart systemd-networkd || exit
            fi
            """;

    private final StringBuilder text = new StringBuilder();

    private Networkd() {}

    /**
     * Gives cards the MTU of Ethernet of which the plan does not say another: networkd leaves one that it has set before.
     *
     * @param named a plan with the names of the guest
     */
    static void unsetMtus(String configurator, NetworkPlan named, NetworkState before, RootShell root) {
        List<String> cards = before.interfaces().stream()
                .filter(card -> card.mtu() != LinkTarget.ETHERNET_MTU)
                .map(InterfaceState::name)
                .filter(card -> named.find(card)
                        .filter(each -> isCardWithoutMtu(each, named))
                        .isPresent())
                .toList();
        if (!cards.isEmpty()) {
            Command script = Command.of("for name in $names; do ip link set \"$name\" mtu " + LinkTarget.ETHERNET_MTU
                            + " || exit; done")
                    .with("names", String.join(" ", cards));
            ConfiguratorScript.run(configurator, script, root);
        }
    }

    /** What is upon a card may need more than it says itself, and a lease may bring it. */
    private static boolean isCardWithoutMtu(InterfacePlan each, NetworkPlan plan) {
        return each.kind() instanceof Card
                && each.dhcp().isEmpty()
                && each.mtu().isEmpty()
                && plan.interfaces().stream()
                        .filter(upper -> upper.kind().lower().contains(each.name()))
                        .allMatch(upper -> upper.mtu().isEmpty());
    }

    /**
     * Returns the files that a plan becomes, by their names.
     *
     * @param plan with its own names, for networkd finds cards by their MAC addresses itself
     */
    static Map<String, String> files(NetworkPlan plan) {
        Map<String, String> files = new LinkedHashMap<>();
        for (InterfacePlan each : plan.interfaces()) {
            String netdev = netdev(each);
            if (!netdev.isEmpty()) {
                files.put(PREFIX + each.name() + ".netdev", netdev);
            }
            files.put(PREFIX + each.name() + ".network", network(each, plan));
        }
        return files;
    }

    private static String netdev(InterfacePlan plan) {
        Networkd file = new Networkd().section("NetDev").line("Name", plan.name());
        if (plan.kind() instanceof Vlan vlan) {
            return file.line("Kind", "vlan")
                    .section("VLAN")
                    .line("Id", vlan.id())
                    .text();
        }
        if (plan.kind() instanceof Bridge bridge) {
            file.line("Kind", "bridge").section("Bridge");
            bridge.priority().ifPresent(priority -> file.line("Priority", priority));
            bridge.stp().ifPresent(stp -> file.line("STP", word(stp)));
            return file.text();
        }
        if (plan.kind() instanceof Bond bond) {
            file.line("Kind", "bond").section("Bond");
            bond.mode().ifPresent(mode -> file.line("Mode", mode.text()));
            bond.miimon().ifPresent(miimon -> file.line("MIIMonitorSec", miimon.toMillis() + "ms"));
            return file.text();
        }
        return "";
    }

    private static String network(InterfacePlan each, NetworkPlan plan) {
        Networkd file = new Networkd().section("Match");
        each.mac().ifPresentOrElse(mac -> file.line("PermanentMACAddress", mac), () -> file.line("Name", each.name()));
        if (each.mtu().isPresent() || each.optional().isPresent()) {
            file.section("Link");
            each.mtu().ifPresent(mtu -> file.line("MTUBytes", mtu));
            each.optional().ifPresent(toggle -> file.line("RequiredForOnline", toggle.isOn() ? "no" : "yes"));
        }
        file.section("Network");
        for (InterfacePlan other : plan.interfaces()) {
            if (other.kind().lower().contains(each.name())) {
                if (other.kind() instanceof Vlan) {
                    file.line("VLAN", other.name());
                } else {
                    file.line(other.kind() instanceof Bridge ? "Bridge" : "Bond", other.name());
                }
            }
        }
        if (isStatic(each)) {
            file.line("IgnoreCarrierLoss", "yes");
        }
        each.dhcp().ifPresent(dhcp -> file.line("DHCP", "ipv4"));
        each.acceptRa().ifPresent(toggle -> file.line("IPv6AcceptRA", word(toggle)));
        each.addresses().forEach(address -> file.line("Address", address));
        each.dns().forEach(server -> file.line("DNS", server));
        if (!each.search().isEmpty()) {
            file.line("Domains", String.join(" ", each.search()));
        }
        each.dhcp().ifPresent(dhcp -> {
            if (dhcp.metric().isPresent()) {
                file.section("DHCPv4").line("RouteMetric", dhcp.metric().getAsInt());
            }
        });
        for (RoutePlan route : each.routes()) {
            file.section("Route").line("Destination", route.destination());
            route.via().ifPresent(via -> file.line("Gateway", via));
            route.metric().ifPresent(metric -> file.line("Metric", metric));
            if (route.onlink()) {
                file.line("GatewayOnLink", "yes");
            }
        }
        return file.text();
    }

    /**
     * Returns whether nothing of it comes from whatever it is connected to, so that it may stay when the carrier is lost: when that
     * flaps, networkd 252 fails for good, "Could not set route: Nexthop has invalid gateway."
     */
    static boolean isStatic(InterfacePlan plan) {
        return plan.dhcp().isEmpty() && plan.acceptRa().equals(Optional.of(Toggle.OFF));
    }

    private static String word(Toggle toggle) {
        return toggle.isOn() ? "yes" : "no";
    }

    private Networkd section(String name) {
        text.append(text.length() == 0 ? "" : "\n").append('[').append(name).append("]\n");
        return this;
    }

    private Networkd line(String key, Object value) {
        text.append(key).append('=').append(value).append('\n');
        return this;
    }

    private String text() {
        return text.toString();
    }
}
