package io.kvmguest.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.kvmguest.Guest;
import io.kvmguest.GuestSpec;
import io.kvmguest.assertions.GuestAssertions;
import io.kvmguest.shell.RootShell;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The kernel's own files against {@code ip}, and on a guest that has none. */
@Tag("guest")
class StateWithoutIpGuestTest {

    private static final String BUSY = """
            set -e
            modprobe bonding max_bonds=0 2>/dev/null || :
            ip link set eth0 up
            ip addr add 192.0.2.10/24 dev eth0
            ip addr add 192.0.2.11/24 dev eth0
            ip addr add 10.0.0.1/8 dev eth0
            ip addr add 2001:db8::10/64 dev eth0
            ip route add default via 192.0.2.1
            ip route add 198.51.100.0/24 via 192.0.2.1 metric 50
            ip route add 203.0.113.9 via 192.0.2.1
            ip route add blackhole 10.99.0.0/16
            ip route add unreachable 10.98.0.0/16
            ip -6 route add default via 2001:db8::1 dev eth0
            ip -6 route add 2001:db8:7::/48 dev eth0 metric 7
            arp -s 192.0.2.77 52:54:00:00:00:77
            ip link add br0 type bridge
            ip link set eth1 master br0
            ip link set eth1 up
            ip link set br0 up
            ip link add link eth0 name office type vlan id 10
            ip link set office mtu 1400 up
            ip addr add 10.0.10.1/24 dev office
            ip link add bond0 type bond
            ip link set eth2 master bond0
            """;

    private static Guest mini() {
        return Guest.start(GuestSpec.of("mini").name("busy").nics(3));
    }

    private static NetworkState settled(RootShell root) {
        GuestAssertions.assertThat(root).within(Duration.ofSeconds(60)).runs("! ip addr show | grep -qw tentative");
        return NetworkState.read(root);
    }

    @Test
    void tells_the_same_as_ip_of_what_both_can_tell() {
        try (Guest guest = mini()) {
            RootShell root = guest.shell();
            root.run(BUSY).requireSuccess();
            NetworkState byIp = settled(root);

            NetworkState without = StateReader.readWithoutIp(root);

            assertThat(NetworkState.difference(byIp.normalised(), without.normalised()))
                    .isEmpty();
            assertThat(byIp.gaps()).isEmpty();
            assertThat(without.gaps())
                    .containsExactlyInAnyOrder(
                            StateGap.ADDRESS_DETAILS,
                            StateGap.ROUTE_DETAILS,
                            StateGap.ROUTE_TABLES,
                            StateGap.RULES,
                            StateGap.NEIGHBOURS);
            assertThat(without.interfaces())
                    .extracting(InterfaceState::name, InterfaceState::permanentMac, InterfaceState::attributes)
                    .isEqualTo(byIp.interfaces().stream()
                            .map(each -> tuple(each.name(), each.permanentMac(), each.attributes()))
                            .toList());
        }
    }

    @Test
    void tells_the_same_changes_as_ip() {
        try (Guest guest = mini()) {
            RootShell root = guest.shell();
            root.run(BUSY).requireSuccess();
            NetworkState before = settled(root);
            NetworkState beforeWithout = StateReader.readWithoutIp(root);

            root.run(
                            "ip addr del 192.0.2.11/24 dev eth0; ip addr add 172.16.1.1/12 dev eth0; ip link set office mtu 1300;"
                                    + " ip -6 route del 2001:db8:7::/48; ip link set eth1 nomaster; ip link set br0 down")
                    .requireSuccess();

            List<String> changes = NetworkState.difference(
                    beforeWithout.normalised(), StateReader.readWithoutIp(root).normalised());
            assertThat(changes)
                    .containsExactlyInAnyOrderElementsOf(NetworkState.difference(
                            beforeWithout.normalised(), settled(root).normalised()))
                    .contains(
                            "eth0: address 192.0.2.11/24 is gone",
                            "eth0: address 172.16.1.1/12 is new",
                            "office: mtu is 1300, was 1400",
                            "eth1: master br0 is gone",
                            "br0: state is down, was up",
                            "routes: 2001:db8:7::/48 dev eth0 metric 7 is gone");
            assertThat(NetworkState.difference(before, NetworkState.read(root))).isNotEmpty();

            root.run("ip addr add 203.0.113.7/32 dev eth0").requireSuccess();
            assertThat(StateReader.readWithoutIp(root).gaps()).contains(StateGap.ADDRESSES);
        }
    }

    @Test
    void is_read_from_an_openwrt() {
        try (Guest guest = Guest.start(OpenWrt.spec().name("openwrt").nics(3))) {
            // Its console is there long before its network.
            GuestAssertions.assertThat(guest.shell())
                    .within(Duration.ofMinutes(3))
                    .runs("ifconfig br-lan | grep -q 192.168.1.1 && grep -q br-lan /proc/net/route");

            NetworkState state = NetworkState.read(guest.shell());

            assertThat(state.gaps()).containsExactlyInAnyOrder(StateGap.values());
            assertThat(state.findCard(guest.nic(0).mac()).orElseThrow().master())
                    .isEqualTo("br-lan");
            InterfaceState lan = state.find("br-lan").orElseThrow();
            assertThat(lan.kind()).isEqualTo("bridge");
            assertThat(lan.hasAddress("192.168.1.1/24")).isTrue();
            assertThat(state.find("lo").orElseThrow().hasAddress("127.0.0.1/8")).isTrue();
            assertThat(state.routes("main")).extracting(RouteState::line).containsExactly("192.168.1.0/24 dev br-lan");
        }
    }
}
