package io.kvmguest.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.kvmguest.network.InterfaceState.Address;
import io.kvmguest.network.RouteState.Hop;
import io.kvmguest.shell.CommandResult;
import io.kvmguest.shell.RootShell;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What real guests answered: mini with busybox, debian-12 with iproute2, both set up by the same commands, and an OpenWrt of 2014,
 * which has no {@code ip}, set up by netifd.
 */
class NetworkStateTest {

    private static String recorded(String image) {
        String name = "state-" + image + ".txt";
        try (InputStream in = Objects.requireNonNull(NetworkStateTest.class.getResourceAsStream(name), name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static NetworkState state(String image) {
        return StateReader.read(recorded(image));
    }

    private static InterfaceState find(String name, NetworkState state) {
        return state.find(name).orElseThrow();
    }

    @ParameterizedTest
    @ValueSource(strings = {"mini", "debian-12"})
    void reads_interfaces(String image) {
        NetworkState state = state(image);

        InterfaceState eth0 = find("eth0", state);
        assertThat(eth0.index()).isEqualTo(2);
        assertThat(eth0.isUp()).isTrue();
        assertThat(eth0.hasCarrier()).isTrue();
        assertThat(eth0.carrierChanges()).isEqualTo(2);
        assertThat(eth0.permanentMac()).isEqualTo("52:54:00:d7:e9:89").isEqualTo(eth0.mac());
        assertThat(eth0.kind()).isEmpty();
        assertThat(find("br0", state).kind()).isEqualTo("bridge");
        assertThat(find("br0", state).attributes())
                .containsEntry("priority", "32768")
                .containsEntry("stp_state", "0")
                .containsEntry("forward_delay", "1500");
        assertThat(find("br0", state).permanentMac()).isEmpty();
        assertThat(find("v10", state).kind()).isEqualTo("vlan");
        assertThat(find("v10", state).attributes()).containsEntry("id", "10").containsEntry("parent", "eth0");
        assertThat(find("bond0", state).kind()).isEqualTo("bond");
        assertThat(find("bond0", state).attributes())
                .containsEntry("mode", "balance-rr")
                .containsEntry("miimon", "0");
        assertThat(find("dummy0", state).master()).isEqualTo("br0");
    }

    @ParameterizedTest
    @ValueSource(strings = {"mini", "debian-12"})
    void finds_the_card_that_is_a_port_of_a_bond(String image) {
        NetworkState state = state(image);

        assertThat(state.findCard("52:54:00:77:32:32"))
                .map(InterfaceState::name)
                .hasValue("eth1");
        assertThat(find("eth1", state).master()).isEqualTo("bond0");
        assertThat(find("eth1", state).flags()).contains("SLAVE");
    }

    @ParameterizedTest
    @ValueSource(strings = {"mini", "debian-12"})
    void reads_addresses_with_scope_flags_and_lifetimes(String image) {
        List<Address> addresses = find("eth0", state(image)).addresses();

        assertThat(addresses)
                .extracting(Object::toString)
                .containsExactly(
                        "192.0.2.10/24",
                        "10.9.0.1/32",
                        "192.0.2.11/24",
                        "192.0.2.20/24",
                        "2001:db8::10/64",
                        "fe80::5054:ff:fed7:e989/64");
        assertThat(addresses.get(0).flags()).isEmpty();
        assertThat(addresses.get(0).scope()).isEqualTo("global");
        assertThat(addresses.get(0).valid()).isEmpty();
        assertThat(addresses.get(1).peer()).isEqualTo("10.9.0.2");
        assertThat(addresses.get(2).flags()).containsExactly("secondary");
        assertThat(addresses.get(3).flags()).containsExactlyInAnyOrder("secondary", "dynamic");
        assertThat(addresses.get(3).valid().orElseThrow()).isBetween(Duration.ofSeconds(900), Duration.ofSeconds(1000));
        assertThat(addresses.get(3).preferred().orElseThrow())
                .isBetween(Duration.ofSeconds(400), Duration.ofSeconds(500));
        assertThat(addresses.get(5).scope()).isEqualTo("link");
    }

    @ParameterizedTest
    @ValueSource(strings = {"mini", "debian-12"})
    void reads_routes_of_all_tables(String image) {
        NetworkState state = state(image);

        assertThat(state.routes("main"))
                .filteredOn(route -> route.leadsTo("unicast", IpPrefix.parse("0.0.0.0/0")))
                .flatExtracting(RouteState::hops)
                .containsExactly(new Hop("192.0.2.1", "eth0"));
        assertThat(state.routes("main"))
                .filteredOn(route -> route.leadsTo("unicast", IpPrefix.parse("::/0")))
                .flatExtracting(RouteState::hops)
                .containsExactly(new Hop("2001:db8::1", "eth0"));
        assertThat(state.routes("main"))
                .filteredOn(route -> route.leadsTo("unicast", IpPrefix.parse("198.51.100.0/24")))
                .extracting(RouteState::metric)
                .containsExactly(50L);
        assertThat(state.routes("main")).anyMatch(route -> route.leadsTo("blackhole", IpPrefix.parse("10.99.0.0/16")));
        assertThat(state.routes("100"))
                .extracting(RouteState::destination)
                .containsExactly(IpPrefix.parse("203.0.113.0/24"));
        assertThat(state.routes("101")).singleElement().satisfies(route -> assertThat(route.flags())
                .containsExactly("onlink"));
        assertThat(state.routes("local"))
                .anyMatch(route -> route.leadsTo("local", IpPrefix.parse("192.0.2.11")))
                .anyMatch(route -> route.leadsTo("local", IpPrefix.parse("2001:db8::10")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"mini", "debian-12"})
    void reads_rules(String image) {
        assertThat(state(image).rules())
                .extracting(Object::toString)
                .containsExactly(
                        "0: from all lookup local",
                        "1000: from 192.0.2.11 lookup 100",
                        "1001: from all fwmark 0x1 lookup 101",
                        "32766: from all lookup main",
                        "32767: from all lookup default",
                        "0: from all lookup local (IPv6)",
                        "32766: from all lookup main (IPv6)");
    }

    @Test
    void reads_neighbours() {
        assertThat(state("debian-12").neighbours())
                .contains(new NeighbourState("192.0.2.77", "eth0", "52:54:00:00:00:77", "PERMANENT"));
        assertThat(state("mini").neighbours()).extracting(NeighbourState::state).contains("FAILED");
    }

    @ParameterizedTest
    @ValueSource(strings = {"mini", "debian-12"})
    void reads_the_resolver_and_sysctls(String image) {
        NetworkState state = state(image);

        assertThat(state.resolver())
                .isEqualTo(new ResolverState(List.of("192.0.2.53", "192.0.2.54"), List.of(), List.of("timeout:1")));
        assertThat(state.upstreamResolver()).isEmpty();
        assertThat(state.sysctls())
                .containsEntry("net/ipv4/ip_forward", "0")
                .containsEntry("net/ipv4/conf/eth0/rp_filter", "0")
                .containsEntry("net/ipv6/conf/eth0/accept_ra", "1")
                .containsEntry("net/ipv6/conf/eth0/mtu", "1500");
    }

    /** Setting it up was the same; what differs is random, and what a small {@code ip} cannot show. */
    @Test
    void is_the_same_from_both_kinds_of_ip() {
        assertThat(NetworkState.difference(
                        state("mini").normalised(), state("debian-12").normalised()))
                .noneMatch(line -> line.startsWith("eth0") && !line.contains("proto"))
                .noneMatch(line -> line.startsWith("rules"))
                .noneMatch(line -> line.startsWith("resolver"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"mini", "debian-12"})
    void has_no_difference_from_itself(String image) {
        assertThat(NetworkState.difference(state(image), state(image))).isEmpty();
        assertThat(state(image)).isEqualTo(state(image));
    }

    @Test
    void normalised_leaves_out_what_changes_by_itself() {
        NetworkState state = state("debian-12").normalised();

        assertThat(find("eth0", state).carrierChanges()).isZero();
        assertThat(find("eth0", state).addresses())
                .allMatch(each -> each.valid().isEmpty());
        assertThat(state.neighbours()).extracting(NeighbourState::state).containsOnly("PERMANENT");
    }

    @Test
    void tells_how_two_states_differ() {
        NetworkState before = StateReader.read("""

                @@ addresses
                2: eth0: <BROADCAST,UP,LOWER_UP> mtu 1500
                    link/ether 52:54:00:12:34:56 brd ff:ff:ff:ff:ff:ff
                    inet 10.0.0.1/24 scope global eth0
                       valid_lft forever preferred_lft forever
                    inet 10.0.0.2/24 scope global secondary eth0
                       valid_lft forever preferred_lft forever
                3: eth1: <BROADCAST> mtu 1500
                @@ routes4
                default via 10.0.0.254 dev eth0
                10.0.0.0/24 dev eth0 scope link  src 10.0.0.1
                @@ sysctls
                net/ipv4/ip_forward:0
                @@ resolver
                nameserver 10.0.0.53
                """);
        NetworkState after = StateReader.read("""

                @@ addresses
                2: eth0: <BROADCAST,UP> mtu 1400
                    link/ether 52:54:00:12:34:56 brd ff:ff:ff:ff:ff:ff
                    inet 10.0.0.2/24 scope global eth0
                       valid_lft forever preferred_lft forever
                    inet6 fd00::1/64 scope global tentative
                       valid_lft 60sec preferred_lft 30sec
                4: br0: <BROADCAST> mtu 1500
                @@ sys
                br0/uevent:DEVTYPE=bridge
                br0/bridge/priority:4096
                @@ routes4
                10.0.0.0/24 dev eth0 scope link  src 10.0.0.2
                @@ rules4
                0:	from all lookup local
                @@ sysctls
                net/ipv4/ip_forward:1
                @@ resolver
                nameserver 10.0.0.54
                search test
                """);

        assertThat(NetworkState.difference(before, after))
                .containsExactly(
                        "eth0: carrier is missing, was there",
                        "eth0: mtu is 1400, was 1500",
                        "eth0: address 10.0.0.1/24 is gone",
                        "eth0: address 10.0.0.2/24 is (nothing), was (secondary)",
                        "eth0: order of IPv4 addresses 10.0.0.1/24 10.0.0.2/24 is gone",
                        "eth0: address fd00::1/64 (tentative, valid for 60 s, preferred for 30 s) is new",
                        "eth1 is gone",
                        "routes: default via 10.0.0.254 dev eth0 is gone",
                        "routes: 10.0.0.0/24 dev eth0 scope link src 10.0.0.1 is gone",
                        "routes: 10.0.0.0/24 dev eth0 scope link src 10.0.0.2 is new",
                        "rules: 0: from all lookup local is new",
                        "resolver: servers is 10.0.0.54, was 10.0.0.53",
                        "resolver: search test is new",
                        "sysctl: net/ipv4/ip_forward is 1, was 0",
                        "br0 is new",
                        "  index 4",
                        "  state down",
                        "  carrier missing",
                        "  carrier changes 0",
                        "  mtu 1500",
                        "  kind bridge",
                        "  bridge priority 4096");
    }

    @Test
    void says_why_a_guest_cannot_tell_it() {
        RootShell shell = command -> new CommandResult(
                command.script(),
                127,
                "\n@@ addresses\nsh: ip: not found\n".getBytes(StandardCharsets.UTF_8),
                new byte[0],
                Duration.ZERO);

        assertThatExceptionOfType(NetworkStateException.class)
                .isThrownBy(() -> NetworkState.read(shell))
                .withMessage("""
                        The guest cannot tell the state of its network: ip ended with exit status 127 and said:
                            | sh: ip: not found""");
    }

    @Test
    void reads_a_resolver_file() {
        assertThat(ResolverState.parse("""
                # Generated by hand
                domain old.test
                search example.test test ; both
                nameserver 10.0.0.53
                nameserver fd00::53
                options edns0 trust-ad
                sortlist 10.0.0.0
                """))
                .isEqualTo(new ResolverState(
                        List.of("10.0.0.53", "fd00::53"),
                        List.of("example.test", "test"),
                        List.of("edns0", "trust-ad")));
        assertThat(ResolverState.parse("")).isEqualTo(new ResolverState(List.of(), List.of(), List.of()));
    }

    @Test
    void reads_rules_and_routes_of_all_sorts_from_json() {
        assertThat(IpJson.rules("""
                [{"priority":5,"not":null,"src":"10.0.0.0","srclen":8,"dst":"10.1.0.0","dstlen":16,"iif":"eth0",
                  "fwmark":"0x1","fwmask":"0xf","table":"100"},
                 {"priority":6,"src":"all","action":"unreachable"}]""", IpFamily.V4))
                .extracting(Object::toString)
                .containsExactly(
                        "5: not from 10.0.0.0/8 to 10.1.0.0/16 fwmark 0x1/0xf iif eth0 lookup 100",
                        "6: from all unreachable");
        assertThat(IpJson.routes("""
                [{},{"dst":"10.0.0.0/8","nexthops":[{"gateway":"10.0.0.5","dev":"eth0"},{"gateway":"10.0.0.6","dev":"eth1"}]},
                 {"dst":"default","via":{"family":"inet6","host":"fe80::1"},"dev":"eth0","metric":5}]""", IpFamily.V4))
                .extracting(RouteState::line)
                .containsExactly(
                        "10.0.0.0/8 via 10.0.0.5 dev eth0 nexthop via 10.0.0.6 dev eth1",
                        "default via fe80::1 dev eth0 metric 5");
    }

    @Test
    void reads_interfaces_without_ip() {
        NetworkState state = state("openwrt");

        assertThat(state.interfaces())
                .extracting(InterfaceState::name)
                .containsExactly("lo", "eth0", "eth1", "eth2", "br0", "office");
        InterfaceState eth0 = find("eth0", state);
        assertThat(eth0.index()).isEqualTo(2);
        assertThat(eth0.flags()).containsExactly("BROADCAST", "MULTICAST", "UP", "LOWER_UP");
        assertThat(eth0.mtu()).isEqualTo(1500);
        assertThat(eth0.permanentMac()).isEqualTo("52:54:00:00:00:10").isEqualTo(eth0.mac());
        assertThat(eth0.carrierChanges()).isEqualTo(2);
        assertThat(find("eth1", state).master()).isEqualTo("br0");
        assertThat(find("eth2", state).isUp()).isFalse();
        assertThat(find("br0", state).kind()).isEqualTo("bridge");
        assertThat(find("br0", state).attributes()).containsEntry("priority", "4096");
        assertThat(find("office", state).kind()).isEqualTo("vlan");
        assertThat(find("office", state).attributes())
                .containsEntry("parent", "eth0")
                .doesNotContainKey("id");
    }

    @Test
    void reads_addresses_without_ip_that_the_kernel_has_and_netifd_knows() {
        NetworkState state = state("openwrt");

        assertThat(find("eth0", state).addresses())
                .extracting(Object::toString)
                .containsExactly("192.0.2.10/24", "192.0.2.11/24", "203.0.113.7/32");
        assertThat(find("lo", state).addresses()).extracting(Object::toString).containsExactly("127.0.0.1/8");
        assertThat(find("lo", state).addresses()).extracting(Address::scope).containsExactly("host");

        String lost = recorded("openwrt").replace("\n192.0.2.11\n203", "\n203");
        assertThat(find("eth0", StateReader.read(lost)).addresses())
                .extracting(Object::toString)
                .containsExactly("192.0.2.10/24", "203.0.113.7/32");
    }

    @Test
    void reads_routes_and_neighbours_without_ip() {
        NetworkState state = state("openwrt");

        assertThat(state.routes())
                .extracting(RouteState::line)
                .containsExactly(
                        "default via 192.0.2.1 dev eth0",
                        "10.0.10.0/24 dev office",
                        "10.0.11.0/24 dev br0",
                        "unreachable 10.98.0.0/16",
                        "192.0.2.0/24 dev eth0",
                        "198.51.100.0/24 via 192.0.2.1 dev eth0 metric 50");
        assertThat(state.neighbours())
                .extracting(Object::toString)
                .containsExactly("192.0.2.53 dev eth0 INCOMPLETE", "192.0.2.99 dev eth0 INCOMPLETE");
        assertThat(state.resolver().servers()).containsExactly("192.0.2.53");
    }

    @Test
    void says_what_it_cannot_tell() {
        assertThat(state("openwrt").gaps()).containsExactlyInAnyOrder(StateGap.values());
        assertThat(state("openwrt").normalised().gaps()).hasSize(StateGap.values().length);
        assertThat(state("mini").gaps()).isEmpty();
        assertThat(state("debian-12").gaps()).isEmpty();
    }

    @Test
    void reads_ipv6_from_the_files_of_the_kernel() {
        NetworkState state = StateReader.read("""

                @@ proc
                @@ sys
                eth0/ifindex:2
                eth0/flags:0x1003
                eth0/mtu:1500
                eth0/address:52:54:00:12:34:56
                eth0/carrier:1
                @@ if_inet6
                20010db8000000000000000000000010 02 40 00 80     eth0
                fe8000000000000050540000fe123456 02 40 20 c8     eth0
                20010db8000000000000000000000020 02 40 00 20     eth0
                @@ route
                Iface	Destination	Gateway 	Flags	RefCnt	Use	Metric	Mask		MTU	Window	IRTT
                @@ ipv6_route
                20010db8000000000000000000000000 40 00000000000000000000000000000000 00 00000000000000000000000000000000 00000100 00000001 00000000 00000001     eth0
                00000000000000000000000000000000 00 00000000000000000000000000000000 00 20010db8000000000000000000000001 00000400 00000001 00000000 00000003     eth0
                20010db8000000000000000000000010 80 00000000000000000000000000000000 00 00000000000000000000000000000000 00000000 00000002 00000000 80200001     eth0
                00000000000000000000000000000000 00 00000000000000000000000000000000 00 00000000000000000000000000000000 ffffffff 00000001 00000000 00200200       lo
                """);

        assertThat(find("eth0", state).addresses())
                .extracting(each -> each + " " + each.scope() + " " + each.flags())
                .containsExactly(
                        "2001:db8::10/64 global []",
                        "fe80::5054:0:fe12:3456/64 (dadfailed) link [dadfailed, tentative]",
                        "2001:db8::20/64 (deprecated) global [deprecated, dynamic]");
        assertThat(state.routes())
                .extracting(RouteState::line)
                .containsExactly(
                        "2001:db8::/64 dev eth0 metric 256",
                        "default (IPv6) via 2001:db8::1 dev eth0 metric 1024",
                        "local 2001:db8::10 dev eth0 table local");
    }

    @Test
    void compares_what_both_states_can_tell() {
        NetworkState withIp = state("mini");
        NetworkState without = new NetworkState(
                withIp.interfaces(),
                withIp.routes("main"),
                List.of(),
                List.of(),
                withIp.resolver(),
                withIp.upstreamResolver(),
                withIp.sysctls(),
                Set.of(StateGap.values()));

        assertThat(NetworkState.difference(withIp.normalised(), without.normalised()))
                .isEmpty();
        assertThat(NetworkState.difference(without, state("openwrt"))).isNotEmpty();
    }
}
