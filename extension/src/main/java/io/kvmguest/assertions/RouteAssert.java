package io.kvmguest.assertions;

import io.kvmguest.network.IpPrefix;
import io.kvmguest.network.RouteState;
import io.kvmguest.shell.RootShell;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Assertions on a route of a guest, made by {@link RootShellAssert#hasRoute(String)}. If several routes lead to one
 * destination, all conditions of one chain have to be met by the same one.
 */
public class RouteAssert extends AbstractThingAssert<RouteAssert, List<RouteState>, RouteState> {

    RouteAssert(RootShellAssert shell, @Nullable RootShell actual, RouteKey key) {
        super(
                shell,
                actual,
                RouteAssert.class,
                new Thing<>(
                        "route",
                        key.text(),
                        key.question(),
                        key::of,
                        route -> List.of(route.line()),
                        RouteAssert::describe));
    }

    static List<String> describe(List<RouteState> routes) {
        return routes.stream().map(RouteState::line).toList();
    }

    /**
     * Verifies that the route goes by a gateway; one of them if it has several.
     *
     * <pre><code class='java'> root.run("ip route add 10.0.0.0/8 via 192.168.1.1");
     *
     * // passes
     * assertThat(root).hasRoute("10.0.0.0/8").via("192.168.1.1");
     *
     * // fails
     * assertThat(root).hasRoute("10.0.0.0/8").via("192.168.1.2");</code></pre>
     *
     * @throws IllegalArgumentException if {@code gateway} is not an address
     */
    public RouteAssert via(String gateway) {
        IpPrefix wanted = IpPrefix.parseHost(gateway);
        return having("via " + gateway, route -> route.hops().stream()
                .anyMatch(
                        hop -> !hop.via().isEmpty() && IpPrefix.parse(hop.via()).equals(wanted)));
    }

    /**
     * Verifies that the route needs no gateway.
     *
     * <pre><code class='java'> root.run("ip addr add 10.0.0.1/8 dev eth0; ip route add default via 10.0.0.2");
     *
     * // passes
     * assertThat(root).hasRoute("10.0.0.0/8").withoutGateway();
     *
     * // fails
     * assertThat(root).hasDefaultRoute().withoutGateway();</code></pre>
     */
    public RouteAssert withoutGateway() {
        return having(
                "no gateway",
                route -> !route.hops().isEmpty()
                        && route.hops().stream().allMatch(hop -> hop.via().isEmpty()));
    }

    /**
     * Verifies that the route leaves by an interface; by this one among others if it has several ways.
     *
     * <pre><code class='java'> root.run("ip route add 10.0.0.0/8 dev eth0");
     *
     * // passes
     * assertThat(root).hasRoute("10.0.0.0/8").dev("eth0");
     *
     * // fails
     * assertThat(root).hasRoute("10.0.0.0/8").dev("eth1");</code></pre>
     */
    public RouteAssert dev(String device) {
        return having("dev " + device, route -> route.hops().stream()
                .anyMatch(hop -> hop.device().equals(device)));
    }

    /**
     * Verifies the preferred source address of the route.
     *
     * <pre><code class='java'> root.run("ip route add 10.0.0.0/8 dev eth0 src 192.168.1.2");
     *
     * // passes
     * assertThat(root).hasRoute("10.0.0.0/8").src("192.168.1.2");
     *
     * // fails
     * assertThat(root).hasRoute("10.0.0.0/8").src("192.168.1.3");</code></pre>
     *
     * @throws IllegalArgumentException if {@code source} is not an address
     */
    public RouteAssert src(String source) {
        IpPrefix wanted = IpPrefix.parseHost(source);
        return having(
                "src " + source,
                route -> !route.source().isEmpty()
                        && IpPrefix.parse(route.source()).equals(wanted));
    }

    /**
     * Verifies the metric of the route, which is 0 for an IPv4 route that shows none.
     *
     * <pre><code class='java'> root.run("ip route add default via 192.168.1.1 metric 100");
     *
     * // passes
     * assertThat(root).hasDefaultRoute().metric(100);
     *
     * // fails
     * assertThat(root).hasDefaultRoute().metric(200);</code></pre>
     */
    public RouteAssert metric(long metric) {
        return having("metric " + metric, route -> route.metric() == metric);
    }
}
