package io.kvmguest.network;

import static io.kvmguest.assertions.GuestAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.kvmguest.Guest;
import io.kvmguest.GuestSpec;
import io.kvmguest.shell.RootShell;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Plans on OpenWrt, with a peer on the segment: what the checks of the contract leave open. */
@Tag("guest")
@Tag("configurator")
class NetifdGuestTest {

    private static final Duration SOON = Duration.ofSeconds(60);

    private final NetworkConfigurator netifd = NetworkConfigurator.netifd();

    private static final class Lab implements AutoCloseable {

        final Segment lan = Segment.create("lan");
        final Segment wan = Segment.create("wan");
        final Guest guest;
        final Guest peer;
        final RootShell root;

        Lab() {
            GuestSpec spec = OpenWrt.spec();
            guest = Guest.start(spec.name("subject").nics(3).segments(lan, wan));
            peer = Guest.start(GuestSpec.of("mini").name("peer").nics(3).segments(lan, wan));
            root = guest.shell();
            peer.shell()
                    .run("ip link set eth0 up && ip link set eth1 up && ip addr add 192.0.2.1/24 dev eth0"
                            + " && ip addr add 198.51.100.1/24 dev eth0")
                    .requireSuccess();
        }

        InterfacePlan card(int number) {
            return InterfacePlan.card("card" + number, guest.nic(number).mac());
        }

        NetworkPlan planA() {
            return NetworkPlan.of(card(0).address("192.0.2.10/24")
                    .address("192.0.2.11/24")
                    .gateway("192.0.2.1")
                    .route(RoutePlan.to("203.0.113.0/24").via("192.0.2.1").metric(7))
                    .dns("192.0.2.53", "192.0.2.54")
                    .search("example.test")
                    .mtu(1400));
        }

        /** Returns the state when the carriers are there: a card of this kind loses it when its MTU changes. */
        NetworkState settled() {
            return Awaitility.await()
                    .dontCatchUncaughtExceptions()
                    .atMost(SOON)
                    .until(() -> NetworkState.read(root), state -> state.interfaces().stream()
                            .allMatch(each -> !each.isUp() || each.hasCarrier()));
        }

        @Override
        public void close() {
            guest.close();
            peer.close();
            lan.close();
            wan.close();
        }
    }

    @Test
    void goes_from_plan_to_plan() {
        try (Lab lab = new Lab()) {
            netifd.apply(NetworkPlan.of(lab.card(0)), lab.root);
            NetworkState blank = lab.settled();
            assertThat(blank).hasNoAddress("192.168.1.1");

            Applied applied = netifd.apply(lab.planA(), lab.root);

            assertThat(applied).hasToString("netifd: all but card0: match by MAC address");
            assertThat(lab.root).within(SOON).canReach("192.0.2.1");
            NetworkState state = lab.settled();
            assertThat(state)
                    .hasAddress("192.0.2.10/24")
                    .hasAddress("192.0.2.11/24")
                    .hasRoute("default", "192.0.2.1")
                    .hasRoute("203.0.113.0/24", "192.0.2.1");
            assertThat(state.find("eth0").orElseThrow().mtu()).isEqualTo(1400);
            assertThat(state.resolver().servers()).containsExactly("192.0.2.53", "192.0.2.54");
            assertThat(state.resolver().search()).containsExactly("example.test");

            netifd.apply(lab.planA(), lab.root);
            NetworkState again = NetworkState.read(lab.root);
            assertThat(again).isSameAs(state);
            assertThat(again.interfaces())
                    .extracting(InterfaceState::carrierChanges)
                    .isEqualTo(state.interfaces().stream()
                            .map(InterfaceState::carrierChanges)
                            .toList());

            netifd.apply(NetworkPlan.of(lab.card(0).address("198.51.100.10/25").gateway("198.51.100.1")), lab.root);
            assertThat(lab.settled())
                    .hasAddress("198.51.100.10/25")
                    .hasRoute("default", "198.51.100.1")
                    .hasNoAddress("192.0.2.10")
                    .hasNoRoute("203.0.113.0/24");
            assertThat(lab.root).within(SOON).canReach("198.51.100.1");

            netifd.apply(NetworkPlan.of(lab.card(0)), lab.root);
            assertThat(lab.settled()).isSameAs(blank);
        }
    }

