package io.kvmguest.assertions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.kvmguest.network.IpFamily;
import io.kvmguest.network.RouteState;
import io.kvmguest.network.RouteState.Hop;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;

class RoutesTest {

    static final List<String> V4 = List.of(Recorded.IPROUTE2_ROUTE, Recorded.BUSYBOX_ROUTE);
    static final List<String> V6 = List.of(Recorded.IPROUTE2_ROUTE6, Recorded.BUSYBOX_ROUTE6);

    @ParameterizedTest
    @FieldSource("V4")
    void reads_all_default_routes_with_their_metrics(String text) {
        assertThat(find("default", text))
                .extracting(RouteState::hops, RouteState::metric)
                .containsExactly(
                        org.assertj.core.api.Assertions.tuple(List.of(new Hop("10.0.0.254", "eth0")), 0L),
                        org.assertj.core.api.Assertions.tuple(List.of(new Hop("10.0.0.253", "eth0")), 200L));
    }

    @ParameterizedTest
    @FieldSource("V4")
    void reads_a_route_on_the_link(String text) {
        RouteState route = find("10.0.0.0/24", text).get(0);

        assertThat(route.hops()).containsExactly(new Hop("", "eth0"));
        assertThat(route.source()).isEqualTo("10.0.0.1");
    }

    @ParameterizedTest
    @FieldSource("V4")
    void reads_a_route_to_a_host(String text) {
        assertThat(find("10.7.0.7", text)).hasSize(1).isEqualTo(find("10.7.0.7/32", text));
    }

    @ParameterizedTest
    @FieldSource("V4")
    void tells_routes_that_lead_nowhere_from_others(String text) {
        assertThat(find("192.0.2.0/24", text)).isEmpty();
        assertThat(find("blackhole 192.0.2.0/24", text)).hasSize(1);
        assertThat(find("unreachable 198.51.100.0/24", text)).hasSize(1);
    }

    @Test
    void reads_several_ways_where_they_are_shown() {
        RouteState route = find("172.16.0.0/12", Recorded.IPROUTE2_ROUTE).get(0);

        assertThat(route.hops()).containsExactly(new Hop("10.0.0.5", "eth0"), new Hop("10.0.0.6", "eth0"));
        assertThat(route.line())
                .isEqualTo(
                        "172.16.0.0/12 nexthop via 10.0.0.5 dev eth0 weight 1 nexthop via 10.0.0.6 dev eth0 weight 2");
        assertThat(find("172.16.0.0/12", Recorded.BUSYBOX_ROUTE).get(0).hops()).isEmpty();
    }

    @ParameterizedTest
    @FieldSource("V6")
    void reads_ipv6(String text) {
        assertThat(find("::/0", text).get(0).hops()).containsExactly(new Hop("fd00::fe", "eth0"));
        assertThat(find("2001:db8::/32", text).get(0).metric()).isEqualTo(1024);
        assertThat(find("fe80::/64", text))
                .extracting(route -> route.hops().get(0).device())
                .containsExactly("eth1", "eth0", "br0");
        assertThat(find("unreachable 2001:db8:2::/48", text)).hasSize(1);
    }

    @Test
    void reads_no_routes() {
        assertThat(RouteState.parse("\n", IpFamily.V4)).isEmpty();
    }

    @Test
    void reads_an_ipv4_route_by_an_ipv6_gateway() {
        RouteState route =
                find("10.1.0.0/16", "10.1.0.0/16 via inet6 fe80::1 dev eth0 \n").get(0);

        assertThat(route.hops()).containsExactly(new Hop("fe80::1", "eth0"));
    }

    @Test
    void asks_for_the_family_of_the_destination() {
        assertThat(RouteKey.parse("default").question().script()).isEqualTo("ip -4 route show");
        assertThat(RouteKey.parse("::/0").question().script()).isEqualTo("ip -6 route show");
    }

    @Test
    void refuses_a_destination_of_an_unknown_type() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RouteKey.parse("black 10.0.0.0/8"))
                .withMessage("\"black 10.0.0.0/8\" is not a destination: \"black\" is not a type of route");
    }

    @ParameterizedTest
    @ValueSource(strings = {"10.0.0.1/8", "fd00::1/64"})
    void refuses_a_destination_that_no_route_can_have(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RouteKey.parse(text))
                .withMessage("\"" + text + "\" is not a network: bits behind its prefix are set");
    }

    private static List<RouteState> find(String destination, String text) {
        RouteKey key = RouteKey.parse(destination);
        return key.of(RouteState.parse(text, IpFamily.of(key.destination())));
    }
}
