package io.kvmguest.network;

import static io.kvmguest.network.InterfacePlan.say;

import io.kvmguest.image.NearMiss;
import io.kvmguest.network.InterfaceKind.Vlan;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Whether the interfaces of a plan fit together. */
final class PlanCheck {

    private final NetworkPlan plan;

    private PlanCheck(NetworkPlan plan) {
        this.plan = plan;
    }

    static void check(NetworkPlan plan) {
        PlanCheck check = new PlanCheck(plan);
        check.namesAndMacs();
        check.lowerOnes();
        check.ports();
        check.loops();
        check.addresses();
        check.gateways();
    }

    private void namesAndMacs() {
        Map<String, String> names = new HashMap<>();
        Map<String, String> macs = new HashMap<>();
        for (InterfacePlan each : plan.interfaces()) {
            if (names.put(each.name(), each.name()) != null) {
                throw refused(each, "is in the plan twice: put what is said of it into one");
            }
            each.mac().ifPresent(mac -> {
                String other = macs.put(mac, each.name());
                if (other != null) {
                    throw refused(each, "has the MAC address " + mac + ", as '" + other + "' has: name each card once");
                }
            });
        }
    }

    private void lowerOnes() {
        List<String> names = plan.interfaces().stream().map(InterfacePlan::name).toList();
        for (InterfacePlan each : plan.interfaces()) {
            for (String lower : each.kind().lower()) {
                if (plan.find(lower).isEmpty()) {
                    throw refused(
                            each,
                            "its " + role(each) + " '" + lower
                                    + "' is not in the plan: add it, be it with nothing but its" + " name."
                                    + NearMiss.question(lower, names));
                }
            }
        }
    }

    private static String role(InterfacePlan each) {
        return each.kind() instanceof Vlan ? "parent" : "port";
    }

    private void ports() {
        Map<String, String> masters = new HashMap<>();
        for (InterfacePlan each : plan.interfaces()) {
            if (each.kind() instanceof Vlan) {
                continue; // a parent may have many
            }
            for (String port : each.kind().lower()) {
                String other = masters.put(port, each.name());
                if (other != null) {
                    throw new IllegalArgumentException(say(
                            port,
                            other.equals(each.name())
                                    ? "is a port of '" + other + "' twice: name it once"
                                    : "is a port of both '" + other + "' and '" + each.name()
                                            + "': take it out of one"));
                }
            }
        }
    }

    private void loops() {
        plan.interfaces().forEach(each -> follow(each, new ArrayList<>()));
    }

    private void follow(InterfacePlan each, List<String> path) {
        int seen = path.indexOf(each.name());
        path.add(each.name());
        if (seen >= 0) {
            throw new IllegalArgumentException(path.subList(seen, path.size()).stream()
                            .map(name -> "'" + name + "'")
                            .collect(Collectors.joining(" needs ", "Interfaces in a loop: ", ""))
                    + ". One of them has to do without");
        }
        each.kind().lower().forEach(lower -> follow(plan.find(lower).orElseThrow(), path));
        path.remove(path.size() - 1);
    }

    private void addresses() {
        Map<IpPrefix, String> owners = new HashMap<>();
        for (InterfacePlan each : plan.interfaces()) {
            for (IpPrefix address : each.addresses()) {
                String other = owners.put(address.host(), each.name());
                if (other == null || (address.isLinkLocal() && !other.equals(each.name()))) {
                    continue; // each link has link-local addresses of its own
                }
                throw refused(
                        each,
                        other.equals(each.name())
                                ? "has the address " + address.address() + " twice: leave one out"
                                : "has the address " + address.address() + ", as '" + other + "' has: change one");
            }
        }
    }

    private void gateways() {
        for (InterfacePlan each : plan.interfaces()) {
            for (RoutePlan route : each.routes()) {
                route.via().ifPresent(via -> {
                    boolean reached = route.onlink()
                            || via.isLinkLocal()
                            || each.learnsAddresses(via.isV6())
                            || each.addresses().stream().anyMatch(address -> address.contains(via))
                            || each.routes().stream()
                                    .anyMatch(other -> other.via().isEmpty()
                                            && other.destination().contains(via));
                    if (!reached) {
                        throw refused(
                                each,
                                "the gateway of its route '" + route + "' is on none of its networks (" + networks(each)
                                        + "): correct the gateway, or say that it is onlink");
                    }
                });
            }
        }
    }

    private static String networks(InterfacePlan each) {
        return each.addresses().isEmpty()
                ? "it has none"
                : each.addresses().stream()
                        .map(address -> address.network().toString())
                        .collect(Collectors.joining(", "));
    }

    private static IllegalArgumentException refused(InterfacePlan each, String what) {
        return new IllegalArgumentException(say(each.name(), what));
    }
}
