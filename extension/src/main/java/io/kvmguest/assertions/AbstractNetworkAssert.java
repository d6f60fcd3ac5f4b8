package io.kvmguest.assertions;

import io.kvmguest.network.IpPrefix;
import io.kvmguest.shell.CommandResult;
import io.kvmguest.shell.RootShell;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The part of {@link RootShellAssert} that is about the network. */
abstract class AbstractNetworkAssert extends AbstractRootShellAssert {

    AbstractNetworkAssert(@Nullable RootShell actual) {
        super(actual);
    }

    /**
     * Verifies that the guest has a network interface, and leads to assertions on it.
     *
     * <pre><code class='java'> root.run("ip addr add 10.0.0.1/24 dev eth0");
     *
     * // passes
     * assertThat(root).hasInterface("eth0").withAddress("10.0.0.1/24");
     *
     * // fails
     * assertThat(root).hasInterface("eth9");</code></pre>
     *
     * @param name its name, or one of its alternative names
     */
    public InterfaceAssert hasInterface(String name) {
        return new InterfaceAssert(myself, actual, name).verifyExistence();
    }

    /**
     * Verifies that the guest has no network interface of this name.
     *
     * <pre><code class='java'> // passes
     * assertThat(root).hasNoInterface("eth9");
     *
     * // fails
     * assertThat(root).hasNoInterface("lo");</code></pre>
     */
    public RootShellAssert hasNoInterface(String name) {
        return verify(
                Interfaces.QUESTION,
                interfaces -> interfaces.stream().noneMatch(i -> i.isCalled(name)),
                interfaces -> ShellErrors.shouldNotHave(
                        subject(),
                        patience(),
                        "interface",
                        name,
                        InterfaceAssert.describe(interfaces.stream()
                                .filter(i -> i.isCalled(name))
                                .toList())));
    }

    /**
     * Verifies that one of the guest's interfaces has an address.
     *
     * <pre><code class='java'> // passes
     * assertThat(root).hasAddress("127.0.0.1/8");
     *
     * // fails
     * assertThat(root).hasAddress("127.0.0.1/16");</code></pre>
     *
     * @param address IPv4 or IPv6, with the length of its prefix, or without if any will do
     * @throws IllegalArgumentException if {@code address} is none
     */
    public RootShellAssert hasAddress(String address) {
        IpPrefix.parse(address);
        return verify(
                Interfaces.QUESTION,
                interfaces -> interfaces.stream().anyMatch(i -> i.hasAddress(address)),
                interfaces -> ShellErrors.shouldHave(
                        subject(), patience(), "address", address, InterfaceAssert.describe(interfaces)));
    }

    /**
     * Verifies that none of the guest's interfaces has an address.
     *
     * <pre><code class='java'> // passes
     * assertThat(root).hasNoAddress("10.0.0.1");
     *
     * // fails
     * assertThat(root).hasNoAddress("127.0.0.1");</code></pre>
     *
     * @param address IPv4 or IPv6, with the length of its prefix, or without if none will do
     * @throws IllegalArgumentException if {@code address} is none
     */
    public RootShellAssert hasNoAddress(String address) {
        IpPrefix.parse(address);
        return verify(
                Interfaces.QUESTION,
                interfaces -> interfaces.stream().noneMatch(i -> i.hasAddress(address)),
                interfaces -> ShellErrors.shouldNotHave(
                        subject(),
                        patience(),
                        "address",
                        address,
                        InterfaceAssert.describe(interfaces.stream()
                                .filter(i -> i.hasAddress(address))
                                .toList())));
    }

    /**
     * Verifies that the main routing table has a route to exactly this destination, and leads to assertions on it.
     *
     * <pre><code class='java'> root.run("ip route add 10.0.0.0/8 via 192.168.1.1");
     *
     * // passes
     * assertThat(root).hasRoute("10.0.0.0/8").via("192.168.1.1").dev("eth0");
     *
     * // fails: it is covered by the route, but has none of its own
     * assertThat(root).hasRoute("10.1.0.0/16");</code></pre>
     *
     * <p>busybox does not show the gateways of a route that has several of them.
     *
     * @param destination an IPv4 or IPv6 network or host; {@code default} is {@code 0.0.0.0/0}, and {@code ::/0} is that
     *     of IPv6. A route that leads nowhere has its type in front: {@code blackhole 10.0.0.0/8}
     * @throws IllegalArgumentException if {@code destination} is none
     */
    public RouteAssert hasRoute(String destination) {
        return new RouteAssert(myself, actual, RouteKey.parse(destination)).verifyExistence();
    }

