package io.kvmguest.assertions;

import io.kvmguest.network.InterfaceState;
import io.kvmguest.network.IpPrefix;
import io.kvmguest.network.NetworkState;
import io.kvmguest.network.RouteState;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Assertions on the state of a guest's network at one moment. What a guest comes to in time is asserted on its {@link
 * RootShellAssert root shell}.
 */
public class NetworkStateAssert extends AbstractGuestAssert<NetworkStateAssert, NetworkState> {

    NetworkStateAssert(@Nullable NetworkState actual) {
        super(actual, NetworkStateAssert.class);
    }

    /**
     * Verifies that there is an interface.
     *
     * <pre><code class='java'> // passes
     * assertThat(NetworkState.read(root)).hasInterface("lo");
     *
     * // fails
     * assertThat(NetworkState.read(root)).hasInterface("eth9");</code></pre>
     *
     * @param name its name, or one of its alternative names
     */
    public NetworkStateAssert hasInterface(String name) {
        isNotNull();
        if (actual.find(name).isEmpty()) {
            throw assertionError(
                    StateErrors.shouldHave("interface", name, InterfaceAssert.describe(actual.interfaces())));
        }
        return myself;
    }

    /**
     * Verifies that there is no interface of this name.
     *
     * <pre><code class='java'> // passes
     * assertThat(NetworkState.read(root)).hasNoInterface("eth9");
     *
     * // fails
     * assertThat(NetworkState.read(root)).hasNoInterface("lo");</code></pre>
     */
    public NetworkStateAssert hasNoInterface(String name) {
        isNotNull();
        actual.find(name).ifPresent(found -> {
            throw assertionError(StateErrors.shouldNotHave("interface", name, found.describe()));
        });
        return myself;
    }

    /**
     * Verifies that an interface has an address.
     *
     * <pre><code class='java'> // passes
     * assertThat(NetworkState.read(root)).hasAddress("127.0.0.1/8");
     *
     * // fails
     * assertThat(NetworkState.read(root)).hasAddress("127.0.0.1/16");</code></pre>
     *
     * @param address IPv4 or IPv6, with the length of its prefix, or without if any will do
     * @throws IllegalArgumentException if {@code address} is none
     */
    public NetworkStateAssert hasAddress(String address) {
        isNotNull();
        if (withAddress(address).isEmpty()) {
            throw assertionError(
                    StateErrors.shouldHave("address", address, InterfaceAssert.describe(actual.interfaces())));
        }
        return myself;
    }

    /**
     * Verifies that no interface has an address.
     *
     * <pre><code class='java'> // passes
     * assertThat(NetworkState.read(root)).hasNoAddress("192.0.2.1");
     *
     * // fails
     * assertThat(NetworkState.read(root)).hasNoAddress("127.0.0.1");</code></pre>
     *
     * @param address IPv4 or IPv6, with the length of its prefix, or without if none will do
     * @throws IllegalArgumentException if {@code address} is none
     */
    public NetworkStateAssert hasNoAddress(String address) {
        isNotNull();
        List<InterfaceState> found = withAddress(address);
        if (!found.isEmpty()) {
            throw assertionError(StateErrors.shouldNotHave("address", address, InterfaceAssert.describe(found)));
        }
        return myself;
    }

    private List<InterfaceState> withAddress(String address) {
        IpPrefix.parse(address);
        return actual.interfaces().stream()
                .filter(each -> each.hasAddress(address))
                .toList();
    }

    /**
     * Verifies that the main routing table has a route to exactly this destination.
     *
     * <pre><code class='java'> root.run("ip route add 10.0.0.0/8 via 192.168.1.1");
     *
     * // passes
     * assertThat(NetworkState.read(root)).hasRoute("10.0.0.0/8");
     *
     * // fails: it is covered by the route, but has none of its own
     * assertThat(NetworkState.read(root)).hasRoute("10.1.0.0/16");</code></pre>
     *
     * @param destination as in {@link RootShellAssert#hasRoute(String)}
     * @throws IllegalArgumentException if {@code destination} is none
     */
    public NetworkStateAssert hasRoute(String destination) {
        isNotNull();
        if (RouteKey.parse(destination).of(actual.routes("main")).isEmpty()) {
            throw assertionError(
                    StateErrors.shouldHave("route", destination, RouteAssert.describe(actual.routes("main"))));
        }
        return myself;
    }

    /**
     * Verifies that the main routing table has a route to exactly this destination by this gateway.
     *
     * <pre><code class='java'> root.run("ip route add 10.0.0.0/8 via 192.168.1.1");
     *
     * // passes
     * assertThat(NetworkState.read(root)).hasRoute("10.0.0.0/8", "192.168.1.1");
     *
     * // fails
     * assertThat(NetworkState.read(root)).hasRoute("10.0.0.0/8", "192.168.1.2");</code></pre>
     *
     * @param destination as in {@link RootShellAssert#hasRoute(String)}
     * @throws IllegalArgumentException if {@code destination} is none, or {@code gateway} not an address
     */
    public NetworkStateAssert hasRoute(String destination, String gateway) {
        isNotNull();
        IpPrefix wanted = IpPrefix.parseHost(gateway);
        List<RouteState> routes = RouteKey.parse(destination).of(actual.routes("main"));
        if (routes.stream()
                .flatMap(route -> route.hops().stream())
                .noneMatch(
                        hop -> !hop.via().isEmpty() && IpPrefix.parse(hop.via()).equals(wanted))) {
            throw assertionError(StateErrors.shouldHave(
                    "route",
                    destination + " via " + gateway,
                    RouteAssert.describe(routes.isEmpty() ? actual.routes("main") : routes)));
        }
        return myself;
    }

    /**
     * Verifies that the main routing table has no route to exactly this destination.
     *
     * <pre><code class='java'> // passes
     * assertThat(NetworkState.read(root)).hasNoRoute("10.0.0.0/8");
     *
     * // fails
     * root.run("ip route add 10.0.0.0/8 via 192.168.1.1");
     * assertThat(NetworkState.read(root)).hasNoRoute("10.0.0.0/8");</code></pre>
     *
     * @param destination as in {@link RootShellAssert#hasRoute(String)}
     * @throws IllegalArgumentException if {@code destination} is none
     */
    public NetworkStateAssert hasNoRoute(String destination) {
        isNotNull();
        List<RouteState> found = RouteKey.parse(destination).of(actual.routes("main"));
        if (!found.isEmpty()) {
            throw assertionError(StateErrors.shouldNotHave("route", destination, RouteAssert.describe(found)));
        }
        return myself;
    }

    /**
     * Verifies that it is the same as a state before, but for what changes by itself: both are {@linkplain
     * NetworkState#normalised() normalised}. The failure tells the difference, a line each.
     *
     * <pre><code class='java'> NetworkState before = NetworkState.read(root);
     *
     * // passes
     * root.run("ip link show");
     * assertThat(NetworkState.read(root)).isSameAs(before);
     *
     * // fails: eth0: address 10.0.0.1/24 is new
     * root.run("ip addr add 10.0.0.1/24 dev eth0");
     * assertThat(NetworkState.read(root)).isSameAs(before);</code></pre>
     */
    public NetworkStateAssert isSameAs(NetworkState before) {
        isNotNull();
        List<String> difference = NetworkState.difference(before.normalised(), actual.normalised());
        if (!difference.isEmpty()) {
            throw assertionError(StateErrors.shouldBeSame(difference));
        }
        return myself;
    }
}
