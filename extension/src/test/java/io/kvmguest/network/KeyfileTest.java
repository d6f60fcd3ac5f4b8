package io.kvmguest.network;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class KeyfileTest {

    @Test
    void says_a_plan_in_the_words_of_network_manager() {
        Map<String, String> profiles = Keyfile.profiles(Plans.ofEverything());

        assertThat(profiles.keySet())
                .containsExactly(
                        "kvmguest-uplink", "kvmguest-bond0", "kvmguest-eth1", "kvmguest-br0", "kvmguest-office");
        assertThat(profiles).containsEntry("kvmguest-uplink", """
                [connection]
                id=kvmguest-uplink
                uuid=47b1dbec-10c3-3ccb-89eb-d427aefd45d3
                type=ethernet

                [ethernet]
                mac-address=52:54:00:12:34:56
                mtu=1400

                [ipv4]
                method=auto
                may-fail=false
                route-metric=200
                address1=192.0.2.10/32
                route1=0.0.0.0/0,192.0.2.1,5
                route1_options=onlink=true
                route2=203.0.113.0/24
                dns=192.0.2.53;
                dns-search=example.test;

                [ipv6]
                method=manual
                may-fail=false
                address1=2001:db8::10/64
                """);
        assertThat(profiles).containsEntry("kvmguest-bond0", """
                [connection]
                id=kvmguest-bond0
                uuid=2443a4b6-1ce2-3db7-a7a1-de382c2a510d
                type=bond
                interface-name=bond0
                autoconnect-slaves=1

                [bond]
                mode=active-backup
                miimon=100

                [ipv4]
                method=disabled

                [ipv6]
                method=link-local
                """);
        assertThat(profiles).containsEntry("kvmguest-eth1", """
                [connection]
                id=kvmguest-eth1
                uuid=7440c547-18a5-3f00-807b-f11a5d1e771c
                type=ethernet
                interface-name=eth1
                master=2443a4b6-1ce2-3db7-a7a1-de382c2a510d
                slave-type=bond
                """);
        assertThat(profiles).containsEntry("kvmguest-br0", """
                [connection]
                id=kvmguest-br0
                uuid=8ca6b17f-b08f-3a84-afd5-bf991f867b44
                type=bridge
                interface-name=br0
                autoconnect-slaves=1

                [bridge]
                priority=4096
                stp=false

                [ipv4]
                method=disabled

                [ipv6]
                method=link-local
                """);
        assertThat(profiles).containsEntry("kvmguest-office", """
                [connection]
                id=kvmguest-office
                uuid=aac57296-f3ba-3bd2-b5a3-3fa8dfa119b6
                type=vlan
                interface-name=office
                master=8ca6b17f-b08f-3a84-afd5-bf991f867b44
                slave-type=bridge

                [vlan]
                id=10
                parent=47b1dbec-10c3-3ccb-89eb-d427aefd45d3
                """);
    }

    @Test
    void gives_routes_the_metric_of_the_kernel() {
        assertThat(Keyfile.profiles(NetworkPlan.of(InterfacePlan.named("eth0")
                                .address("192.0.2.10/24")
                                .gateway("192.0.2.1")))
                        .get("kvmguest-eth0"))
                .contains("""
                        [ipv4]
                        method=manual
                        may-fail=false
                        route-metric=0
                        address1=192.0.2.10/24
                        """);
    }

    @Test
    void waits_for_a_router_only_where_something_else_counts() {
        assertThat(ipv6(InterfacePlan.named("eth0").address("192.0.2.10/24"))).isEqualTo("method=auto\n");
        assertThat(ipv6(InterfacePlan.named("eth0"))).isEqualTo("method=link-local\n");
        assertThat(ipv6(InterfacePlan.named("eth0").acceptRa(Toggle.ON))).isEqualTo("method=auto\n");
    }

    private static String ipv6(InterfacePlan plan) {
        return Keyfile.profiles(NetworkPlan.of(plan))
                .getOrDefault("kvmguest-eth0", "")
                .split("\\[ipv6]\n", 2)[1];
    }

    @Test
    void leaves_other_devices_alone() {
        assertThat(Keyfile.devices(Plans.ofEverything())).isEqualTo("""
                [main]
                no-auto-default=*

                [keyfile]
                unmanaged-devices=*;except:mac:52:54:00:12:34:56;except:interface-name:=eth1;except:interface-name:=office\
                ;except:interface-name:=br0;except:interface-name:=bond0
                """);
    }
}