    @Test
    void makes_and_removes_vlans_and_bridges() {
        try (Lab lab = new Lab()) {
            NetworkPlan cards = NetworkPlan.of(lab.card(0), lab.card(1));
            netifd.apply(cards, lab.root);
            NetworkState blank = lab.settled();

            netifd.apply(
                    NetworkPlan.of(
                            lab.card(0).mtu(1600),
                            lab.card(1),
                            InterfacePlan.vlan("office", "card0", 10).address("10.0.10.1/24"),
                            InterfacePlan.bridge("br0", "office", "card1")
                                    .priority(4096)
                                    .stp(Toggle.OFF)
                                    .address("10.0.11.1/24")),
                    lab.root);
            NetworkState state = lab.settled();
            assertThat(state).hasAddress("10.0.10.1/24").hasAddress("10.0.11.1/24");
            InterfaceState vlan = state.find("office").orElseThrow();
            assertThat(vlan.mtu()).isEqualTo(1600);
            assertThat(vlan.master()).isEqualTo("br0");
            assertThat(vlan.attributes()).containsEntry("parent", "eth0");
            assertThat(state.find("br0").orElseThrow().attributes())
                    .containsEntry("priority", "4096")
                    .containsEntry("stp_state", "0");
            assertThat(state.find("eth1").orElseThrow().master()).isEqualTo("br0");

            netifd.apply(cards, lab.root);
            assertThat(lab.settled()).isSameAs(blank);
        }
    }

    @Test
    void says_what_the_kernel_refuses() {
        try (Lab lab = new Lab()) {
            NetworkPlan refused =
                    NetworkPlan.of(lab.card(0).address("198.51.100.10/24").gateway("198.51.100.255"));

            assertThatExceptionOfType(NetworkConfiguratorException.class)
                    .isThrownBy(() -> netifd.apply(refused, lab.root))
                    .withMessageContaining(
                            "netifd has refused the plan, with exit status 1:\n    | eth0 has no route default"
                                    + " via 198.51.100.255\n");

            netifd.apply(lab.planA(), lab.root);
            assertThat(lab.settled()).hasAddress("192.0.2.10/24").hasNoAddress("198.51.100.10");
        }
    }

    @Test
    void gets_an_address_by_dhcp() {
        try (Lab lab = new Lab()) {
            Udhcpd.start(lab.peer.shell());

            netifd.apply(NetworkPlan.of(lab.card(0).dhcp4(50)), lab.root);

            NetworkState state = lab.settled();
            assertThat(state).hasAddress("192.0.2.77/24").hasRoute("default", "192.0.2.1");
            assertThat(state.routes("main"))
                    .filteredOn(route -> route.destination().length() == 0)
                    .extracting(RouteState::metric)
                    .containsExactly(50L);
            assertThat(state.resolver().servers()).containsExactly("192.0.2.54", "192.0.2.53");

            netifd.apply(NetworkPlan.of(lab.card(0).address("192.0.2.10/24")), lab.root);
            assertThat(lab.settled()).hasAddress("192.0.2.10/24").hasNoAddress("192.0.2.77");
        }
    }

    @Test
    void leaves_the_sections_of_others_but_for_the_devices_of_the_plan() {
        try (Lab lab = new Lab()) {
            netifd.apply(NetworkPlan.of(lab.card(1).address("10.1.1.1/24")), lab.root);
            assertThat(lab.settled()).hasAddress("192.168.1.1/24").hasAddress("10.1.1.1/24");

            netifd.apply(NetworkPlan.of(lab.card(0).address("10.1.1.1/24")), lab.root);
            assertThat(lab.settled()).hasNoAddress("192.168.1.1").hasNoInterface("br-lan");
            assertThat(lab.root
                            .run("uci get network.lan.ipaddr; uci -q get network.lan.ifname")
                            .lines())
                    .containsExactly("192.168.1.1");
        }
    }

    @Test
    void says_which_package_is_missing() {
        try (Lab lab = new Lab()) {
            assertThatExceptionOfType(IllegalStateException.class)
                    .isThrownBy(() -> netifd.apply(NetworkPlan.of(lab.card(0).acceptRa(Toggle.ON)), lab.root))
                    .withMessageEndingWith(
                            ": netifd needs '/lib/netifd/proto/dhcpv6.sh', which the guest does not have. On"
                                    + " OpenWrt, the package odhcp6c brings it.");
            assertThatExceptionOfType(IllegalStateException.class)
                    .isThrownBy(() -> netifd.apply(NetworkPlan.of(), lab.peer.shell()))
                    .withMessageEndingWith(
                            ": netifd needs 'uci', which the guest does not have. On OpenWrt, the package uci brings it.");
        }
    }
}
