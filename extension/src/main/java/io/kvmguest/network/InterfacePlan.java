package io.kvmguest.network;

import io.kvmguest.network.InterfaceKind.Bond;
import io.kvmguest.network.InterfaceKind.Bridge;
import io.kvmguest.network.InterfaceKind.Card;
import io.kvmguest.network.InterfaceKind.Vlan;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * What a {@link NetworkPlan} wants of one interface. Immutable; each method that says something more gives a copy. What is
 * not said is as the system has it by itself, which is not the same as saying that one wants its default.
 *
 * <pre>{@code
 * InterfacePlan.card("uplink", nic.mac()).address("192.0.2.10/24").gateway("192.0.2.1").mtu(1400)
 * InterfacePlan.vlan("office", "uplink", 10).address("10.0.10.1/24")
 * InterfacePlan.bridge("br0", "eth1", "eth2").stp(Toggle.OFF)
 * }</pre>
 *
 * @param name what the guest calls it, or is to call it; of a card that is meant by its MAC address, what the plan calls it
 * @param kind what sort of interface it is
 * @param addresses in order, each with the length of its prefix
 * @param dhcp its addresses also come by DHCP (RFC 2131)
 * @param acceptRa whether it configures itself by router advertisements (SLAAC, RFC 4862)
 * @param routes in order
 * @param dns the addresses of name servers, in order
 * @param search the domains in which names without a dot are looked up, in order
 * @param mtu the longest packet that it sends, in bytes
 * @param optional whether a boot goes on without it
 */
