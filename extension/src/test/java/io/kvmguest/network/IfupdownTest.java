package io.kvmguest.network;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class IfupdownTest {

    private static final String UPLINK = """
            # uplink
            auto mac/52:54:00:12:34:56=uplink
            iface uplink inet manual
                mtu 1400
                pre-up echo 0 >/proc/sys/net/ipv6/conf/$IFACE/accept_ra
            iface uplink inet static
                address 192.0.2.10/32
            iface uplink inet6 static
                address 2001:db8::10/64
                autoconf 0
            iface uplink inet dhcp
                metric 200
                up ip -4 route add 0.0.0.0/0 via 192.0.2.1 dev $IFACE proto static metric 5 onlink
                up ip -4 route add 203.0.113.0/24 dev $IFACE proto static
                post-down ip link set dev $IFACE mtu 1500
                post-down cat /proc/sys/net/ipv6/conf/default/accept_ra >/proc/sys/net/ipv6/conf/$IFACE/accept_ra
                post-down cat /proc/sys/net/ipv6/conf/default/autoconf >/proc/sys/net/ipv6/conf/$IFACE/autoconf
            """;

    @Test
    void says_a_plan_in_the_words_of_ifupdown() {
        NetworkPlan plan = Plans.ofEverything();

        assertThat(Ifupdown.file(plan, Ifupdown.sections(plan, Plans.named(plan, "eth0"))))
                .isEqualTo(UPLINK + """

                        # eth1
                        auto eth1
                        iface eth1 inet manual

                        # office on uplink
                        auto office
                        iface office inet manual
                            pre-up ip link add link eth0 name $IFACE type vlan id 10
                            post-down ip link del $IFACE

                        # br0 of office
                        auto br0
                        iface br0 inet manual
                            bridge_ports office
                            bridge_bridgeprio 4096
                            bridge_stp off
                            bridge_maxwait 0

                        # bond0 of eth1
                        auto bond0
                        iface bond0 inet manual
                            bond-slaves eth1
                            bond-mode active-backup
                            bond-miimon 100
                        """);
    }

    @Test
    void sets_nothing_of_a_link_that_is_not_there_yet() {
        NetworkPlan plan = NetworkPlan.of(
                InterfacePlan.named("eth1"), InterfacePlan.bridge("br0", "eth1").acceptRa(Toggle.OFF));

        assertThat(Ifupdown.sections(plan, plan).get("br0")).isEqualTo("""
                auto br0
                iface br0 inet manual
                    bridge_ports eth1
                    bridge_maxwait 0
                    up echo 0 >/proc/sys/net/ipv6/conf/$IFACE/accept_ra
                """);
    }

    @Test
    void changes_nothing_that_is_up_and_as_before() {
        assertThat(IfupdownChange.of(UPLINK, UPLINK, Map.of("uplink", "eth0"), Map.of("uplink", "eth0")))
                .isEqualTo(new IfupdownChange(List.of(), List.of()));
    }

    @Test
    void brings_up_what_is_not_up_and_what_has_another_name() {
        assertThat(IfupdownChange.of(UPLINK, UPLINK, Map.of(), Map.of("uplink", "eth0"))
                        .up())
                .containsExactly("eth0=uplink");
        assertThat(IfupdownChange.of(UPLINK, UPLINK, Map.of("uplink", "eth1"), Map.of("uplink", "eth0")))
                .isEqualTo(new IfupdownChange(List.of("eth1=uplink"), List.of("eth0=uplink")));
    }

    @Test
    void takes_along_what_lies_on_what_changes_and_the_ports_of_what_goes() {
        String before = file("# a", "# b", "# v on a", "# br of v b", "# w on br");
        Map<String, String> devices = Map.of("a", "a", "b", "b", "v", "v", "br", "br", "w", "w");

        IfupdownChange change = IfupdownChange.of(before, file("# a", "# b", "# v on a"), devices, devices);
        assertThat(change.down()).containsExactly("w=w", "br=br", "v=v", "b=b");
        assertThat(change.up()).containsExactly("b=b", "v=v");

        change = IfupdownChange.of(before, before.replace("# a\n", "# a\nmtu 1400\n"), devices, devices);
        assertThat(change.down()).containsExactly("w=w", "br=br", "v=v", "b=b", "a=a");
        assertThat(change.up()).containsExactly("a=a", "b=b", "v=v", "br=br", "w=w");
    }

    @Test
    void reads_what_is_up() {
        assertThat(IfupdownChange.running("lo=lo\neth0=uplink\n")).isEqualTo(Map.of("lo", "lo", "uplink", "eth0"));
    }

    private static String file(String... heads) {
        return String.join("\ntext\n\n", heads) + "\ntext\n";
    }
}