    /**
     * Verifies that the main routing table has no route to exactly this destination.
     *
     * <pre><code class='java'> root.run("ip route del 10.0.0.0/8");
     *
     * // passes
     * assertThat(root).hasNoRoute("10.0.0.0/8");
     *
     * // fails
     * assertThat(root).hasNoRoute("default");</code></pre>
     *
     * @param destination as in {@link #hasRoute(String)}
     * @throws IllegalArgumentException if {@code destination} is none
     */
    public RootShellAssert hasNoRoute(String destination) {
        RouteKey key = RouteKey.parse(destination);
        return verify(
                key.question(),
                routes -> key.of(routes).isEmpty(),
                routes -> ShellErrors.shouldNotHave(
                        subject(), patience(), "route", destination, RouteAssert.describe(key.of(routes))));
    }

    /**
     * Verifies that the guest has an IPv4 default route, and leads to assertions on it.
     *
     * <pre><code class='java'> root.run("ip route add default via 192.168.1.1");
     *
     * // passes
     * assertThat(root).hasDefaultRoute().via("192.168.1.1");
     *
     * // fails
     * assertThat(root).hasDefaultRoute().via("192.168.1.2");</code></pre>
     */
    public RouteAssert hasDefaultRoute() {
        return hasRoute("default");
    }

    /**
     * Verifies that the guest has no IPv4 default route.
     *
     * <pre><code class='java'> root.run("ip route flush default");
     *
     * // passes
     * assertThat(root).hasNoDefaultRoute();
     *
     * // fails
     * root.run("ip route add default via 192.168.1.1");
     * assertThat(root).hasNoDefaultRoute();</code></pre>
     */
    public RootShellAssert hasNoDefaultRoute() {
        return hasNoRoute("default");
    }

    /**
     * Verifies that a process listens on a TCP port, at whatever address.
     *
     * <pre><code class='java'> root.run("nc -l -p 7000 &amp;");
     *
     * // passes
     * assertThat(root).within(ofSeconds(2)).listensOn(7000);
     *
     * // fails
     * assertThat(root).listensOn(7001);</code></pre>
     */
    public RootShellAssert listensOn(int port) {
        return listens("tcp", port);
    }

    /**
     * Verifies that no process listens on a TCP port.
     *
     * <pre><code class='java'> // passes
     * assertThat(root).doesNotListenOn(22);
     *
     * // fails, with sshd running
     * assertThat(root).doesNotListenOn(22);</code></pre>
     */
    public RootShellAssert doesNotListenOn(int port) {
        return listensNot("tcp", port);
    }

    /**
     * Verifies that a process takes datagrams on a UDP port, at whatever address.
     *
     * <pre><code class='java'> root.run("udhcpd");
     *
     * // passes
     * assertThat(root).listensOnUdp(67);
     *
     * // fails
     * assertThat(root).listensOnUdp(68);</code></pre>
     */
    public RootShellAssert listensOnUdp(int port) {
        return listens("udp", port);
    }

    /**
     * Verifies that no process takes datagrams on a UDP port.
     *
     * <pre><code class='java'> // passes
     * assertThat(root).doesNotListenOnUdp(67);
     *
     * // fails, with a DHCP server running
     * assertThat(root).doesNotListenOnUdp(67);</code></pre>
     */
    public RootShellAssert doesNotListenOnUdp(int port) {
        return listensNot("udp", port);
    }

    /**
     * Verifies that a host answers the guest's {@code ping}: one of three requests, each given a second.
     *
     * <pre><code class='java'> // passes
     * assertThat(root).canReach("127.0.0.1");
     *
     * // fails
     * assertThat(root).canReach("192.0.2.1");</code></pre>
     *
     * @param host an address or a name
     */
    public RootShellAssert canReach(String host) {
        return verify(
                Reach.question(host),
                CommandResult::succeeded,
                result -> ShellErrors.shouldReach(subject(), patience(), host, result));
    }

    /**
     * Verifies that a host does not answer the guest's {@code ping}: none of three requests, each given a second. With
     * {@link #within}, that it stops answering in time.
     *
     * <pre><code class='java'> // passes
     * assertThat(root).cannotReach("192.0.2.1");
     *
     * // fails
     * assertThat(root).cannotReach("127.0.0.1");</code></pre>
     *
     * @param host an address or a name; a name that cannot be resolved cannot be reached
     */
    public RootShellAssert cannotReach(String host) {
        return verify(
                Reach.question(host),
                result -> !result.succeeded(),
                result -> ShellErrors.shouldNotReach(subject(), patience(), host, result));
    }

    private RootShellAssert listens(String protocol, int port) {
        return verify(
                Sockets.question(protocol, port),
                sockets -> sockets.stream().anyMatch(s -> s.port() == port),
                sockets -> ShellErrors.shouldListen(subject(), patience(), protocol, port, describe(sockets)));
    }

    private RootShellAssert listensNot(String protocol, int port) {
        return verify(
                Sockets.question(protocol, port),
                sockets -> sockets.stream().noneMatch(s -> s.port() == port),
                sockets -> ShellErrors.shouldNotListen(
                        subject(),
                        patience(),
                        protocol,
                        port,
                        describe(sockets.stream().filter(s -> s.port() == port).toList())));
    }

    private static List<String> describe(List<SocketState> sockets) {
        return sockets.stream().map(SocketState::describe).toList();
    }
}
