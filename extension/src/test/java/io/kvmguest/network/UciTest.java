package io.kvmguest.network;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvmguest.network.Uci.Section;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is said to {@code uci}. The words of releases since 21.02 have been tried on no guest. */
class UciTest {

    private static final String LAN = """
            network.loopback=interface
            network.loopback.ifname=lo
            network.lan=interface
            network.lan.ifname=eth0 eth2
            network.lan.type=bridge
            network.lan.ipaddr=192.168.1.1
            network.globals=globals
            """;

    private static String batch(NetworkPlan plan, boolean hasDevices) {
        return String.join("\n", Uci.change(Map.of(), Uci.sections(plan, hasDevices), Set.of()));
    }

    @Test
    void says_a_plan_in_the_words_of_old_releases() {
        NetworkPlan plan = NetworkPlan.of(
                InterfacePlan.named("eth0")
                        .address("192.0.2.10/32")
                        .address("192.0.2.11/24")
                        .address("2001:db8::10/64")
                        .route(RoutePlan.byDefault("192.0.2.1").metric(5).onLink())
                        .route(RoutePlan.to("2001:db8:7::/48").via("2001:db8::1"))
                        .dns("192.0.2.53", "192.0.2.54")
                        .search("example.test")
                        .dhcp4(200)
                        .acceptRa(Toggle.ON)
                        .mtu(1400),
                InterfacePlan.named("eth1"),
                InterfacePlan.vlan("office", "eth0", 10),
                InterfacePlan.bridge("br0", "office").priority(4096).stp(Toggle.OFF));

        assertThat(batch(plan, false)).isEqualTo("""
                set network.kvmguest_eth0_link=device
                set network.kvmguest_eth0_link.name='eth0'
                set network.kvmguest_eth0_link.mtu='1400'
                set network.kvmguest_eth0=interface
                set network.kvmguest_eth0.ifname='eth0'
                set network.kvmguest_eth0.proto='static'
                add_list network.kvmguest_eth0.ipaddr='192.0.2.10/32'
                add_list network.kvmguest_eth0.ipaddr='192.0.2.11/24'
                add_list network.kvmguest_eth0.ip6addr='2001:db8::10/64'
                add_list network.kvmguest_eth0.dns='192.0.2.53'
                add_list network.kvmguest_eth0.dns='192.0.2.54'
                add_list network.kvmguest_eth0.dns_search='example.test'
                set network.kvmguest_eth0_dhcp=interface
                set network.kvmguest_eth0_dhcp.ifname='eth0'
                set network.kvmguest_eth0_dhcp.proto='dhcp'
                set network.kvmguest_eth0_dhcp.metric='200'
                set network.kvmguest_eth0_ra=interface
                set network.kvmguest_eth0_ra.ifname='eth0'
                set network.kvmguest_eth0_ra.proto='dhcpv6'
                set network.kvmguest_eth0_route1=route
                set network.kvmguest_eth0_route1.interface='kvmguest_eth0'
                set network.kvmguest_eth0_route1.target='0.0.0.0/0'
                set network.kvmguest_eth0_route1.gateway='192.0.2.1'
                set network.kvmguest_eth0_route1.metric='5'
                set network.kvmguest_eth0_route1.onlink='1'
                set network.kvmguest_eth0_route2=route6
                set network.kvmguest_eth0_route2.interface='kvmguest_eth0'
                set network.kvmguest_eth0_route2.target='2001:db8:7::/48'
                set network.kvmguest_eth0_route2.gateway='2001:db8::1'
                set network.kvmguest_eth1=interface
                set network.kvmguest_eth1.ifname='eth1'
                set network.kvmguest_eth1.proto='none'
                set network.kvmguest_office_link=device
                set network.kvmguest_office_link.name='office'
                set network.kvmguest_office_link.type='8021q'
                set network.kvmguest_office_link.ifname='eth0'
                set network.kvmguest_office_link.vid='10'
                set network.kvmguest_br0_link=device
                set network.kvmguest_br0_link.name='br0'
                set network.kvmguest_br0_link.type='bridge'
                set network.kvmguest_br0_link.ifname='office'
                set network.kvmguest_br0_link.priority='4096'
                set network.kvmguest_br0_link.stp='0'
                set network.kvmguest_br0=interface
                set network.kvmguest_br0.ifname='br0'
                set network.kvmguest_br0.proto='none'""");
    }

    @Test
    void says_a_plan_in_the_words_of_releases_since_21_02() {
        NetworkPlan plan = NetworkPlan.of(
                InterfacePlan.named("eth0"),
                InterfacePlan.vlan("eth0.10", "eth0", 10),
                InterfacePlan.bridge("br0", "eth0.10").address("10.0.11.1/24"));

        assertThat(batch(plan, true)).isEqualTo("""
                set network.kvmguest_eth0=interface
                set network.kvmguest_eth0.device='eth0'
                set network.kvmguest_eth0.proto='none'
                set network.kvmguest_eth0_2e10_link=device
                set network.kvmguest_eth0_2e10_link.name='eth0.10'
                set network.kvmguest_eth0_2e10_link.type='8021q'
                set network.kvmguest_eth0_2e10_link.ifname='eth0'
                set network.kvmguest_eth0_2e10_link.vid='10'
                set network.kvmguest_br0_link=device
                set network.kvmguest_br0_link.name='br0'
                set network.kvmguest_br0_link.type='bridge'
                add_list network.kvmguest_br0_link.ports='eth0.10'
                set network.kvmguest_br0=interface
                set network.kvmguest_br0.device='br0'
                set network.kvmguest_br0.proto='static'
                add_list network.kvmguest_br0.ipaddr='10.0.11.1/24'""");
    }

