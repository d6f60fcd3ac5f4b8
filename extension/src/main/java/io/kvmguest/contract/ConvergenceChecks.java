package io.kvmguest.contract;

import static io.kvmguest.assertions.GuestAssertions.assertThat;
import static io.kvmguest.contract.Findings.require;

import io.kvmguest.network.Capture;
import io.kvmguest.network.Frame;
import io.kvmguest.network.Frames;
import io.kvmguest.network.InterfacePlan;
import io.kvmguest.network.InterfaceState;
import io.kvmguest.network.NetworkPlan;
import io.kvmguest.network.NetworkState;
import io.kvmguest.network.RoutePlan;
import io.kvmguest.network.StateGap;
import io.kvmguest.shell.CommandResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** That a network becomes what the plan says, and stays so. */
final class ConvergenceChecks {

    private static final int MORE_TIMES = 4;
    private static final int LARGE_MTU = 9000;
    private static final int PRIORITY = 4096;

    private ConvergenceChecks() {}

    static void fromBlank(Lab lab) {
        lab.apply(lab.planA());

        lab.awaitPing(Lab.GATEWAY, Lab.ADDRESS);
        NetworkState state = lab.settled();
        requireOnly(lab, state, Lab.ADDRESS);
        assertThat(state).hasRoute("default", Lab.GATEWAY);
    }

    static void again(Lab lab) {
        lab.apply(lab.planA());
        lab.awaitPing(Lab.GATEWAY, Lab.ADDRESS);
        NetworkState before = lab.settled();

        try (SteadyPing ping = SteadyPing.start(lab, Lab.ADDRESS)) {
            for (int i = 0; i < MORE_TIMES; i++) {
                lab.apply(lab.planA());
            }
            ping.requireAllAnswered();
        }

        NetworkState after = lab.state();
        List<String> difference = NetworkState.difference(before.normalised(), after.normalised());
        require(difference.isEmpty(), "applied again, the plan has changed", difference);
        require(
                traces(after).equals(traces(before)),
                "an interface was made anew, or has lost its carrier (name, index, carrier changes); before: "
                        + traces(before) + ", after",
                traces(after));
    }

    static void another(Lab lab) {
        lab.apply(lab.planA());
        lab.awaitPing(Lab.GATEWAY, Lab.ADDRESS);

        lab.apply(lab.planB());
        Capture.Mark applied = lab.capture(0).mark();

        lab.awaitPing(Lab.OTHER_GATEWAY, Lab.OTHER_ADDRESS);
        // Whoever still has the old address answers to it, or speaks with it.
        String unused = lab.peer().run("ping -c 3 -W 1 " + Lab.ADDRESS).stdout();
        NetworkState state = lab.settled();
        requireOnly(lab, state, Lab.OTHER_ADDRESS);
        List<String> old = state.routes().stream()
                .map(route -> route.line().strip())
                .filter(line -> line.contains(Lab.ADDRESS) || line.contains("192.0.2.0/24"))
                .toList();
        require(old.isEmpty(), "routes of the plan before are still there", old);
        List<Frame> frames =
                lab.capture(0).since(applied, Frames.sentBy("subject").and(Frames.from(Lab.ADDRESS)));
        require(frames.isEmpty(), "the address of the plan before was used after it was gone", frames);
    }

    static void gatewayOffTheSubnet(Lab lab) {
        lab.peer().run("ip route add 203.0.113.7/32 dev eth0").requireSuccess();
        NetworkPlan plan = NetworkPlan.of(lab.card(0)
                .address("203.0.113.7/32")
                .route(RoutePlan.byDefault(Lab.GATEWAY).onLink()));

        lab.apply(plan);

        lab.awaitPing(Lab.GATEWAY, "203.0.113.7");
        assertThat(lab.state()).hasRoute("default", Lab.GATEWAY);
    }

