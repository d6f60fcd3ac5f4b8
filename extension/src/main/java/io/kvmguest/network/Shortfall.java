package io.kvmguest.network;

import io.kvmguest.shell.Command;
import io.kvmguest.shell.RootShell;
import java.util.ArrayList;
import java.util.List;

/** What a plan says and the kernel has not, though the program that was to do it has not complained. */
final class Shortfall {

    private final List<String> lines = new ArrayList<>();

    private Shortfall() {}

    /**
     * Returns a line for each address, route, port and MTU that is missing. Interfaces without a carrier do not count: programs
     * wait for it.
     *
     * @param named a plan with the names of the guest
     */
    static List<String> of(NetworkPlan named, NetworkState state) {
        Shortfall shortfall = new Shortfall();
        for (InterfacePlan each : named.interfaces()) {
            state.find(each.name())
                    .ifPresentOrElse(
                            link -> shortfall.compare(each, link, state),
                            () -> shortfall.lines.add(each.name() + " is missing"));
            for (String port : each.kind() instanceof InterfaceKind.Vlan
                    ? List.<String>of()
                    : each.kind().lower()) {
                if (state.find(port)
                        .filter(link -> link.master().equals(each.name()))
                        .isEmpty()) {
                    shortfall.lines.add(port + " is no port of " + each.name());
                }
            }
        }
        return List.copyOf(shortfall.lines);
    }

    private void compare(InterfacePlan plan, InterfaceState link, NetworkState state) {
        if (!link.isUp() || !link.hasCarrier()) {
            return;
        }
        for (IpPrefix address : plan.addresses()) {
            if (link.addresses().stream().noneMatch(each -> each.prefix().equals(address))) {
                lines.add(plan.name() + " has no address " + address);
            }
        }
        for (RoutePlan route : plan.routes()) {
            boolean there = state.routes("main").stream()
                    .anyMatch(each -> each.leadsTo("unicast", route.destination())
                            && each.leavesBy(plan.name())
                            && (route.via().isEmpty()
                                    || each.hops()
                                            .get(0)
                                            .via()
                                            .equals(route.via().get().address()))
                            && (route.metric().isEmpty() || route.metric().getAsInt() == each.metric()));
            if (!there) {
                lines.add(plan.name() + " has no route " + route);
            }
        }
        if (plan.mtu().isPresent() && plan.mtu().getAsInt() != link.mtu()) {
            lines.add(plan.name() + " has the MTU " + link.mtu() + ", not "
                    + plan.mtu().getAsInt());
        }
    }

    /**
     * Requires that there is none.
     *
     * @param log prints what the program has logged
     * @throws NetworkConfiguratorException with what is missing, and with what the program has logged
     */
    static void requireNone(String configurator, NetworkPlan named, String log, RootShell root) {
        List<String> missing = of(named, NetworkState.read(root));
        if (!missing.isEmpty()) {
            throw NetworkConfiguratorException.of(
                    configurator,
                    root.run(Command.of("printf '%s\\n' \"$missing\"\n" + log + "\nexit 1")
                            .with("missing", String.join("\n", missing))),
                    "");
        }
    }
}
