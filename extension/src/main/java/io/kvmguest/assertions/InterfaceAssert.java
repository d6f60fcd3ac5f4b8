package io.kvmguest.assertions;

import io.kvmguest.network.InterfaceState;
import io.kvmguest.network.IpPrefix;
import io.kvmguest.shell.RootShell;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Assertions on a network interface of a guest, made by {@link RootShellAssert#hasInterface(String)}. All of one chain
 * are judged by what {@code ip addr} showed at one moment.
 */
public class InterfaceAssert extends AbstractThingAssert<InterfaceAssert, List<InterfaceState>, InterfaceState> {

    InterfaceAssert(RootShellAssert shell, @Nullable RootShell actual, String name) {
        super(
                shell,
                actual,
                InterfaceAssert.class,
                new Thing<>(
                        "interface",
                        name,
                        Interfaces.QUESTION,
                        interfaces -> interfaces.stream()
                                .filter(i -> i.isCalled(name))
                                .toList(),
                        InterfaceState::describe,
                        InterfaceAssert::describe));
    }

    static List<String> describe(List<InterfaceState> interfaces) {
        return interfaces.stream().flatMap(i -> i.describe().stream()).toList();
    }

    /**
     * Verifies that the interface has an address.
     *
     * <pre><code class='java'> root.run("ip addr add 10.0.0.1/24 dev eth0");
     *
     * // passes
     * assertThat(root).hasInterface("eth0").withAddress("10.0.0.1/24");
     *
     * // fails
     * assertThat(root).hasInterface("eth0").withAddress("10.0.0.1/16");</code></pre>
     *
     * @param address IPv4 or IPv6, with the length of its prefix, or without if any will do
     * @throws IllegalArgumentException if {@code address} is none
     */
    public InterfaceAssert withAddress(String address) {
        IpPrefix.parse(address);
        return having("address " + address, i -> i.hasAddress(address));
    }

    /**
     * Verifies that the interface does not have an address.
     *
     * <pre><code class='java'> root.run("ip addr flush dev eth0");
     *
     * // passes
     * assertThat(root).hasInterface("eth0").withoutAddress("10.0.0.1");
     *
     * // fails
     * assertThat(root).hasInterface("lo").withoutAddress("127.0.0.1");</code></pre>
     *
     * @param address IPv4 or IPv6, with the length of its prefix, or without if none will do
     * @throws IllegalArgumentException if {@code address} is none
     */
    public InterfaceAssert withoutAddress(String address) {
        IpPrefix.parse(address);
        return having("no address " + address, i -> !i.hasAddress(address));
    }

    /**
     * Verifies that the interface has no address at all, of neither family.
     *
     * <pre><code class='java'> root.run("ip link set eth0 down; ip addr flush dev eth0");
     *
     * // passes
     * assertThat(root).hasInterface("eth0").withoutAddresses();
     *
     * // fails
     * assertThat(root).hasInterface("lo").withoutAddresses();</code></pre>
     */
    public InterfaceAssert withoutAddresses() {
        return having("no address", i -> i.addresses().isEmpty());
    }

    /**
     * Verifies that the interface has been set up, whether a cable is in it or not.
     *
     * <pre><code class='java'> root.run("ip link set eth0 up");
     *
     * // passes
     * assertThat(root).hasInterface("eth0").isUp();
     *
     * // fails
     * assertThat(root).hasInterface("eth1").isUp();</code></pre>
     */
    public InterfaceAssert isUp() {
        return having("state up", InterfaceState::isUp);
    }

    /**
     * Verifies that the interface has not been set up.
     *
     * <pre><code class='java'> root.run("ip link set eth0 up");
     *
     * // passes
     * assertThat(root).hasInterface("eth1").isDown();
     *
     * // fails
     * assertThat(root).hasInterface("eth0").isDown();</code></pre>
     */
    public InterfaceAssert isDown() {
        return having("state down", i -> !i.isUp());
    }

    /**
     * Verifies that the interface has a carrier: it is up, and so is what it is connected to.
     *
     * <pre><code class='java'> root.run("ip link set eth0 up");
     *
     * // passes
     * assertThat(root).hasInterface("eth0").hasCarrier();
     *
     * // fails
     * assertThat(root).hasInterface("eth1").hasCarrier();</code></pre>
     */
    public InterfaceAssert hasCarrier() {
        return having("carrier", InterfaceState::hasCarrier);
    }

    /**
     * Verifies that the interface has no carrier.
     *
     * <pre><code class='java'> root.run("ip link set eth0 up");
     *
     * // passes
     * assertThat(root).hasInterface("eth1").hasNoCarrier();
     *
     * // fails
     * assertThat(root).hasInterface("eth0").hasNoCarrier();</code></pre>
     */
    public InterfaceAssert hasNoCarrier() {
        return having("no carrier", i -> !i.hasCarrier());
    }

    /**
     * Verifies the link-layer address of the interface, in any case.
     *
     * <pre><code class='java'> root.run("ip link set eth0 address 52:54:00:12:34:56");
     *
     * // passes
     * assertThat(root).hasInterface("eth0").hasMac("52:54:00:12:34:56");
     *
     * // fails
     * assertThat(root).hasInterface("eth0").hasMac("52:54:00:12:34:57");</code></pre>
     */
    public InterfaceAssert hasMac(String mac) {
        String wanted = mac.toLowerCase(Locale.ROOT);
        return having("mac " + wanted, i -> i.mac().equals(wanted));
    }

    /**
     * Verifies the greatest size of a packet, in bytes.
     *
     * <pre><code class='java'> root.run("ip link set eth0 mtu 1400");
     *
     * // passes
     * assertThat(root).hasInterface("eth0").hasMtu(1400);
     *
     * // fails
     * assertThat(root).hasInterface("eth0").hasMtu(1500);</code></pre>
     */
    public InterfaceAssert hasMtu(int mtu) {
        return having("mtu " + mtu, i -> i.mtu() == mtu);
    }

    /**
     * Verifies that the interface belongs to a bridge or a bond.
     *
     * <pre><code class='java'> root.run("ip link add br0 type bridge; ip link set eth0 master br0");
     *
     * // passes
     * assertThat(root).hasInterface("eth0").hasMaster("br0");
     *
     * // fails
     * assertThat(root).hasInterface("eth1").hasMaster("br0");</code></pre>
     */
    public InterfaceAssert hasMaster(String master) {
        return having("master " + master, i -> i.master().equals(master));
    }
}
