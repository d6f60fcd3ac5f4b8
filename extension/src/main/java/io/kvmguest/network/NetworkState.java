package io.kvmguest.network;

import io.kvmguest.shell.RootShell;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * The network of a guest as its kernel has it, at one moment.
 *
 * <pre>{@code
 * NetworkState before = NetworkState.read(root);
 * root.run("my-configurator apply").requireSuccess();
 * NetworkState after = NetworkState.read(root);
 * NetworkState.difference(before.normalised(), after.normalised());   // eth0: address 10.0.0.1/24 is gone, …
 * }</pre>
 *
 * @param interfaces in the kernel's order
 * @param routes those of all tables, IPv4 before IPv6
 * @param rules in the order in which they are asked, IPv4 before IPv6
 * @param resolver {@code /etc/resolv.conf}
 * @param upstreamResolver the name servers that systemd-resolved asks, where it runs
 * @param sysctls settings that configurators touch, by their path below {@code /proc/sys}: {@code net/ipv4/ip_forward}, and of
 *     each interface {@code forwarding}, {@code rp_filter}, {@code accept_ra}, {@code autoconf}, {@code disable_ipv6},
 *     {@code use_tempaddr} and the MTU of IPv6
 * @param gaps what this does not tell though it may be there; none where the guest has an {@code ip}
 */
public record NetworkState(
        List<InterfaceState> interfaces,
        List<RouteState> routes,
        List<RuleState> rules,
        List<NeighbourState> neighbours,
        ResolverState resolver,
        Optional<ResolverState> upstreamResolver,
        Map<String, String> sysctls,
        Set<StateGap> gaps) {

    public NetworkState {
        interfaces = List.copyOf(interfaces);
        routes = List.copyOf(routes);
        rules = List.copyOf(rules);
        neighbours = List.copyOf(neighbours);
        sysctls = Collections.unmodifiableMap(new TreeMap<>(sysctls));
        gaps = Set.copyOf(gaps);
    }

    /**
     * Reads the state of a guest, in one exchange. It works with iproute2 and with busybox; the latter does not show who made
     * a route. Where there is no {@code ip}, as on small OpenWrts, it is read from {@code /proc/net} and {@code /sys}; what cannot
     * be read there is among the {@link #gaps()}, and a VLAN's {@code id} may be missing.
     *
     * @throws NetworkStateException if its {@code ip} fails, or it has neither that nor those files
     * @throws io.kvmguest.console.ConsoleEndedException if the guest is gone
     */
    public static NetworkState read(RootShell shell) {
        return StateReader.read(shell);
    }

    /** Returns an interface by its name, or one of its alternative names. */
    public Optional<InterfaceState> find(String name) {
        return interfaces.stream().filter(each -> each.isCalled(name)).findFirst();
    }

    /** Returns the card of a MAC address: one that was made with it, whatever address it has now. */
    public Optional<InterfaceState> findCard(String mac) {
        return interfaces.stream()
                .filter(each -> each.permanentMac().equalsIgnoreCase(mac))
                .findFirst();
    }

    /** Returns the routes of a table: {@code main}, {@code local}, {@code 100}. */
    public List<RouteState> routes(String table) {
        return routes.stream().filter(route -> route.table().equals(table)).toList();
    }

    /**
     * Returns this without what changes by itself: the number of carrier changes, lifetimes, duplicate detection that is still
     * running, how routes were printed, and neighbours, unless they are permanent.
     */
    public NetworkState normalised() {
        return new NetworkState(
                interfaces.stream().map(InterfaceState::normalised).toList(),
                routes.stream().map(RouteState::normalised).toList(),
                rules,
                neighbours.stream()
                        .filter(each -> each.state().equals("PERMANENT"))
                        .toList(),
                resolver,
                upstreamResolver,
                sysctls,
                gaps);
    }

    /**
     * Returns how two states differ, a line each: {@code eth0: address 10.0.0.1/24 is gone}. What one of them cannot tell is not
     * compared.
     *
     * @return nothing if they are equal, but for the order of interfaces and routes
     */
    public static List<String> difference(NetworkState before, NetworkState after) {
        Set<StateGap> gaps = EnumSet.noneOf(StateGap.class);
        gaps.addAll(before.gaps);
        gaps.addAll(after.gaps);
        return new StateFacts(gaps).of(after).since(new StateFacts(gaps).of(before));
    }
}
