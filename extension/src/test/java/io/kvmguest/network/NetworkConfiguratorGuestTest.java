package io.kvmguest.network;

import static io.kvmguest.assertions.GuestAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.kvmguest.Guest;
import io.kvmguest.GuestSpec;
import io.kvmguest.SlowTests;
import io.kvmguest.image.ImageStore;
import io.kvmguest.shell.RootShell;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Plans on real guests, by the real programs, with a peer on the segment: what the checks of the contract leave open. */
@Tag("guest")
@Tag("configurator")
class NetworkConfiguratorGuestTest {

    private static final String NETWORK = "debian-12-network";

    private static final Duration SOON = Duration.ofSeconds(60);

    static Stream<Arguments> configurators() {
        return Stream.of(
                Arguments.of("mini", named(NetworkConfigurator.busybox())),
                Arguments.of("debian-12", named(NetworkConfigurator.iproute2())),
                Arguments.of("debian-12", named(NetworkConfigurator.systemdNetworkd())),
                Arguments.of(NETWORK, named(NetworkConfigurator.ifupdown())),
                Arguments.of(NETWORK, named(NetworkConfigurator.netplan())),
                Arguments.of(NETWORK, named(NetworkConfigurator.networkManager())));
    }

    /** Those that leave half done what the kernel refuses. */
    static Stream<Arguments> careless() {
        return configurators().skip(2);
    }

    /** Those that put back what was before them. */
    static Stream<Arguments> careful() {
        return configurators().limit(2);
    }

    private static Named<NetworkConfigurator> named(NetworkConfigurator configurator) {
        return Named.of(configurator.name(), configurator);
    }

    /** A guest with two cards, and a peer that has the addresses of gateways. */
    private static final class Lab implements AutoCloseable {

        final Segment lan = Segment.create("lan");
        final Segment wan = Segment.create("wan");
        final Guest guest;
        final Guest peer;
        final RootShell root;

        Lab(String image) {
            assumeThat(ImageStore.standard().names())
                    .as("'./kvmguest image build' has built it")
                    .contains(image);
            // With as many cards as the contract's, they are clones of the same templates.
            guest = Guest.start(GuestSpec.of(image).name("subject").nics(3).segments(lan, wan));
            peer = Guest.start(GuestSpec.of("mini").name("peer").nics(3).segments(lan, wan));
            root = guest.shell();
            peer.shell()
                    .run("ip link set eth0 up && ip link set eth1 up && ip addr add 192.0.2.1/24 dev eth0"
                            + " && ip addr add 198.51.100.1/24 dev eth0 && ip addr add 2001:db8::1/64 dev eth0")
                    .requireSuccess();
        }

        /** Its plan names no router, and none is waited for. */
        InterfacePlan card() {
            return cardWithRouters().acceptRa(Toggle.OFF);
        }

        InterfacePlan cardWithRouters() {
            return InterfacePlan.card("uplink", guest.nic(0).mac());
        }

        String device() {
            return guest.nic(0).interfaceName();
        }

        NetworkPlan planA() {
            return NetworkPlan.of(card().address("192.0.2.10/24")
                    .address("2001:db8::10/64")
                    .gateway("192.0.2.1")
                    .route(RoutePlan.to("203.0.113.0/24").via("192.0.2.1").metric(7))
                    .dns("192.0.2.53")
                    .search("example.test")
                    .mtu(1400));
        }

        /** Lets the peer give 192.0.2.77 to the guest. */
        void servesDhcp() {
            Udhcpd.start(peer.shell());
        }

        NetworkState state() {
            return NetworkState.read(root);
        }

        /** Returns the state when duplicate detection is over and the carriers are there. */
        NetworkState settled() {
            assertThat(root)
                    .within(SOON)
                    .runs("! ip addr show | grep -qw -e tentative -e NO-CARRIER" + " && grep -qx up /sys/class/net/"
                            + device() + "/operstate");
            return state();
        }

        @Override
        public void close() {
            guest.close();
            peer.close();
            lan.close();
            wan.close();
        }
    }