public record InterfacePlan(
        String name,
        InterfaceKind kind,
        List<IpPrefix> addresses,
        Optional<Dhcp4> dhcp,
        Optional<Toggle> acceptRa,
        List<RoutePlan> routes,
        List<IpPrefix> dns,
        List<String> search,
        OptionalInt mtu,
        Optional<Toggle> optional) {

    /** IFNAMSIZ without the NUL at its end. */
    private static final int LONGEST_NAME = 15;

    private static final int SMALLEST_MTU = 68; // RFC 791
    private static final int LARGEST_MTU = 65535;
    private static final int SMALLEST_MTU_V6 = 1280; // RFC 8200
    private static final int LARGEST_VLAN = 4094; // IEEE 802.1Q: 0 and 4095 are reserved

    /**
     * How DHCP is to be used.
     *
     * @param metric the metric of the routes that it brings
     */
    public record Dhcp4(OptionalInt metric) {}

    public InterfacePlan {
        Objects.requireNonNull(name, "name must not be null");
        if (!name.matches("[^/\\s:]+") || name.equals(".") || name.equals("..")) {
            throw new IllegalArgumentException(
                    Quoted.of(name) + " is not a name of an interface: write eth0, without blanks, slashes and colons");
        }
        if (name.length() > LONGEST_NAME) {
            throw new IllegalArgumentException(
                    say(name, "its name is too long: Linux takes " + LONGEST_NAME + " characters"));
        }
        kind = within(name, kind);
        addresses = List.copyOf(addresses);
        routes = List.copyOf(routes);
        dns = List.copyOf(dns);
        search = List.copyOf(search);
        if (mtu.isPresent() && (mtu.getAsInt() < SMALLEST_MTU || mtu.getAsInt() > LARGEST_MTU)) {
            throw new IllegalArgumentException(say(
                    name,
                    "MTU " + mtu.getAsInt() + " is out of range: it must lie between " + SMALLEST_MTU + " and "
                            + LARGEST_MTU));
        }
        if (mtu.isPresent()
                && mtu.getAsInt() < SMALLEST_MTU_V6
                && addresses.stream().anyMatch(IpPrefix::isV6)) {
            throw new IllegalArgumentException(say(
                    name,
                    "MTU " + mtu.getAsInt() + " is too small for IPv6, which needs " + SMALLEST_MTU_V6
                            + " (RFC 8200): raise it, or leave its IPv6 addresses out"));
        }
    }

    private static InterfaceKind within(String name, InterfaceKind kind) {
        if (kind instanceof Card card && card.mac().isPresent()) {
            String mac = card.mac().get().toLowerCase(Locale.ROOT);
            if (!mac.matches("[0-9a-f]{2}(:[0-9a-f]{2}){5}")) {
                throw new IllegalArgumentException(
                        say(name, Quoted.of(mac) + " is not a MAC address: write 52:54:00:12:34:56"));
            }
            return new Card(Optional.of(mac));
        }
        if (kind instanceof Vlan vlan && (vlan.id() < 1 || vlan.id() > LARGEST_VLAN)) {
            throw new IllegalArgumentException(
                    say(name, "VLAN id " + vlan.id() + " is out of range: it must lie between 1 and " + LARGEST_VLAN));
        }
        if (kind instanceof Bridge bridge
                && bridge.priority().isPresent()
                && (bridge.priority().getAsInt() < 0 || bridge.priority().getAsInt() > 0xffff)) {
            throw new IllegalArgumentException(say(
                    name,
                    "bridge priority " + bridge.priority().getAsInt()
                            + " is out of range: it must lie between 0 and 65535"));
        }
        if (kind instanceof Bond bond
                && bond.miimon().isPresent()
                && bond.miimon().get().isNegative()) {
            throw new IllegalArgumentException(say(name, "miimon must not be negative"));
        }
        return kind;
    }

    /** Returns a plan that says nothing more. */
    static InterfacePlan of(String name, InterfaceKind kind) {
        return new InterfacePlan(
                name,
                kind,
                List.of(),
                Optional.empty(),
                Optional.empty(),
                List.of(),
                List.of(),
                List.of(),
                OptionalInt.empty(),
                Optional.empty());
    }

    /**
     * Returns a plan for the card of a MAC address, whatever the guest calls it.
     *
     * @param name what the plan calls it, and what VLANs, bridges and bonds of the plan name it by
     * @throws IllegalArgumentException if {@code mac} is none
     */
    public static InterfacePlan card(String name, String mac) {
        return of(name, new Card(Optional.of(mac)));
    }

    /** Returns a plan for the interface that the guest calls so. */
    public static InterfacePlan named(String name) {
        return of(name, new Card(Optional.empty()));
    }

    /**
     * Returns a plan for a VLAN.
     *
     * @throws IllegalArgumentException if {@code id} is not from 1 to 4094
     */
    public static InterfacePlan vlan(String name, String parent, int id) {
        return of(name, new Vlan(parent, id));
    }

    /** Returns a plan for a bridge. */
    public static InterfacePlan bridge(String name, String... ports) {
        return of(name, new Bridge(List.of(ports), OptionalInt.empty(), Optional.empty()));
    }

    /** Returns a plan for a bond. */
    public static InterfacePlan bond(String name, BondMode mode, String... ports) {
        return of(name, new Bond(List.of(ports), Optional.of(mode), Optional.empty()));
    }

    /**
     * Returns a copy with one more address.
     *
     * @param address IPv4 or IPv6, with the length of its prefix
     * @throws IllegalArgumentException if it is none
     */
    public InterfacePlan address(String address) {
        IpPrefix prefix = naming(() -> IpPrefix.parse(address));
        if (!address.contains("/")) {
            throw new IllegalArgumentException(say(
                    name,
                    "the address " + address + " has no prefix length: write " + address
                            + (prefix.isV6() ? "/64" : "/24")));
        }
        return with(added(addresses, prefix), dhcp, acceptRa, routes, dns, search, mtu, optional);
    }

    /** Returns a copy that uses DHCP for IPv4. */
    public InterfacePlan dhcp4() {
        return with(
                addresses, Optional.of(new Dhcp4(OptionalInt.empty())), acceptRa, routes, dns, search, mtu, optional);
    }

    /** Returns a copy that uses DHCP for IPv4, its routes having this metric. */
    public InterfacePlan dhcp4(int metric) {
        return with(
                addresses,
                Optional.of(new Dhcp4(OptionalInt.of(metric))),
                acceptRa,
                routes,
                dns,
                search,
                mtu,
                optional);
    }

    /** Returns a copy that configures itself by router advertisements, or does not. */
    public InterfacePlan acceptRa(Toggle toggle) {
        return with(addresses, dhcp, Optional.of(toggle), routes, dns, search, mtu, optional);
    }

    /**
     * Returns a copy with a default route, of the gateway's family.
     *
     * @throws IllegalArgumentException if the gateway is not an address
     */
    public InterfacePlan gateway(String gateway) {
        return route(naming(() -> RoutePlan.byDefault(gateway)));
    }

    /**
     * Returns a copy with one more route.
     *
     * @throws IllegalArgumentException if {@code destination} is not a network, or {@code via} not an address
     */
    public InterfacePlan route(String destination, String via) {
        return route(naming(() -> RoutePlan.to(destination).via(via)));
    }

    /** Returns a copy with one more route. */
    public InterfacePlan route(RoutePlan route) {
        return with(addresses, dhcp, acceptRa, added(routes, route), dns, search, mtu, optional);
    }

    /**
     * Returns a copy with more name servers.
     *
     * @throws IllegalArgumentException if one is not an address
     */
    public InterfacePlan dns(String... servers) {
        List<IpPrefix> all = Stream.concat(
                        dns.stream(), Arrays.stream(servers).map(server -> naming(() -> IpPrefix.parseHost(server))))
                .toList();
        return with(addresses, dhcp, acceptRa, routes, all, search, mtu, optional);
    }

    /** Returns a copy with more domains in which names are looked up. */
    public InterfacePlan search(String... domains) {
        return with(
                addresses,
                dhcp,
                acceptRa,
                routes,
                dns,
                Stream.concat(search.stream(), Arrays.stream(domains)).toList(),
                mtu,
                optional);
    }

    /**
     * Returns a copy with an MTU, in bytes.
     *
     * @throws IllegalArgumentException if it is not from 68 to 65535, or less than 1280 beside an IPv6 address
     */
    public InterfacePlan mtu(int mtu) {
        return with(addresses, dhcp, acceptRa, routes, dns, search, OptionalInt.of(mtu), optional);
    }

    /** Returns a copy that a boot does not wait for, or does. */
    public InterfacePlan optional(Toggle toggle) {
        return with(addresses, dhcp, acceptRa, routes, dns, search, mtu, Optional.of(toggle));
    }

    /**
     * Returns a copy whose bridge has a priority.
     *
     * @throws IllegalArgumentException if it is not a bridge, or the priority is not from 0 to 65535
     */
    public InterfacePlan priority(int priority) {
        Bridge bridge = bridge("priority");
        return with(new Bridge(bridge.ports(), OptionalInt.of(priority), bridge.stp()));
    }

    /**
     * Returns a copy whose bridge speaks the spanning tree protocol, or does not.
     *
     * @throws IllegalArgumentException if it is not a bridge
     */
    public InterfacePlan stp(Toggle toggle) {
        Bridge bridge = bridge("stp");
        return with(new Bridge(bridge.ports(), bridge.priority(), Optional.of(toggle)));
    }

    /**
     * Returns a copy whose bond looks at the carriers of its ports this often, in whole milliseconds.
     *
     * @throws IllegalArgumentException if it is not a bond, or the time is negative
     */
    public InterfacePlan miimon(Duration interval) {
        if (!(kind instanceof Bond bond)) {
            throw new IllegalArgumentException(say(name, "only a bond has miimon"));
        }
        return with(new Bond(bond.ports(), bond.mode(), Optional.of(interval)));
    }

    private Bridge bridge(String what) {
        if (kind instanceof Bridge bridge) {
            return bridge;
        }
        throw new IllegalArgumentException(say(name, "only a bridge has " + what));
    }

    /** Returns a copy with other names, by those that the plan has. */
    InterfacePlan renamed(Map<String, String> names) {
        return new InterfacePlan(
                names.getOrDefault(name, name),
                kind.renamed(names),
                addresses,
                dhcp,
                acceptRa,
                routes,
                dns,
                search,
                mtu,
                optional);
    }

    private InterfacePlan with(InterfaceKind other) {
        return new InterfacePlan(name, other, addresses, dhcp, acceptRa, routes, dns, search, mtu, optional);
    }

    private InterfacePlan with(
            List<IpPrefix> addresses,
            Optional<Dhcp4> dhcp,
            Optional<Toggle> acceptRa,
            List<RoutePlan> routes,
            List<IpPrefix> dns,
            List<String> search,
            OptionalInt mtu,
            Optional<Toggle> optional) {
        return new InterfacePlan(name, kind, addresses, dhcp, acceptRa, routes, dns, search, mtu, optional);
    }

    private static <T> List<T> added(List<T> list, T item) {
        return Stream.concat(list.stream(), Stream.of(item)).toList();
    }

    /** Says of which interface a text is refused. */
    private <T> T naming(Supplier<T> reading) {
        try {
            return reading.get();
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(say(name, String.valueOf(e.getMessage())), e);
        }
    }

    static String say(String name, String what) {
        return "Interface '" + name + "': " + what;
    }

    /** Returns the MAC address of the card that is meant; empty if its name counts. */
    public Optional<String> mac() {
        return kind instanceof Card card ? card.mac() : Optional.empty();
    }

    /** Returns whether this may bring addresses of a family that the plan does not know. */
    boolean learnsAddresses(boolean v6) {
        return v6 ? !acceptRa.equals(Optional.of(Toggle.OFF)) : dhcp.isPresent();
    }
}
