package io.kvmguest.network;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class NetworkdTest {

    @Test
    void says_a_plan_in_the_words_of_networkd() {
        NetworkPlan plan = NetworkPlan.of(
                InterfacePlan.card("uplink", "52:54:00:12:34:56")
                        .address("192.0.2.10/32")
                        .route(RoutePlan.byDefault("192.0.2.1").metric(5).onLink())
                        .dns("192.0.2.53")
                        .search("example.test")
                        .dhcp4(200)
                        .acceptRa(Toggle.OFF)
                        .mtu(1400),
                InterfacePlan.named("eth1").optional(Toggle.ON),
                InterfacePlan.vlan("office", "uplink", 10).acceptRa(Toggle.OFF),
                InterfacePlan.bridge("br0", "office").priority(4096).stp(Toggle.OFF),
                InterfacePlan.bond("bond0", BondMode.ACTIVE_BACKUP, "eth1").miimon(Duration.ofMillis(100)));

        assertThat(Networkd.files(plan))
                .containsEntry("50-kvmguest-uplink.network", """
                        [Match]
                        PermanentMACAddress=52:54:00:12:34:56

                        [Link]
                        MTUBytes=1400

                        [Network]
                        VLAN=office
                        DHCP=ipv4
                        IPv6AcceptRA=no
                        Address=192.0.2.10/32
                        DNS=192.0.2.53
                        Domains=example.test

                        [DHCPv4]
                        RouteMetric=200

                        [Route]
                        Destination=0.0.0.0/0
                        Gateway=192.0.2.1
                        Metric=5
                        GatewayOnLink=yes
                        """)
                .containsEntry(
                        "50-kvmguest-eth1.network",
                        "[Match]\nName=eth1\n\n[Link]\nRequiredForOnline=no\n\n[Network]\nBond=bond0\n")
                .containsEntry("50-kvmguest-office.netdev", "[NetDev]\nName=office\nKind=vlan\n\n[VLAN]\nId=10\n")
                .containsEntry(
                        "50-kvmguest-office.network",
                        "[Match]\nName=office\n\n[Network]\nBridge=br0\nIgnoreCarrierLoss=yes\nIPv6AcceptRA=no\n")
                .containsEntry(
                        "50-kvmguest-br0.netdev",
                        "[NetDev]\nName=br0\nKind=bridge\n\n[Bridge]\nPriority=4096\nSTP=no\n")
                .containsEntry(
                        "50-kvmguest-bond0.netdev",
                        "[NetDev]\nName=bond0\nKind=bond\n\n[Bond]\nMode=active-backup\nMIIMonitorSec=100ms\n")
                .hasSize(8);
    }
}