    @ParameterizedTest
    @MethodSource("configurators")
    void goes_from_plan_to_plan(String image, NetworkConfigurator configurator) {
        try (Lab lab = new Lab(image)) {
            configurator.apply(NetworkPlan.of(lab.card()), lab.root);
            NetworkState blank = lab.settled();

            Applied applied = configurator.apply(lab.planA(), lab.root);

            assertThat(applied.skipped()).isEmpty();
            assertThat(lab.root).within(SOON).canReach("192.0.2.1").canReach("2001:db8::1");
            NetworkState state = lab.settled();
            assertThat(state)
                    .hasAddress("192.0.2.10/24")
                    .hasAddress("2001:db8::10/64")
                    .hasRoute("default", "192.0.2.1")
                    .hasRoute("203.0.113.0/24", "192.0.2.1");
            assertThat(state.find(lab.device()).orElseThrow().mtu()).isEqualTo(1400);
            assertThat(state.resolver().servers()).containsExactly("192.0.2.53");
            assertThat(state.resolver().search()).containsExactly("example.test");

            configurator.apply(lab.planA(), lab.root);
            NetworkState again = lab.state();
            assertThat(again).isSameAs(state);
            assertThat(again.interfaces())
                    .extracting(InterfaceState::carrierChanges)
                    .isEqualTo(state.interfaces().stream()
                            .map(InterfaceState::carrierChanges)
                            .toList());

            configurator.apply(
                    NetworkPlan.of(lab.card().address("198.51.100.10/25").gateway("198.51.100.1")), lab.root);
            NetworkState other = lab.settled();
            assertThat(other)
                    .hasAddress("198.51.100.10/25")
                    .hasRoute("default", "198.51.100.1")
                    .hasNoAddress("192.0.2.10")
                    .hasNoAddress("2001:db8::10")
                    .hasNoRoute("203.0.113.0/24");
            assertThat(other.routes()).noneMatch(route -> route.line().contains("192.0.2."));
            assertThat(lab.root).within(SOON).canReach("198.51.100.1");

            configurator.apply(NetworkPlan.of(lab.card()), lab.root);
            assertThat(lab.settled()).isSameAs(blank);
        }
    }

    @ParameterizedTest
    @MethodSource("configurators")
    void makes_and_removes_vlans_bridges_and_bonds(String image, NetworkConfigurator configurator) {
        if (configurator.name().equals("netplan")) {
            SlowTests.require();
        }
        try (Lab lab = new Lab(image)) {
            InterfacePlan second =
                    InterfacePlan.card("second", lab.guest.nic(1).mac()).acceptRa(Toggle.OFF);
            NetworkPlan cards = NetworkPlan.of(lab.card(), second);
            configurator.apply(cards, lab.root);
            NetworkState blank = lab.settled();
            // NetworkManager's ports have no addresses: a fact of it.
            InterfacePlan office = InterfacePlan.vlan("office", "uplink", 10).acceptRa(Toggle.OFF);

            configurator.apply(
                    NetworkPlan.of(
                            lab.card().mtu(1600),
                            second,
                            configurator.name().equals("NetworkManager") ? office : office.address("10.0.10.1/24"),
                            InterfacePlan.bridge("br0", "office")
                                    .acceptRa(Toggle.OFF)
                                    .priority(4096)
                                    .stp(Toggle.OFF)
                                    .address("10.0.11.1/24"),
                            InterfacePlan.bond("bond0", BondMode.ACTIVE_BACKUP, "second")
                                    .acceptRa(Toggle.OFF)
                                    .miimon(Duration.ofMillis(100))
                                    .address("10.0.12.1/24")),
                    lab.root);
            NetworkState state = lab.settled();
            assertThat(state).hasAddress("10.0.11.1/24").hasAddress("10.0.12.1/24");
            if (!configurator.name().equals("NetworkManager")) {
                assertThat(state).hasAddress("10.0.10.1/24");
            }
            InterfaceState vlan = state.find("office").orElseThrow();
            assertThat(vlan.mtu()).isEqualTo(1600);
            assertThat(vlan.master()).isEqualTo("br0");
            assertThat(vlan.attributes()).containsEntry("id", "10").containsEntry("parent", lab.device());
            assertThat(state.find("br0").orElseThrow().attributes()).containsEntry("priority", "4096");
            assertThat(state.find("bond0").orElseThrow().attributes())
                    .containsEntry("mode", "active-backup")
                    .containsEntry("miimon", "100");
            assertThat(state.findCard(lab.guest.nic(1).mac()).orElseThrow().master())
                    .isEqualTo("bond0");

            configurator.apply(cards, lab.root);
            assertThat(lab.settled()).isSameAs(blank);
        }
    }

