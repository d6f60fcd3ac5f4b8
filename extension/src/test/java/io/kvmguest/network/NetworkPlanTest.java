package io.kvmguest.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NetworkPlanTest {

    private static final String MAC = "52:54:00:12:34:56";

    private static final NetworkPlan EVERYTHING = NetworkPlan.of(
            InterfacePlan.card("uplink", "52:54:00:AA:BB:CC")
                    .address("192.0.2.10/24")
                    .address("192.0.2.11/24")
                    .address("2001:db8::10/64")
                    .gateway("192.0.2.1")
                    .gateway("2001:db8::1")
                    .route(RoutePlan.to("198.51.100.0/24")
                            .via("203.0.113.1")
                            .metric(5)
                            .onLink())
                    .route(RoutePlan.to("10.0.0.0/8"))
                    .dns("192.0.2.53", "2001:db8::53")
                    .search("example.test", "test")
                    .acceptRa(Toggle.OFF)
                    .mtu(1400),
            InterfacePlan.named("eth1").optional(Toggle.ON),
            InterfacePlan.named("eth2").dhcp4(),
            InterfacePlan.named("eth3"),
            InterfacePlan.vlan("office", "uplink", 10).dhcp4(200).acceptRa(Toggle.ON),
            InterfacePlan.bridge("br0", "eth1", "office").priority(4096).stp(Toggle.ON),
            InterfacePlan.bridge("br1"),
            InterfacePlan.bond("bond0", BondMode.ACTIVE_BACKUP, "eth2", "eth3").miimon(Duration.ofMillis(100)));

    private static void refused(ThrowingCallable building, String message) {
        assertThatIllegalArgumentException().isThrownBy(building).withMessage(message);
    }

    private static InterfacePlan eth0() {
        return InterfacePlan.named("eth0");
    }

    @Test
    void reads_back_equal_from_its_json() {
        assertThat(NetworkPlan.fromJson(EVERYTHING.toJson()))
                .isEqualTo(EVERYTHING)
                .hasSameHashCodeAs(EVERYTHING)
                .hasToString(EVERYTHING.toString());
        assertThat(NetworkPlan.of())
                .isEqualTo(NetworkPlan.fromJson(NetworkPlan.of().toJson()));
    }

    @Test
    void writes_nothing_of_what_is_not_said() {
        assertThat(NetworkPlan.of(eth0()).toJson()).isEqualToIgnoringWhitespace("""
                {"interfaces": [{"name": "eth0"}]}""");
        assertThat(NetworkPlan.fromJson("""
                {"interfaces": [{"name": "eth0", "acceptRa": false},
                                {"name": "br0", "bridge": {"ports": [], "stp": false}}]}""").interfaces())
                .containsExactly(
                        eth0().acceptRa(Toggle.OFF), InterfacePlan.bridge("br0").stp(Toggle.OFF))
                .doesNotContain(eth0(), InterfacePlan.bridge("br0"));
    }

    @Test
    void is_shown_with_a_line_for_each_interface() {
        assertThat(EVERYTHING.toString().lines())
                .containsExactly(
                        "uplink: mac 52:54:00:aa:bb:cc, mtu 1400, address 192.0.2.10/24, address 192.0.2.11/24,"
                                + " address 2001:db8::10/64, order of addresses 192.0.2.10/24 192.0.2.11/24 2001:db8::10/64,"
                                + " accept-ra off, route default via 192.0.2.1, route ::/0 via 2001:db8::1,"
                                + " route 198.51.100.0/24 via 203.0.113.1 metric 5 onlink, route 10.0.0.0/8,"
                                + " dns 192.0.2.53 2001:db8::53, search example.test test",
                        "eth1: optional on",
                        "eth2: dhcp4",
                        "eth3",
                        "office: vlan 10 on uplink, dhcp4 with metric 200, accept-ra on",
                        "br0: bridge of eth1 office, priority 4096, stp on",
                        "br1: bridge of nothing",
                        "bond0: bond of eth2 eth3, mode active-backup, miimon 100 ms");
    }

    @Test
    void tells_how_it_differs_from_another() {
        NetworkPlan before = NetworkPlan.of(
                eth0().address("10.0.0.1/24").address("10.0.0.2/24").mtu(1500).dns("10.0.0.53"),
                InterfacePlan.named("eth1"));
        NetworkPlan after = NetworkPlan.of(
                eth0().address("10.0.0.2/24").address("10.0.0.3/24").mtu(1400).gateway("10.0.0.254"),
                InterfacePlan.bridge("br0").stp(Toggle.ON));

        assertThat(after.difference(before))
                .containsExactly(
                        "eth0: mtu is 1400, was 1500",
                        "eth0: address 10.0.0.1/24 is gone",
                        "eth0: order of addresses is 10.0.0.2/24 10.0.0.3/24, was 10.0.0.1/24 10.0.0.2/24",
                        "eth0: dns 10.0.0.53 is gone",
                        "eth0: address 10.0.0.3/24 is new",
                        "eth0: route default via 10.0.0.254 is new",
                        "eth1 is gone",
                        "br0 is new",
                        "  bridge of nothing",
                        "  stp on");
        assertThat(after.difference(after)).isEmpty();
    }

    @Test
    void orders_interfaces_behind_those_that_they_need() {
        NetworkPlan plan = NetworkPlan.of(
                InterfacePlan.vlan("v", "br0", 1), InterfacePlan.bridge("br0", "eth0"), InterfacePlan.named("eth0"));

        assertThat(plan.fromTheGround()).extracting(InterfacePlan::name).containsExactly("eth0", "br0", "v");
    }

    @Test
    void is_built_on_another() {
        assertThat(NetworkPlan.of(eth0()).toBuilder()
                        .add(InterfacePlan.named("eth1"))
                        .build())
                .isEqualTo(NetworkPlan.of(eth0(), InterfacePlan.named("eth1")));
    }

    @ParameterizedTest
    @CsvSource({
        "10.0.0.1/33, '\"10.0.0.1/33\" is not an address: its prefix length must lie between 0 and 32'",
        "fd00::1/129, '\"fd00::1/129\" is not an address: its prefix length must lie between 0 and 128'",
        "10.0.0.256/24, '\"10.0.0.256/24\" is not an address: write 10.0.0.1, 10.0.0.1/24 or fd00::1/64'",
        "10.0.0.1, 'the address 10.0.0.1 has no prefix length: write 10.0.0.1/24'",
        "fd00::1, 'the address fd00::1 has no prefix length: write fd00::1/64'",
    })
    void refuses_an_address(String address, String why) {
        refused(() -> eth0().address(address), "Interface 'eth0': " + why);
    }

    @Test
    void refuses_a_gateway_that_cannot_be_reached() {
        refused(
                () -> NetworkPlan.of(eth0().address("10.0.0.1/24").gateway("10.0.1.1")),
                "Interface 'eth0': the gateway of its route 'default via 10.0.1.1' is on none of its networks"
                        + " (10.0.0.0/24): correct the gateway, or say that it is onlink");
        refused(
                () -> NetworkPlan.of(eth0().route("10.0.0.0/8", "10.0.1.1")),
                "Interface 'eth0': the gateway of its route '10.0.0.0/8 via 10.0.1.1' is on none of its networks"
                        + " (it has none): correct the gateway, or say that it is onlink");
    }

    @Test
    void takes_a_gateway_that_can_be_reached_or_may_be() {
        assertThat(NetworkPlan.of(
                                eth0().address("10.0.0.1/32")
                                        .route(RoutePlan.byDefault("10.0.1.1").onLink()),
                                InterfacePlan.named("eth1")
                                        .address("fd00::1/64")
                                        .gateway("fe80::1"),
                                InterfacePlan.named("eth2").dhcp4().gateway("192.0.2.1"),
                                InterfacePlan.named("eth3")
                                        .route(RoutePlan.to("10.7.0.0/16"))
                                        .route("10.8.0.0/16", "10.7.0.1"))
                        .interfaces())
                .hasSize(4);
    }

    @Test
    void refuses_routes_that_are_none() {
        refused(
                () -> eth0().route("10.0.0.1/8", "10.0.0.2"),
                "Interface 'eth0': \"10.0.0.1/8\" is not a network: bits behind its prefix are set");
        refused(
                () -> eth0().gateway("10.0.0.2/8"),
                "Interface 'eth0': \"10.0.0.2/8\" is not an address of a host: leave the prefix out");
        refused(
                () -> eth0().route("10.0.0.0/8", "fd00::1"),
                "Interface 'eth0': route 10.0.0.0/8 has a gateway of the other family, fd00::1: IPv4 goes by IPv4, IPv6"
                        + " by IPv6");
        refused(
                () -> RoutePlan.to("10.0.0.0/8").onLink(),
                "route 10.0.0.0/8 is onlink and has no gateway: name the gateway, or leave onlink out");
        refused(
                () -> RoutePlan.to("10.0.0.0/8").metric(-1),
                "route 10.0.0.0/8 has the metric -1: it must not be negative");
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 0, 4095})
    void refuses_a_vlan_id_out_of_range(int id) {
        refused(
                () -> InterfacePlan.vlan("v", "eth0", id),
                "Interface 'v': VLAN id " + id + " is out of range: it must lie between 1 and 4094");
    }

    @ParameterizedTest
    @ValueSource(ints = {67, 65536})
    void refuses_an_mtu_out_of_range(int mtu) {
        refused(
                () -> eth0().mtu(mtu),
                "Interface 'eth0': MTU " + mtu + " is out of range: it must lie between 68 and 65535");
    }

    @Test
    void refuses_an_mtu_that_is_too_small_for_ipv6() {
        refused(
                () -> eth0().address("fd00::1/64").mtu(1279),
                "Interface 'eth0': MTU 1279 is too small for IPv6, which needs 1280 (RFC 8200): raise it, or leave its"
                        + " IPv6 addresses out");
    }

    @Test
    void refuses_names_and_macs() {
        refused(
                () -> InterfacePlan.named("eth 0"),
                "\"eth 0\" is not a name of an interface: write eth0, without blanks, slashes and colons");
        refused(
                () -> InterfacePlan.named("sixteencharacter"),
                "Interface 'sixteencharacter': its name is too long: Linux takes 15 characters");
        refused(
                () -> InterfacePlan.card("eth0", "52:54:00"),
                "Interface 'eth0': \"52:54:00\" is not a MAC address: write 52:54:00:12:34:56");
    }

    @Test
    void refuses_what_only_others_have() {
        refused(() -> eth0().priority(1), "Interface 'eth0': only a bridge has priority");
        refused(() -> eth0().stp(Toggle.ON), "Interface 'eth0': only a bridge has stp");
        refused(() -> eth0().miimon(Duration.ofSeconds(1)), "Interface 'eth0': only a bond has miimon");
        refused(
                () -> InterfacePlan.bridge("br0").priority(65536),
                "Interface 'br0': bridge priority 65536 is out of range: it must lie between 0 and 65535");
        refused(
                () -> InterfacePlan.bond("bond0", BondMode.BROADCAST).miimon(Duration.ofMillis(-1)),
                "Interface 'bond0': miimon must not be negative");
    }

    @Test
    void refuses_an_interface_twice() {
        refused(
                () -> NetworkPlan.of(eth0(), eth0()),
                "Interface 'eth0': is in the plan twice: put what is said of it into one");
        refused(
                () -> NetworkPlan.of(InterfacePlan.card("a", MAC), InterfacePlan.card("b", MAC)),
                "Interface 'b': has the MAC address 52:54:00:12:34:56, as 'a' has: name each card once");
    }

    @Test
    void refuses_an_address_twice() {
        refused(
                () -> NetworkPlan.of(eth0().address("10.0.0.1/24").address("10.0.0.1/25")),
                "Interface 'eth0': has the address 10.0.0.1 twice: leave one out");
        refused(
                () -> NetworkPlan.of(
                        eth0().address("fd00::1/64"),
                        InterfacePlan.named("eth1").address("fd00:0::1/64")),
                "Interface 'eth1': has the address fd00::1, as 'eth0' has: change one");
        assertThat(NetworkPlan.of(
                                eth0().address("fe80::1/64"),
                                InterfacePlan.named("eth1").address("fe80::1/64"))
                        .interfaces())
                .hasSize(2);
    }

    @Test
    void refuses_ports_and_parents_that_are_not_there() {
        refused(
                () -> NetworkPlan.of(eth0(), InterfacePlan.bridge("br0", "eht0")),
                "Interface 'br0': its port 'eht0' is not in the plan: add it, be it with nothing but its name. Did you"
                        + " mean 'eth0'?");
        refused(
                () -> NetworkPlan.of(eth0(), InterfacePlan.vlan("v", "wlan7", 5)),
                "Interface 'v': its parent 'wlan7' is not in the plan: add it, be it with nothing but its name.");
    }

    @Test
    void refuses_a_port_of_two() {
        refused(
                () -> NetworkPlan.of(eth0(), InterfacePlan.bridge("br0", "eth0"), InterfacePlan.bridge("br1", "eth0")),
                "Interface 'eth0': is a port of both 'br0' and 'br1': take it out of one");
        refused(
                () -> NetworkPlan.of(eth0(), InterfacePlan.bridge("br0", "eth0", "eth0")),
                "Interface 'eth0': is a port of 'br0' twice: name it once");
    }

    @Test
    void refuses_a_loop() {
        refused(
                () -> NetworkPlan.of(
                        InterfacePlan.bridge("br0", "v"),
                        InterfacePlan.vlan("v", "bond0", 1),
                        InterfacePlan.bond("bond0", BondMode.BROADCAST, "br0")),
                "Interfaces in a loop: 'br0' needs 'v' needs 'bond0' needs 'br0'. One of them has to do without");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'interfces': []}|The plan: unknown key 'interfces'. Did you mean 'interfaces'?",
                "{'interfaces': [{'name': 'eth0', 'adresses': []}]}"
                        + "|Interface 'eth0': unknown key 'adresses'. Did you mean 'addresses'?",
                "{'interfaces': [{'name': 'eth0', 'colour': 'red'}]}|Interface 'eth0': unknown key 'colour'.",
                "{'interfaces': [{'nmae': 'eth0'}]}" + "|An interface: 'name' is missing; is 'nmae' meant to be it?",
                "{'interfaces': [{'name': 'eth0', 'mtu': '1500'}]}|Interface 'eth0': 'mtu' must be a whole number",
                "{'interfaces': [{'name': 'eth0', 'acceptRa': 1}]}|Interface 'eth0': 'acceptRa' must be true or false",
                "{'interfaces': [{'name': 'eth0', 'dns': '1.1.1.1'}]}|Interface 'eth0': 'dns' must be a list of texts",
                "{'interfaces': [{'name': 'eth0', 'dns': [1]}]}|Interface 'eth0': 'dns' must be a list of texts",
                "{'interfaces': [7]}|The plan: 'interfaces' must be a list of objects",
                "{'interfaces': [{'name': 'v', 'vlan': {'parent': 'eth0'}}]}"
                        + "|'vlan' of interface 'v': 'id' is missing",
                "{'interfaces': [{'name': 'v', 'mac': '52:54:00:12:34:56', 'bridge': {}}]}"
                        + "|Interface 'v': has both 'mac' and 'bridge': it can only be one of them",
                "{'interfaces': [{'name': 'b', 'bond': {'mode': 'active-bakup'}}]}"
                        + "|'bond' of interface 'b': 'active-bakup' is not a mode: there are balance-rr, active-backup,"
                        + " balance-xor, broadcast, 802.3ad, balance-tlb, balance-alb. Did you mean 'active-backup'?",
                "{'interfaces': [{'name': 'eth0', 'routes': [{'to': 'default', 'gateway': '10.0.0.1'}]}]}"
                        + "|A route of interface 'eth0': unknown key 'gateway'.",
                "{'interfaces': [{'name': 'eth0', 'routes': [{'to': '10.0.0.1/8'}]}]}"
                        + "|Interface 'eth0': \"10.0.0.1/8\" is not a network: bits behind its prefix are set",
                "{'interfaces': [{'name': 'eth0', 'dhcp4': {'metrik': 5}}]}"
                        + "|'dhcp4' of interface 'eth0': unknown key 'metrik'. Did you mean 'metric'?",
            },
            quoteCharacter = '`')
    void refuses_json_that_means_nothing(String json, String message) {
        refused(() -> NetworkPlan.fromJson(json.replace('\'', '"')), message);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "[]", "{\"a\":1,\"a\":2}"})
    void refuses_what_is_not_json(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> NetworkPlan.fromJson(text))
                .withMessageStartingWith("The plan is not JSON: ");
    }

    @Test
    void finds_what_is_planned_for_an_interface() {
        assertThat(EVERYTHING.find("br1")).hasValue(InterfacePlan.bridge("br1"));
        assertThat(EVERYTHING.find("br2")).isEmpty();
        assertThat(EVERYTHING.find("uplink").orElseThrow().mac()).hasValue("52:54:00:aa:bb:cc");
        assertThat(List.of(Toggle.values())).hasSize(2);
    }
}
