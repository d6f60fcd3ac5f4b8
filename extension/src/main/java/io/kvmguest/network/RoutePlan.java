package io.kvmguest.network;

import java.util.Optional;
import java.util.OptionalInt;

/**
 * A route that a plan wants by an interface. Immutable; each method gives a copy.
 *
 * @param destination the network, or the host
 * @param via the gateway; without one, the destination is on the link
 * @param metric the smaller one wins; the kernel's own is 0 for IPv4 and 1024 for IPv6
 * @param onlink whether the gateway is reached on the link though no network of the interface says so
 */
public record RoutePlan(IpPrefix destination, Optional<IpPrefix> via, OptionalInt metric, boolean onlink) {

    public RoutePlan {
        IpPrefix unused = destination.requireNetwork();
        if (via.isPresent() && via.get().isV6() != destination.isV6()) {
            throw new IllegalArgumentException("route " + destination + " has a gateway of the other family, "
                    + via.get() + ": IPv4 goes by IPv4, IPv6 by IPv6");
        }
        if (metric.isPresent() && metric.getAsInt() < 0) {
            throw new IllegalArgumentException(
                    "route " + destination + " has the metric " + metric.getAsInt() + ": it must not be negative");
        }
        if (onlink && via.isEmpty()) {
            throw new IllegalArgumentException(
                    "route " + destination + " is onlink and has no gateway: name the gateway, or leave onlink out");
        }
    }

    /**
     * Returns a route without a gateway.
     *
     * @param destination {@code 10.0.0.0/8}, {@code fd00::/8}; {@code default} is {@code 0.0.0.0/0}
     * @throws IllegalArgumentException if it is not a network
     */
    public static RoutePlan to(String destination) {
        return new RoutePlan(
                IpPrefix.parse(destination.equals("default") ? "0.0.0.0/0" : destination),
                Optional.empty(),
                OptionalInt.empty(),
                false);
    }

    /**
     * Returns the default route of the gateway's family.
     *
     * @throws IllegalArgumentException if the gateway is not an address
     */
    public static RoutePlan byDefault(String gateway) {
        IpPrefix via = IpPrefix.parseHost(gateway);
        return to(via.isV6() ? "::/0" : "0.0.0.0/0").via(gateway);
    }

    /**
     * Returns a copy that goes by a gateway.
     *
     * @throws IllegalArgumentException if it is not an address, or not of the destination's family
     */
    public RoutePlan via(String gateway) {
        return new RoutePlan(destination, Optional.of(IpPrefix.parseHost(gateway)), metric, onlink);
    }

    /**
     * Returns a copy with a metric.
     *
     * @throws IllegalArgumentException if it is negative
     */
    public RoutePlan metric(int metric) {
        return new RoutePlan(destination, via, OptionalInt.of(metric), onlink);
    }

    /**
     * Returns a copy whose gateway counts as on the link, whatever the interface's networks are.
     *
     * @throws IllegalArgumentException if it has no gateway
     */
    public RoutePlan onLink() {
        return new RoutePlan(destination, via, metric, true);
    }

    boolean isDefault() {
        return destination.length() == 0;
    }

    /** Returns it as {@code ip route} writes it: {@code default via 10.0.0.1 metric 5 onlink}. */
    @Override
    public String toString() {
        return (isDefault() ? destination.isV6() ? "::/0" : "default" : destination)
                + via.map(gateway -> " via " + gateway).orElse("")
                + (metric.isPresent() ? " metric " + metric.getAsInt() : "")
                + (onlink ? " onlink" : "");
    }
}