    @ParameterizedTest
    @MethodSource("careful")
    void puts_everything_back_when_the_kernel_refuses(String image, NetworkConfigurator configurator) {
        try (Lab lab = new Lab(image)) {
            configurator.apply(lab.planA(), lab.root);
            NetworkState before = lab.settled();

            // All is well with it but that nobody is behind a broadcast address, as only the kernel says.
            NetworkPlan refused = NetworkPlan.of(
                    lab.card()
                            .address("198.51.100.10/24")
                            .gateway("198.51.100.255")
                            .mtu(1300),
                    InterfacePlan.vlan("office", "uplink", 10).address("10.0.10.1/24"));

            assertThatExceptionOfType(NetworkConfiguratorException.class)
                    .isThrownBy(() -> configurator.apply(refused, lab.root))
                    .withMessageContaining("Guest 'subject' (image " + image + "): " + configurator.name()
                            + " has refused the plan, with exit status 1:\n    | ")
                    .withMessageContaining("\n    | ip -4 route add default via 198.51.100.255 dev eth0 proto static\n")
                    .withMessageEndingWith("\n  It is as it was before.");
            assertThat(lab.settled()).isSameAs(before);
        }
    }

    @ParameterizedTest
    @MethodSource("careless")
    void says_what_the_kernel_refuses(String image, NetworkConfigurator configurator) {
        try (Lab lab = new Lab(image)) {
            NetworkPlan refused =
                    NetworkPlan.of(lab.card().address("198.51.100.10/24").gateway("198.51.100.255"));

            assertThatExceptionOfType(NetworkConfiguratorException.class)
                    .isThrownBy(() -> configurator.apply(refused, lab.root))
                    .withMessageContaining("Guest 'subject' (image " + image + "): " + configurator.name()
                            + " has refused the plan, with exit status 1:\n    | ")
                    .withMessageContaining(
                            configurator.name().equals("NetworkManager")
                                    ? "failure to add IPv4 route: type unicast 0.0.0.0/0 via 198.51.100.255"
                                    : "Nexthop has invalid gateway");

            configurator.apply(lab.planA(), lab.root);
            assertThat(lab.settled()).hasAddress("192.0.2.10/24").hasNoAddress("198.51.100.10");
        }
    }

    @ParameterizedTest
    @MethodSource("careless")
    void configures_again_at_a_boot(String image, NetworkConfigurator configurator) {
        if (!configurator.name().equals("systemd-networkd")) {
            SlowTests.require();
        }
        try (Lab lab = new Lab(image)) {
            configurator.apply(lab.planA(), lab.root);
            NetworkState before = lab.settled();
            assertThat(configurator.guarantees()).contains(Guarantee.SURVIVES_REBOOT);

            lab.root.run("sync").requireSuccess();
            lab.guest.reset();

            assertThat(lab.root).within(SOON).canReach("192.0.2.1").canReach("2001:db8::1");
            assertThat(lab.settled()).isSameAs(before);
        }
    }

