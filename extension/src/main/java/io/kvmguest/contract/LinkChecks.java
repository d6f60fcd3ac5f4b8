package io.kvmguest.contract;

import static io.kvmguest.assertions.GuestAssertions.assertThat;
import static io.kvmguest.contract.Findings.require;

import io.kvmguest.network.BondMode;
import io.kvmguest.network.Capture;
import io.kvmguest.network.Frame;
import io.kvmguest.network.Frames;
import io.kvmguest.network.InterfacePlan;
import io.kvmguest.network.InterfaceState;
import io.kvmguest.network.NetworkPlan;
import io.kvmguest.network.NetworkState;
import java.time.Duration;
import java.util.List;

/** Links that are made of others. */
final class LinkChecks {

    private static final int VLAN_ID = 10;
    private static final int MTU = 1600;

    /** With the headers of ICMP and IPv4, as much as the MTU allows. */
    private static final int PAYLOAD = MTU - 8 - 20;

    private static final Duration MIIMON = Duration.ofMillis(100);
    private static final Duration FAILOVER = Duration.ofSeconds(1);
    private static final Duration GAP = Duration.ofMillis(1500);

    private LinkChecks() {}

    static void bridgeDropped(Lab lab) {
        NetworkPlan cards = NetworkPlan.of(lab.card(0).address(Lab.ADDRESS + "/24"), lab.card(1));
        lab.apply(cards);
        NetworkState before = lab.settled();
        lab.apply(NetworkPlan.of(
                lab.card(0).address(Lab.ADDRESS + "/24"),
                lab.card(1),
                InterfacePlan.bridge("br0", lab.card(1).name()).address("10.0.10.1/24")));
        require(lab.settled().find("br0").isPresent(), "there was to be a bridge br0");

        lab.apply(cards);

        lab.awaitState(Lab.AT_ONCE, before);
    }

    static void vlanWithLargeFrames(Lab lab) {
        lab.peer()
                .run("set -e; ip link set eth0 mtu " + MTU + "; ip link add link eth0 name tagged type vlan id "
                        + VLAN_ID + "; ip link set tagged mtu " + MTU + " up; ip addr add 10.0.10.1/24 dev tagged")
                .requireSuccess();
        InterfacePlan card = lab.card(0).mtu(MTU);

        lab.apply(NetworkPlan.of(
                card,
                InterfacePlan.vlan("office", card.name(), VLAN_ID).mtu(MTU).address("10.0.10.2/24")));

        assertThat(lab.peer()).within(lab.scaled(Lab.SOON)).canReach("10.0.10.2");
        int mtu = lab.state(lab.settled(), 0).mtu();
        require(mtu >= MTU, "the card beneath the VLAN has the MTU " + mtu + ", and was to have " + MTU + " at least");
        Capture.Mark mark = lab.capture(0).mark();
        lab.root().run("ping -c 1 -W 5 -s " + PAYLOAD + " 10.0.10.1").requireSuccess();
        List<Frame> fragments =
                lab.capture(0).since(mark, Frames.sentBy("subject").and(Frames.ipFragment()));
        require(fragments.isEmpty(), "a packet that fits was sent in fragments", fragments);
        Frame unused = lab.capture(0)
                .await(
                        Frames.sentBy("subject").and(Frames.vlan(VLAN_ID)).and(Frames.icmpEchoRequest()),
                        mark,
                        lab.scaled(Lab.SOON));
    }

    /** The peer has both segments on a bridge, as a switch would. */
    static void bondFailsOver(Lab lab) {
        lab.peer()
                .run("set -e; ip link add lan type bridge; ip addr flush dev eth0; ip link set eth0 master lan;"
                        + " ip link set eth1 master lan; ip link set lan up; ip addr add " + Lab.GATEWAY
                        + "/24 dev lan")
                .requireSuccess();
        lab.apply(NetworkPlan.of(
                lab.card(0),
                lab.card(1),
                InterfacePlan.bond(
                                "bond0",
                                BondMode.ACTIVE_BACKUP,
                                lab.card(0).name(),
                                lab.card(1).name())
                        .miimon(MIIMON)
                        .address(Lab.ADDRESS + "/24")
                        .gateway(Lab.GATEWAY)));
        lab.awaitPing(Lab.GATEWAY, Lab.ADDRESS);
        int active = active(lab);
        int other = 1 - active;

        try (SteadyPing ping = SteadyPing.start(lab, active, Lab.ADDRESS)) {
            Capture.Mark cut = lab.capture(other).mark();
            lab.subject().nic(active).carrierDown();
            Frame unused = lab.capture(other)
                    .await(Frames.sentBy("subject").and(Frames.gratuitousArp()), cut, lab.scaled(FAILOVER));
            ping.requireNoGapBeyond(lab.scaled(GAP), other);
        }
        require(active(lab) == other, "the bond was to use its other card");
    }

    private static int active(Lab lab) {
        InterfaceState bond =
                lab.state().find("bond0").orElseThrow(() -> new AssertionError("the subject has no bond0"));
        String active = bond.attributes().getOrDefault("active_slave", "");
        for (int i = 0; i < 2; i++) {
            if (lab.subject().nic(i).interfaceName().equals(active)) {
                return i;
            }
        }
        throw new AssertionError("no card of bond0 is active: " + bond.attributes());
    }
}
