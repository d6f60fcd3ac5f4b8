package io.kvmguest.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.kvmguest.network.AddressPlanner.Pair;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class AddressPlannerTest {

    private static void refused(ThrowingCallable call, String message) {
        assertThatIllegalArgumentException().isThrownBy(call).withMessage(message);
    }

    private static List<String> guests(int count) {
        return IntStream.rangeClosed(1, count).mapToObj(i -> "g" + i).toList();
    }

    @Test
    void gives_every_pair_a_subnet() {
        List<PlannedSubnet> subnets =
                AddressPlanner.standard().pointToPoint(List.of(new Pair("a", "b"), new Pair("b", "c")));

        assertThat(subnets)
                .extracting(Object::toString)
                .containsExactly(
                        "a-b 198.18.0.0/30 2001:db8::/64: a 198.18.0.1, b 198.18.0.2",
                        "b-c 198.18.0.4/30 2001:db8:0:1::/64: b 198.18.0.5, c 198.18.0.6");
        assertThat(subnets.get(1).addressesOf("c"))
                .containsExactly(IpPrefix.parse("198.18.0.6/30"), IpPrefix.parse("2001:db8:0:1::2/64"));
    }

    @Test
    void gives_every_segment_a_subnet() {
        Map<String, List<String>> segments = new LinkedHashMap<>();
        segments.put("wan", List.of("router", "server"));
        segments.put("lan", List.of("router", "client"));

        List<PlannedSubnet> subnets = AddressPlanner.from("10.64.0.0/16").sameSubnet(segments);

        assertThat(subnets)
                .extracting(Object::toString)
                .containsExactly(
                        "wan 10.64.0.0/24: router 10.64.0.1, server 10.64.0.2",
                        "lan 10.64.1.0/24: router 10.64.1.1, client 10.64.1.2");
        assertThat(subnets.get(1).address("client")).hasToString("10.64.1.2/24");
        assertThat(AddressPlanner.from("10.64.0.0/16").sameSubnet(segments)).isEqualTo(subnets);
    }

    @Test
    void gives_every_segment_of_a_topology_a_subnet() {
        Topology topology = Topology.chain("client", "left", "right").and(Topology.segment("lan", "right", "x", "y"));

        assertThat(AddressPlanner.from("10.64.0.0/16").subnetsOf(topology))
                .extracting(Object::toString)
                .containsExactly(
                        "client-left 10.64.0.0/30: client 10.64.0.1, left 10.64.0.2",
                        "left-right 10.64.0.4/30: left 10.64.0.5, right 10.64.0.6",
                        "lan 10.64.1.0/24: right 10.64.1.1, x 10.64.1.2, y 10.64.1.3");
        assertThat(AddressPlanner.standard().subnetsOf(Topology.none())).isEmpty();
        refused(
                () -> AddressPlanner.from("10.64.0.0/30").subnetsOf(topology),
                "The block 10.64.0.0/30 is too small: after 1 subnets there is no /30 left for 'left-right', and 2 are still to"
                        + " come. Give a larger block");
    }

    @Test
    void takes_segments_of_a_map_without_order_by_their_names() {
        assertThat(AddressPlanner.standard()
                        .sameSubnet(Map.of("b", List.of("x"), "a", List.of("x"), "c", List.of("x"))))
                .extracting(PlannedSubnet::name)
                .containsExactly("a", "b", "c");
    }

    @Test
    void gives_many_guests_a_larger_subnet() {
        Map<String, List<String>> segments = new LinkedHashMap<>();
        segments.put("small", guests(254));
        segments.put("large", guests(255));

        List<PlannedSubnet> subnets = AddressPlanner.standard().sameSubnet(segments);

        assertThat(subnets.get(0).networks().get(0)).hasToString("198.18.0.0/24");
        assertThat(subnets.get(1).networks().get(0)).hasToString("198.18.2.0/23");
        assertThat(subnets.get(1).addressesOf("g255"))
                .extracting(IpPrefix::address)
                .containsExactly("198.18.2.255", "2001:db8:0:1::ff");
    }

    @Test
    void plans_what_is_on_real_segments() {
        try (Segment lan = Segment.create("lan")) {
            assertThat(AddressPlanner.standard().sameSubnet(lan))
                    .extracting(Object::toString)
                    .containsExactly("lan 198.18.0.0/24 2001:db8::/64");
        }
    }

    @Test
    void fills_a_block_to_its_end_and_says_when_it_is_too_small() {
        List<Pair> pairs =
                IntStream.range(0, 64).mapToObj(i -> new Pair("a" + i, "b")).toList();
        AddressPlanner planner = AddressPlanner.from("192.0.2.0/24");
        assertThat(planner.pointToPoint(pairs).get(63).address("b")).hasToString("192.0.2.254/30");

        refused(
                () -> planner.pointToPoint(IntStream.range(0, 70)
                        .mapToObj(i -> new Pair("a" + i, "b"))
                        .toList()),
                "The block 192.0.2.0/24 is too small: after 64 subnets there is no /30 left for 'a64-b', and 6 are still to"
                        + " come. Give a larger block");
        refused(
                () -> AddressPlanner.from("fd00::/65").sameSubnet(Map.of("lan", guests(1))),
                "The block fd00::/65 is too small: after 0 subnets there is no /64 left for 'lan', and 1 are still to come."
                        + " Give a larger block");
    }

    @Test
    void refuses_blocks() {
        refused(() -> AddressPlanner.from(), "No block to take addresses from: give one, such as 198.18.0.0/15");
        refused(
                () -> AddressPlanner.from("10.0.0.0/8", "192.168.0.0/16"),
                "Two blocks of one family, 10.0.0.0/8 and 192.168.0.0/16: give one of IPv4, one of IPv6, or one of each");
        refused(
                () -> AddressPlanner.from("10.0.0.1/8"),
                "\"10.0.0.1/8\" is not a network: bits behind its prefix are set");
    }

    @Test
    void refuses_guests() {
        AddressPlanner planner = AddressPlanner.standard();
        refused(() -> new Pair("a", "a"), "Guest 'a' cannot be a pair with itself");
        refused(
                () -> planner.pointToPoint(List.of(new Pair("a", "b"), new Pair("a", "b"))),
                "The pair of 'a' and 'b' is there twice: leave one out");
        refused(() -> planner.sameSubnet(Map.of("lan", List.of("a", "a"))), "Guest 'a' is on segment 'lan' twice");
        refused(
                () -> planner.pointToPoint(List.of(new Pair("router", "client")))
                        .get(0)
                        .address("cleint"),
                "Guest 'cleint' is not on 'router-client', which has router, client. Did you mean 'client'?");
    }
}