    @ParameterizedTest
    @MethodSource("careless")
    void gets_an_address_by_dhcp(String image, NetworkConfigurator configurator) {
        try (Lab lab = new Lab(image)) {
            lab.servesDhcp();

            Applied applied =
                    configurator.apply(NetworkPlan.of(lab.cardWithRouters().dhcp4(50)), lab.root);

            assertThat(applied.skipped()).isEmpty();
            NetworkState state = lab.settled();
            assertThat(state).hasAddress("192.0.2.77/24").hasRoute("default", "192.0.2.1");
            assertThat(state.routes("main"))
                    .filteredOn(route -> route.destination().length() == 0)
                    .extracting(RouteState::metric)
                    .containsExactly(50L);
            if (List.of("systemd-networkd", "netplan").contains(configurator.name())) {
                assertThat(state.resolver().servers()).isEmpty(); // systemd-resolved does not run
                assertThat(lab.root.run("networkctl status " + lab.device()).stdout())
                        .containsSubsequence("192.0.2.54", "192.0.2.53");
            } else {
                assertThat(state.resolver().servers()).containsExactly("192.0.2.54", "192.0.2.53");
            }

            configurator.apply(NetworkPlan.of(lab.cardWithRouters().dhcp4(50)), lab.root);
            assertThat(lab.state()).hasAddress("192.0.2.77/24");
        }
    }

    @Test
    void is_active_alone() {
        try (Lab lab = new Lab(NETWORK)) {
            InterfacePlan card = lab.card().address("192.0.2.10/24");
            InterfacePlan office = InterfacePlan.vlan("office", "uplink", 10)
                    .acceptRa(Toggle.OFF)
                    .address("10.0.10.1/24");
            for (NetworkConfigurator each : List.of(
                    NetworkConfigurator.ifupdown(),
                    NetworkConfigurator.systemdNetworkd(),
                    NetworkConfigurator.networkManager(),
                    NetworkConfigurator.netplan(),
                    NetworkConfigurator.ifupdown())) {
                each.apply(NetworkPlan.of(card, office), lab.root);

                assertThat(lab.state()).hasAddress("192.0.2.10/24").hasAddress("10.0.10.1/24");
                assertThat(lab.root
                                .run("systemctl is-active systemd-networkd NetworkManager")
                                .lines())
                        .as(each.name())
                        .containsExactly(
                                List.of("systemd-networkd", "netplan").contains(each.name()) ? "active" : "inactive",
                                each.name().equals("NetworkManager") ? "active" : "inactive");
            }
        }
    }

    @Test
    void says_which_package_is_missing() {
        try (Lab lab = new Lab("mini")) {
            assertThatExceptionOfType(IllegalStateException.class)
                    .isThrownBy(() -> NetworkConfigurator.networkManager().apply(NetworkPlan.of(lab.card()), lab.root))
                    .withMessage(
                            "Guest 'subject' (image mini): NetworkManager needs 'nmcli', which the guest does not have."
                                    + " On Debian, the package network-manager brings it; the image debian-12-network has all of"
                                    + " them.");
        }
    }

    @ParameterizedTest
    @MethodSource("configurators")
    void says_which_card_is_missing(String image, NetworkConfigurator configurator) {
        try (Lab lab = new Lab(image)) {
            assertThatExceptionOfType(IllegalStateException.class)
                    .isThrownBy(() -> configurator.apply(
                            NetworkPlan.of(InterfacePlan.card("uplink", "52:54:00:00:00:01")), lab.root))
                    .withMessage("No card of the guest has the MAC address 52:54:00:00:00:01 of 'uplink'. It has "
                            + lab.guest.nic(0).mac() + " eth0, "
                            + lab.guest.nic(1).mac() + " eth1, "
                            + lab.guest.nic(2).mac() + " eth2");
            assertThatExceptionOfType(IllegalStateException.class)
                    .isThrownBy(() -> configurator.apply(NetworkPlan.of(InterfacePlan.named("wlan7")), lab.root))
                    .withMessage("The guest has no interface 'wlan7'. It has lo, eth0, eth1, eth2");
        }
    }

    @Test
    void says_what_was_skipped() {
        try (Lab lab = new Lab("debian-12")) {
            Applied applied = NetworkConfigurator.iproute2()
                    .apply(NetworkPlan.of(lab.card().dhcp4(5)), lab.root);

            assertThat(applied).hasToString("iproute2: all but uplink: dhcp4, uplink: metric of dhcp4");
        }
    }
}
