package io.kvmguest.network;

import io.kvmguest.network.InterfaceKind.Bond;
import io.kvmguest.network.InterfaceKind.Bridge;
import io.kvmguest.network.InterfaceKind.Card;
import io.kvmguest.network.InterfaceKind.Vlan;
import java.util.ArrayList;
import java.util.List;

/** A plan in words. */
final class PlanFacts {

    private record Fact(String trait, String value) {
        @Override
        public String toString() {
            return value.isEmpty() ? trait : trait + " " + value;
        }
    }

    private PlanFacts() {}

    static Facts of(NetworkPlan plan) {
        Facts facts = new Facts();
        for (InterfacePlan each : plan.interfaces()) {
            facts.subject(each.name());
            of(each).forEach(fact -> facts.is(each.name(), fact.trait(), fact.value()));
        }
        return facts;
    }

    /** Returns {@code eth0: mtu 1400, address 10.0.0.1/24}. */
    static String line(InterfacePlan plan) {
        List<String> words = of(plan).stream().map(Fact::toString).toList();
        return plan.name() + (words.isEmpty() ? "" : ": " + String.join(", ", words));
    }

    private static List<Fact> of(InterfacePlan plan) {
        List<Fact> facts = new ArrayList<>(of(plan.kind()));
        plan.mtu().ifPresent(mtu -> facts.add(new Fact("mtu", String.valueOf(mtu))));
        plan.addresses().forEach(address -> facts.add(new Fact("address " + address, "")));
        // Among several, the first is the one that the guest speaks with.
        if (plan.addresses().size() > 1) {
            facts.add(new Fact("order of addresses", joined(plan.addresses())));
        }
        plan.dhcp()
                .ifPresent(dhcp -> facts.add(new Fact(
                        "dhcp4",
                        dhcp.metric().isPresent()
                                ? "with metric " + dhcp.metric().getAsInt()
                                : "")));
        plan.acceptRa().ifPresent(toggle -> facts.add(new Fact("accept-ra", word(toggle))));
        plan.routes().forEach(route -> facts.add(new Fact("route " + route, "")));
        if (!plan.dns().isEmpty()) {
            facts.add(new Fact("dns", joined(plan.dns())));
        }
        if (!plan.search().isEmpty()) {
            facts.add(new Fact("search", joined(plan.search())));
        }
        plan.optional().ifPresent(toggle -> facts.add(new Fact("optional", word(toggle))));
        return facts;
    }

    private static List<Fact> of(InterfaceKind kind) {
        List<Fact> facts = new ArrayList<>();
        if (kind instanceof Card card) {
            card.mac().ifPresent(mac -> facts.add(new Fact("mac", mac)));
        } else if (kind instanceof Vlan vlan) {
            facts.add(new Fact("vlan", vlan.id() + " on " + vlan.parent()));
        } else if (kind instanceof Bridge bridge) {
            facts.add(new Fact("bridge of", joined(bridge.ports())));
            bridge.priority().ifPresent(priority -> facts.add(new Fact("priority", String.valueOf(priority))));
            bridge.stp().ifPresent(stp -> facts.add(new Fact("stp", word(stp))));
        } else if (kind instanceof Bond bond) {
            facts.add(new Fact("bond of", joined(bond.ports())));
            bond.mode().ifPresent(mode -> facts.add(new Fact("mode", mode.text())));
            bond.miimon().ifPresent(miimon -> facts.add(new Fact("miimon", miimon.toMillis() + " ms")));
        }
        return facts;
    }

    private static String word(Toggle toggle) {
        return toggle.isOn() ? "on" : "off";
    }

    private static String joined(List<?> list) {
        return list.isEmpty()
                ? "nothing"
                : String.join(" ", list.stream().map(Object::toString).toList());
    }
}