    @ParameterizedTest
    @CsvSource({"v20141128,false", "15.05,false", "19.07.8,false", "21.02.0,true", "23.05.3,true", "SNAPSHOT,true"})
    void knows_which_words_a_release_has(String release, boolean hasDevices) {
        assertThat(Uci.hasDevices(release)).isEqualTo(hasDevices);
    }

    @Test
    void says_nothing_when_all_is_said() {
        NetworkPlan plan = NetworkPlan.of(InterfacePlan.named("eth1").address("192.0.2.10/24"));
        Map<String, Section> current = Uci.read(LAN + """
                network.kvmguest_eth1=interface
                network.kvmguest_eth1.ifname=eth1
                network.kvmguest_eth1.proto=static
                network.kvmguest_eth1.ipaddr=192.0.2.10/24
                """);

        assertThat(Uci.change(current, Uci.sections(plan, false), Set.of("eth1")))
                .isEmpty();
    }

    @Test
    void takes_the_devices_of_a_plan_from_the_sections_of_others() {
        assertThat(Uci.change(Uci.read(LAN), Map.of(), Set.of("eth0")))
                .containsExactly("delete network.lan.ifname", "set network.lan.ifname='eth2'");
        assertThat(Uci.change(Uci.read(LAN), Map.of(), Set.of("eth0", "eth2")))
                .containsExactly("delete network.lan.ifname");
        assertThat(Uci.change(Uci.read("""
                                network.cfg030f15='device'
                                network.cfg030f15.name='br-lan'
                                network.cfg030f15.type='bridge'
                                network.cfg030f15.ports='eth0' 'eth1'
                                network.lan=interface
                                network.lan.device='br-lan'
                                """.replace("='device'", "=device")), Map.of(), Set.of("eth0")))
                .containsExactly("delete network.cfg030f15.ports", "add_list network.cfg030f15.ports='eth1'");
    }

    @Test
    void removes_what_was_made_for_the_plan_before() {
        assertThat(Uci.change(Uci.read("network.kvmguest_eth0=interface\n"), Map.of(), Set.of()))
                .containsExactly("delete network.kvmguest_eth0");
    }

    @Test
    void lets_go_of_addresses_that_would_be_in_the_way_of_their_order() {
        Map<String, Section> current = section("192.0.2.10/24", "192.0.2.11/24", "192.0.2.12/24");

        assertThat(UciOrder.before(current, section("192.0.2.12/24", "192.0.2.11/24", "192.0.2.10/24")))
                .isEqualTo(section());
        assertThat(UciOrder.before(current, section("192.0.2.10/24", "192.0.2.12/24", "192.0.2.11/24")))
                .isEqualTo(section("192.0.2.10/24"));
        assertThat(UciOrder.before(current, section("192.0.2.11/24", "192.0.2.12/24", "192.0.2.13/24")))
                .isEqualTo(section("192.0.2.11/24", "192.0.2.12/24", "192.0.2.13/24"));
    }

    @Test
    void clears_a_device_before_it_loses_its_dhcp() {
        NetworkPlan dhcp = NetworkPlan.of(
                InterfacePlan.named("eth0")
                        .address("192.0.2.10/24")
                        .gateway("192.0.2.1")
                        .mtu(1400)
                        .dhcp4(),
                InterfacePlan.vlan("eth0.10", "eth0", 10));
        NetworkPlan without = NetworkPlan.of(
                InterfacePlan.named("eth0")
                        .address("192.0.2.10/24")
                        .gateway("192.0.2.1")
                        .mtu(1400),
                InterfacePlan.vlan("eth0.10", "eth0", 10));
        Map<String, Section> current = Uci.sections(dhcp, false);
        Map<String, Section> wanted = Uci.sections(without, false);

        Map<String, Section> before = UciOrder.before(current, wanted);

        assertThat(before).containsOnlyKeys("kvmguest_eth0_link", "kvmguest_eth0_2e10_link", "kvmguest_eth0_2e10");
        assertThat(UciOrder.gone(current, before)).isEqualTo("kvmguest_eth0 kvmguest_eth0_dhcp");
        assertThat(UciOrder.before(wanted, current)).isEqualTo(current);
        assertThat(UciOrder.gone(wanted, current)).isEmpty();
    }

    private static Map<String, Section> section(String... addresses) {
        return Map.of(
                "kvmguest_eth0",
                new Section("interface", addresses.length == 0 ? Map.of() : Map.of("ipaddr", List.of(addresses))));
    }

    @Test
    void gives_a_card_the_mtu_of_ethernet_when_none_is_said_any_more() {
        Map<String, Section> current = Uci.read("""
                network.kvmguest_eth0_link=device
                network.kvmguest_eth0_link.mtu=1600
                """);
        InterfacePlan office = InterfacePlan.vlan("office", "eth0", 10);

        assertThat(NetifdConfigurator.mtus(
                        NetworkPlan.of(InterfacePlan.named("eth0").mtu(1600), office), Map.of()))
                .isEqualTo("eth0=1600 office=1600");
        assertThat(NetifdConfigurator.mtus(NetworkPlan.of(InterfacePlan.named("eth0"), office), current))
                .isEqualTo("eth0=1500 office=1500");
        assertThat(NetifdConfigurator.mtus(NetworkPlan.of(InterfacePlan.named("eth0"), office), Map.of()))
                .isEmpty();
    }
}
