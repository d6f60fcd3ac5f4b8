package io.kvmguest.network;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ShortfallTest {

    private static final NetworkPlan PLAN = NetworkPlan.of(
            InterfacePlan.named("eth0")
                    .address("192.0.2.10/24")
                    .address("2001:db8::10/64")
                    .gateway("192.0.2.1")
                    .route(RoutePlan.to("203.0.113.0/24").via("192.0.2.1").metric(7))
                    .mtu(1400),
            InterfacePlan.named("eth1"),
            InterfacePlan.bridge("br0", "eth1"));

    @Test
    void is_nothing_where_the_kernel_has_what_is_planned() {
        NetworkState state = States.of("""
                2: eth0: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1400 qdisc fq_codel state UP
                    inet 192.0.2.10/24 scope global eth0
                    inet6 2001:db8::10/64 scope global tentative
                3: eth1: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1500 qdisc fq_codel master br0 state UP
                4: br0: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1500 qdisc noqueue state UP
                """, """
                default via 192.0.2.1 dev eth0 proto static metric 100
                203.0.113.0/24 via 192.0.2.1 dev eth0 proto static metric 7
                """);

        assertThat(Shortfall.of(PLAN, state)).isEmpty();
    }

    @Test
    void is_a_line_for_each_thing_that_is_missing() {
        NetworkState state = States.of("""
                2: eth0: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1500 qdisc fq_codel state UP
                    inet 192.0.2.10/25 scope global eth0
                3: eth1: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1500 qdisc fq_codel state UP
                """, """
                default via 192.0.2.2 dev eth0
                203.0.113.0/24 via 192.0.2.1 dev eth0 metric 8
                """);

        assertThat(Shortfall.of(PLAN, state))
                .containsExactly(
                        "eth0 has no address 192.0.2.10/24",
                        "eth0 has no address 2001:db8::10/64",
                        "eth0 has no route default via 192.0.2.1",
                        "eth0 has no route 203.0.113.0/24 via 192.0.2.1 metric 7",
                        "eth0 has the MTU 1500, not 1400",
                        "br0 is missing",
                        "eth1 is no port of br0");
    }

    @Test
    void is_nothing_where_there_is_no_carrier() {
        NetworkState state =
                States.of("2: eth0: <NO-CARRIER,BROADCAST,MULTICAST,UP> mtu 1500 qdisc fq_codel state DOWN\n", "");

        assertThat(Shortfall.of(NetworkPlan.of(InterfacePlan.named("eth0").address("192.0.2.10/24")), state))
                .isEmpty();
    }
}
