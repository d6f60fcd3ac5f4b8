package io.kvmguest.network;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class NetplanTest {

    @Test
    void says_a_plan_in_the_words_of_netplan() {
        assertThat(Netplan.file(Plans.ofEverything())).isEqualTo("""
                network:
                  version: 2
                  renderer: networkd
                  ethernets:
                    "uplink":
                      match:
                        macaddress: "52:54:00:12:34:56"
                      mtu: 1400
                      dhcp4: true
                      dhcp4-overrides:
                        route-metric: 200
                      accept-ra: false
                      addresses:
                      - "192.0.2.10/32"
                      - "2001:db8::10/64"
                      routes:
                      - to: "0.0.0.0/0"
                        via: "192.0.2.1"
                        metric: 5
                        on-link: true
                      - to: "203.0.113.0/24"
                        scope: link
                      nameservers:
                        addresses: ["192.0.2.53"]
                        search: ["example.test"]
                    "eth1":
                      optional: true
                  bonds:
                    "bond0":
                      interfaces: ["eth1"]
                      parameters:
                        mode: active-backup
                        mii-monitor-interval: 100
                  bridges:
                    "br0":
                      interfaces: ["office"]
                      parameters:
                        priority: 4096
                        stp: false
                  vlans:
                    "office":
                      id: 10
                      link: "uplink"
                """);
    }

    @Test
    void says_nothing_of_what_is_not_planned() {
        assertThat(Netplan.file(NetworkPlan.of(InterfacePlan.named("eth0"), InterfacePlan.bridge("br0"))))
                .isEqualTo("""
                        network:
                          version: 2
                          renderer: networkd
                          ethernets:
                            "eth0": {}
                          bridges:
                            "br0": {}
                        """);
    }

    @Test
    void keeps_what_is_static_without_a_carrier() {
        NetworkPlan plan = NetworkPlan.of(
                InterfacePlan.named("eth0").address("192.0.2.10/24").acceptRa(Toggle.OFF),
                InterfacePlan.named("eth1").dhcp4().acceptRa(Toggle.OFF));

        assertThat(Netplan.file(plan)).isEqualTo("""
                network:
                  version: 2
                  renderer: networkd
                  ethernets:
                    "eth0":
                      ignore-carrier: true
                      accept-ra: false
                      addresses:
                      - "192.0.2.10/24"
                    "eth1":
                      dhcp4: true
                      accept-ra: false
                """);
    }
}
