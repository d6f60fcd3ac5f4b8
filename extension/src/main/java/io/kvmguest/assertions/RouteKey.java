package io.kvmguest.assertions;

import io.kvmguest.network.IpFamily;
import io.kvmguest.network.IpPrefix;
import io.kvmguest.network.RouteState;
import java.util.List;

/**
 * Which route is meant: a destination as {@code ip route} writes it, with the type in front if it is not unicast.
 *
 * @param text as it was given
 */
record RouteKey(String text, String type, IpPrefix destination) {

    /**
     * Reads {@code 10.0.0.0/8}, {@code default} or {@code blackhole 10.0.0.0/8}.
     *
     * @throws IllegalArgumentException if it is no destination
     */
    static RouteKey parse(String text) {
        int space = text.indexOf(' ');
        String type = space < 0 ? "unicast" : text.substring(0, space);
        if (!RouteState.TYPES.contains(type)) {
            throw new IllegalArgumentException(
                    Texts.quote(text) + " is not a destination: " + Texts.quote(type) + " is not a type of route");
        }
        String destination = text.substring(space + 1);
        return new RouteKey(
                text, type, RouteState.destination(destination, IpFamily.V4).requireNetwork());
    }

    Question<List<RouteState>> question() {
        return Routes.question(IpFamily.of(destination));
    }

    List<RouteState> of(List<RouteState> routes) {
        return routes.stream().filter(route -> route.leadsTo(type, destination)).toList();
    }
}
