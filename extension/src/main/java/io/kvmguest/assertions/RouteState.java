package io.kvmguest.assertions;

import java.util.List;

/**
 * A route as the guest's {@code ip route} shows it.
 *
 * @param type {@code unicast}, or the word in front of the destination, such as {@code blackhole}
 * @param hops the ways that it takes: one, or several if it is a multipath route; none where busybox hides them
 * @param source the preferred source address, or empty
 * @param metric 0 if none is shown
 * @param line the line as the guest printed it
 */
record RouteState(String type, IpPrefix destination, List<Hop> hops, String source, long metric, String line) {

    RouteState {
        hops = List.copyOf(hops);
    }

    /**
     * One way.
     *
     * @param via the address of the gateway, or empty if the destination is on the link
     * @param device the interface, or empty
     */
    record Hop(String via, String device) {}

    boolean leadsTo(String wantedType, IpPrefix wanted) {
        return type.equals(wantedType) && destination.equals(wanted);
    }
}
