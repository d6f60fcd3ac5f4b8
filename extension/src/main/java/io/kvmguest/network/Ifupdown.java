package io.kvmguest.network;

import io.kvmguest.network.InterfaceKind.Bond;
import io.kvmguest.network.InterfaceKind.Bridge;
import io.kvmguest.network.InterfaceKind.Vlan;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A plan in the words of ifupdown.
 *
 * @see <a href="https://manpages.debian.org/bookworm/ifupdown/interfaces.5.en.html">interfaces(5)</a>
 */
final class Ifupdown {

    /** In the first line of a section, what stands between a bridge or a bond and its ports. */
    static final String OF = "of";

    private final StringBuilder text = new StringBuilder();

    private Ifupdown() {}

    /**
     * Returns what is said of each interface, by its name in the plan, in an order in which they can be brought up.
     *
     * @param plan with its own names
     * @param named the same plan with the names of the guest, of which VLANs, bridges and bonds are made
     */
    static Map<String, String> sections(NetworkPlan plan, NetworkPlan named) {
        Map<String, String> sections = new LinkedHashMap<>();
        for (InterfacePlan each : plan.fromTheGround()) {
            int index = plan.interfaces().indexOf(each);
            sections.put(
                    each.name(), section(each, named.interfaces().get(index).kind()));
        }
        return sections;
    }

    private static String section(InterfacePlan plan, InterfaceKind kind) {
        Ifupdown section = new Ifupdown();
        String name = plan.name();
        section.text
                .append("auto ")
                .append(plan.mac().map(mac -> "mac/" + mac + "=").orElse(""))
                .append(name)
                .append('\n');
        section.stanza(name, "inet manual");
        section.kind(kind);
        plan.mtu().ifPresent(mtu -> section.line("mtu " + mtu));
        // A bridge or a bond is not there before Debian's scripts have made it.
        String when = plan.kind() instanceof Bridge || plan.kind() instanceof Bond ? "up" : "pre-up";
        plan.acceptRa().ifPresent(toggle -> section.line(when + " echo " + (toggle.isOn() ? 2 : 0) + to("accept_ra")));
        for (IpPrefix address : plan.addresses()) {
            section.stanza(name, address.isV6() ? "inet6 static" : "inet static");
            section.line("address " + address.address() + "/" + address.length());
            if (address.isV6()) {
                // By itself it turns off what the kernel would do.
                section.line("autoconf " + (plan.learnsAddresses(true) ? 1 : 0));
            }
        }
        plan.dhcp().ifPresent(dhcp -> {
            section.stanza(name, "inet dhcp");
            dhcp.metric().ifPresent(metric -> section.line("metric " + metric));
        });
        plan.routes().forEach(route -> section.line("up " + command(route)));
        section.undo(plan);
        return section.text.toString();
    }

    private void kind(InterfaceKind kind) {
        if (kind instanceof Vlan vlan) {
            line("pre-up ip link add link " + vlan.parent() + " name $IFACE type vlan id " + vlan.id());
        } else if (kind instanceof Bridge bridge) {
            line("bridge_ports " + (bridge.ports().isEmpty() ? "none" : String.join(" ", bridge.ports())));
            bridge.priority().ifPresent(priority -> line("bridge_bridgeprio " + priority));
            bridge.stp().ifPresent(stp -> line("bridge_stp " + (stp.isOn() ? "on" : "off")));
            line("bridge_maxwait 0");
        } else if (kind instanceof Bond bond) {
            line("bond-slaves " + (bond.ports().isEmpty() ? "none" : String.join(" ", bond.ports())));
            line("bond-mode " + bond.mode().orElse(BondMode.BALANCE_RR).text());
            bond.miimon().ifPresent(miimon -> line("bond-miimon " + miimon.toMillis()));
        }
    }

    private static String to(String setting) {
        return " >/proc/sys/net/ipv6/conf/$IFACE/" + setting;
    }

    private static String command(RoutePlan route) {
        return (route.destination().isV6() ? "ip -6" : "ip -4") + " route add " + route.destination()
                + route.via().map(via -> " via " + via.address()).orElse("")
                + " dev $IFACE proto static"
                + (route.metric().isPresent() ? " metric " + route.metric().getAsInt() : "")
                + (route.onlink() ? " onlink" : "");
    }

    /** Takes back what ifupdown sets and leaves. */
    private void undo(InterfacePlan plan) {
        if (plan.kind() instanceof Vlan) {
            line("post-down ip link del $IFACE");
        }
        if (plan.kind() instanceof InterfaceKind.Card) {
            plan.mtu().ifPresent(mtu -> line("post-down ip link set dev $IFACE mtu " + LinkTarget.ETHERNET_MTU));
            if (plan.acceptRa().isPresent()) {
                byDefault("accept_ra");
            }
            if (plan.addresses().stream().anyMatch(IpPrefix::isV6)) {
                byDefault("autoconf");
            }
        }
    }

    private void byDefault(String setting) {
        line("post-down cat /proc/sys/net/ipv6/conf/default/" + setting + to(setting));
    }

    /** Returns a file of these sections; each begins with a line that names it and what it needs. */
    static String file(NetworkPlan plan, Map<String, String> sections) {
        return sections.entrySet().stream()
                .map(each -> head(plan.find(each.getKey()).orElseThrow()) + each.getValue())
                .collect(Collectors.joining("\n"));
    }

    private static String head(InterfacePlan plan) {
        String lower = String.join(" ", plan.kind().lower());
        return "# " + plan.name()
                + (lower.isEmpty() ? "" : plan.kind() instanceof Vlan ? " on " + lower : " " + OF + " " + lower) + "\n";
    }

    private void stanza(String name, String method) {
        text.append("iface ").append(name).append(' ').append(method).append('\n');
    }

    private void line(String line) {
        text.append("    ").append(line).append('\n');
    }
}