    static void order(Lab lab) {
        List<String> order = List.of("192.0.2.10/24", "192.0.2.11/24", "192.0.2.12/24");
        lab.apply(NetworkPlan.of(withAll(lab.card(0), order)));
        requireOrder(lab, order);

        List<String> reversed = List.of(order.get(2), order.get(1), order.get(0));
        lab.apply(NetworkPlan.of(withAll(lab.card(0), reversed)));
        requireOrder(lab, reversed);

        Capture.Mark mark = lab.capture(0).mark();
        String device = lab.subject().nic(0).interfaceName();
        boolean forgets = lab.root().run("command -v ip").succeeded();
        // A guest that cannot forget a neighbour asks for one that it has never had.
        String asked = forgets ? Lab.GATEWAY : "192.0.2.99";
        CommandResult pinged =
                lab.root().run((forgets ? "ip neigh flush dev " + device + "; " : "") + "ping -c 1 -W 5 " + asked);
        require(!forgets || pinged.succeeded(), "it does not reach its gateway");
        Frame request =
                lab.capture(0).await(Frames.sentBy("subject").and(Frames.arpFor(asked)), mark, lab.scaled(Lab.SOON));
        require(
                request.arp().orElseThrow().senderAddress().equals("192.0.2.12"),
                "it asks for a neighbour from an address that is not the first",
                List.of(request));
    }

    static void unset(Lab lab) {
        InterfacePlan bridge = InterfacePlan.bridge("br0", lab.card(1).name());
        NetworkPlan plan = NetworkPlan.of(lab.card(0).address(Lab.ADDRESS + "/24"), lab.card(1), bridge);
        lab.apply(plan);
        NetworkState before = lab.settled();

        lab.apply(NetworkPlan.of(
                lab.card(0).address(Lab.ADDRESS + "/24").mtu(LARGE_MTU), lab.card(1), bridge.priority(PRIORITY)));
        NetworkState state = lab.settled();
        int mtu = lab.state(state, 0).mtu();
        require(mtu == LARGE_MTU, "the MTU was to be " + LARGE_MTU + ", and is " + mtu);
        String priority = String.valueOf(
                state.find("br0").map(each -> each.attributes().get("priority")).orElse(null));
        require(
                priority.equals(String.valueOf(PRIORITY)),
                "the priority of the bridge was to be " + PRIORITY + ", and is " + priority);

        lab.apply(plan);
        // A bridge may be made anew; what no plan has said of it is up to the configurator.
        lab.awaitState(
                Lab.AT_ONCE,
                before,
                line -> !line.startsWith("br0: ") || line.contains("mtu") || line.contains("priority"));
    }

    /** The others are secondary to the first, and the kernel removes them with it unless it is told otherwise (ip-sysctl). */
    static void firstRemoved(Lab lab) {
        lab.apply(NetworkPlan.of(lab.card(0).address("192.0.2.11/24").address(Lab.ADDRESS + "/24")));
        lab.awaitPing(Lab.GATEWAY, Lab.ADDRESS);

        try (LongConnection connection = LongConnection.to(lab, Lab.ADDRESS)) {
            lab.apply(NetworkPlan.of(lab.card(0).address(Lab.ADDRESS + "/24")));
            connection.requireAlive();
        }

        requireOnly(lab, lab.settled(), Lab.ADDRESS);
    }

    private static InterfacePlan withAll(InterfacePlan card, List<String> addresses) {
        InterfacePlan plan = card;
        for (String address : addresses) {
            plan = plan.address(address);
        }
        return plan;
    }

    private static void requireOrder(Lab lab, List<String> order) {
        NetworkState state = lab.settled();
        List<String> seen = addresses(lab, state);
        if (state.gaps().contains(StateGap.ADDRESS_DETAILS)) {
            // Without an ip, the guest tells the first one alone.
            require(
                    Set.copyOf(seen).equals(Set.copyOf(order)) && seen.get(0).equals(order.get(0)),
                    "the addresses were to be " + order + ", and are",
                    seen);
            return;
        }
        require(seen.equals(order), "the addresses were to be " + order + ", and are", seen);
        List<String> secondary = lab.state(state, 0).addresses().stream()
                .filter(address -> address.flags().contains("secondary"))
                .map(address -> address.prefix().toString())
                .toList();
        require(
                secondary.equals(order.subList(1, order.size())),
                "all but the first were to be secondary ones, which are",
                secondary);
    }

    private static void requireOnly(Lab lab, NetworkState state, String address) {
        List<String> addresses = addresses(lab, state);
        require(addresses.equals(List.of(address + "/24")), "the addresses are", addresses);
    }

    /** Returns the IPv4 addresses of the first card. */
    static List<String> addresses(Lab lab, NetworkState state) {
        return lab.state(state, 0).addresses().stream()
                .filter(address -> !address.prefix().isV6())
                .map(address -> address.prefix().toString())
                .toList();
    }

    private static List<String> traces(NetworkState state) {
        List<String> traces = new ArrayList<>();
        for (InterfaceState each : state.interfaces()) {
            traces.add(each.name() + " " + each.index() + " " + each.carrierChanges());
        }
        return traces;
    }
}
