package io.kvmguest.contract;

import static io.kvmguest.contract.Findings.require;

import io.kvmguest.network.Capture;
import io.kvmguest.network.Frame;
import io.kvmguest.network.Frames;
import io.kvmguest.network.InterfacePlan;
import io.kvmguest.network.NetworkConfiguratorException;
import io.kvmguest.network.NetworkPlan;
import io.kvmguest.network.NetworkState;
import io.kvmguest.network.PlanField;
import io.kvmguest.shell.Command;
import java.util.List;
import java.util.Map;

/** That a configurator does no harm, and recovers from it. */
final class SafetyChecks {

    private static final int KILLS = 10;

    /** Without an ip, nobody makes rules and tables. */
    private static final String FOREIGN = """
            [ ! -d /proc/sys/net/ipv6 ] || echo 1 >"/proc/sys/net/ipv6/conf/$other/disable_ipv6"
            if command -v ip >/dev/null; then
                ip link set "$other" up && ip addr add 10.9.9.9/24 dev "$other" &&
                    ip route add 10.8.0.0/16 via 10.9.9.1 table 100 && ip rule add fwmark 0x1 lookup 100 pref 1000
            else
                ifconfig "$other" 10.9.9.9 netmask 255.255.255.0 up && route add -net 10.8.0.0/16 gw 10.9.9.1
            fi
            """;

    private SafetyChecks() {}

    static void refusal(Lab lab) {
        lab.apply(lab.planA());
        lab.awaitPing(Lab.GATEWAY, Lab.ADDRESS);
        NetworkState before = lab.settled();

        NetworkPlan refused = refused(lab);
        boolean wasRefused = false;
        try {
            lab.apply(refused);
        } catch (NetworkConfiguratorException e) {
            wasRefused = true;
        }

        require(wasRefused, "nothing was said of what the kernel has refused, in the plan", List.of(refused));
        lab.awaitState(Lab.SOON, before);
    }

    /** Nobody is behind a broadcast address, as only the kernel says; the rest of the plan is well. */
    private static NetworkPlan refused(Lab lab) {
        InterfacePlan card = lab.card(0).address(Lab.OTHER_ADDRESS + "/24").gateway("198.51.100.255");
        if (lab.configurator().does(PlanField.MTU)) {
            card = card.mtu(1300);
        }
        return lab.configurator().does(PlanField.VLAN)
                ? NetworkPlan.of(
                        card, InterfacePlan.vlan("office", card.name(), 10).address("10.0.10.1/24"))
                : NetworkPlan.of(card);
    }

    static void killed(Lab lab) {
        lab.apply(lab.planA());
        NetworkState stateA = lab.settled();
        KillingShell immortal = KillingShell.immortal(lab.root());
        immortal.applyUntilKilled(lab.configurator(), lab.planB());
        lab.awaitPing(Lab.OTHER_GATEWAY, Lab.OTHER_ADDRESS);
        NetworkState stateB = lab.settled();

        for (int i = 0; i < KILLS; i++) {
            boolean isA = i % 2 == 0;
            NetworkPlan plan = isA ? lab.planA() : lab.planB();
            double part = (i + 0.5) / KILLS;
            immortal.dyingAfter(part).applyUntilKilled(lab.configurator(), plan);

            try {
                lab.apply(plan);
                lab.awaitState(Lab.SOON, isA ? stateA : stateB);
            } catch (AssertionError | RuntimeException e) {
                throw new AssertionError(
                        "applied again after it was killed in the middle, when it had " + Math.round(100 * part)
                                + " % of its time:\n" + e.getMessage(),
                        e);
            }
        }
    }

    static void foreign(Lab lab) {
        String other = lab.subject().nic(2).interfaceName();
        lab.root().run(Command.of(FOREIGN).with("other", other)).requireSuccess();
        NetworkState before = lab.settled();
        Capture.Mark mark = lab.capture(2).mark();

        lab.apply(lab.planA());
        lab.awaitPing(Lab.GATEWAY, Lab.ADDRESS);

        List<String> difference = NetworkState.difference(
                        before.normalised(), lab.settled().normalised())
                .stream()
                .filter(line -> line.contains(other)
                        || line.contains("10.8.0.0")
                        || line.contains("10.9.9.")
                        || line.startsWith("rules"))
                .toList();
        require(difference.isEmpty(), "the plan does not name " + other + ", of which there has changed", difference);
        List<Frame> frames = lab.capture(2).since(mark, Frames.sentBy("subject"));
        require(frames.isEmpty(), "the plan does not name " + other + ", which has sent", frames);
    }

    /** On the card itself, router advertisements and privacy are up to whoever configures it. */
    static void settings(Lab lab) {
        String device = lab.subject().nic(0).interfaceName();
        Map<String, String> before = lab.state().sysctls();

        lab.apply(lab.planA());
        lab.awaitPing(Lab.GATEWAY, Lab.ADDRESS);

        Map<String, String> after = lab.settled().sysctls();
        List<String> changed = after.entrySet().stream()
                .filter(entry ->
                        before.containsKey(entry.getKey()) && !entry.getValue().equals(before.get(entry.getKey())))
                .filter(entry -> !entry.getKey().contains("/" + device + "/")
                        || entry.getKey().endsWith("/forwarding")
                        || entry.getKey().endsWith("/rp_filter"))
                .map(entry -> entry.getKey() + " is " + entry.getValue() + ", was " + before.get(entry.getKey()))
                .toList();
        require(changed.isEmpty(), "the plan does not say so, and there has changed", changed);
    }
}
