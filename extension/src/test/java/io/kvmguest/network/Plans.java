package io.kvmguest.network;

import java.time.Duration;
import java.util.Map;

/** Plans for tests. */
final class Plans {

    private Plans() {}

    /** Returns a plan that says something in each field. */
    static NetworkPlan ofEverything() {
        return NetworkPlan.of(
                InterfacePlan.card("uplink", "52:54:00:12:34:56")
                        .address("192.0.2.10/32")
                        .address("2001:db8::10/64")
                        .route(RoutePlan.byDefault("192.0.2.1").metric(5).onLink())
                        .route(RoutePlan.to("203.0.113.0/24"))
                        .dns("192.0.2.53")
                        .search("example.test")
                        .dhcp4(200)
                        .acceptRa(Toggle.OFF)
                        .mtu(1400),
                InterfacePlan.named("eth1").optional(Toggle.ON),
                InterfacePlan.vlan("office", "uplink", 10),
                InterfacePlan.bridge("br0", "office").priority(4096).stp(Toggle.OFF),
                InterfacePlan.bond("bond0", BondMode.ACTIVE_BACKUP, "eth1").miimon(Duration.ofMillis(100)));
    }

    /** Returns it with the names of a guest that calls the card so. */
    static NetworkPlan named(NetworkPlan plan, String card) {
        return NetworkPlan.builder()
                .add(plan.interfaces().stream()
                        .map(each -> each.renamed(Map.of("uplink", card)))
                        .toList())
                .build();
    }
}
