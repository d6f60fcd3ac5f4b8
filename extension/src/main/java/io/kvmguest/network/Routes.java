package io.kvmguest.network;

import io.kvmguest.network.RouteState.Hop;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Which routes of an interface are whose, and the commands that make them as they are to be. */
final class Routes {

    /** The metric of an IPv6 route of which none was said: IP6_RT_PRIO_USER of {@code linux/ipv6_route.h}. */
    static final int METRIC_V6 = 1024;

    /** Made by the kernel itself, or by what it hears; {@code ra} is that of router advertisements. */
    private static final Set<String> OF_OTHERS = Set.of("kernel", "ra", "redirect");

    private Routes() {}

    /** Returns whether somebody has made this route by this interface, not the kernel for its own use. */
    static boolean isSomebodys(RouteState route, InterfaceState link) {
        if (!route.type().equals("unicast")
                || route.hops().size() != 1
                || !route.leavesBy(link.name())
                || OF_OTHERS.contains(route.protocol())) {
            return false;
        }
        return !route.protocol().isEmpty() || !isLikeThoseOfTheKernel(route, link);
    }

    /** busybox does not show who made a route. */
    private static boolean isLikeThoseOfTheKernel(RouteState route, InterfaceState link) {
        String via = route.hops().get(0).via();
        if (!via.isEmpty()) {
            return route.destination().isV6()
                    && route.destination().length() == 0
                    && IpPrefix.parse(via).isLinkLocal();
        }
        return route.destination().isLinkLocal()
                || link.addresses().stream()
                        .anyMatch(address -> address.prefix().network().equals(route.destination())
                                || (!address.peer().isEmpty()
                                        && IpPrefix.parse(address.peer()).equals(route.destination())));
    }

    /** Returns the commands for one interface. Nothing is removed before what comes in its place is there. */
    static List<String> commands(LinkTarget target, InterfaceState link, NetworkState now) {
        List<RouteState> current = now.routes("main").stream()
                .filter(route -> isSomebodys(route, link))
                .toList();
        List<RouteState> obsolete = new ArrayList<>();
        for (RouteState route : current) {
            if (target.routes().stream().noneMatch(wanted -> isSame(wanted, route))
                    && !(target.dhcp() && !route.destination().isV6())) {
                obsolete.add(route);
            }
        }
        List<String> commands = new ArrayList<>();
        for (RouteState wanted : target.routes()) {
            if (now.routes("main").stream().anyMatch(route -> isSame(wanted, route))) {
                continue;
            }
            boolean replaces = obsolete.removeIf(
                    route -> route.destination().equals(wanted.destination()) && route.metric() == wanted.metric());
            commands.add(ip(wanted)
                    + (replaces ? "replace " : "add ")
                    + words(wanted)
                    + (wanted.protocol().isEmpty() ? "" : " proto " + wanted.protocol())
                    + (wanted.scope().isEmpty() || wanted.scope().equals("global") ? "" : " scope " + wanted.scope())
                    + (wanted.source().isEmpty() ? "" : " src " + wanted.source())
                    + (wanted.flags().contains("onlink") ? " onlink" : ""));
        }
        obsolete.forEach(route -> commands.add(ip(route) + "del " + words(route)));
        return commands;
    }

    private static boolean isSame(RouteState one, RouteState other) {
        return one.leadsTo(other.type(), other.destination())
                && one.hops().equals(other.hops())
                && one.metric() == other.metric()
                && one.flags().contains("onlink") == other.flags().contains("onlink")
                && (one.source().isEmpty() || one.source().equals(other.source()));
    }

    private static String ip(RouteState route) {
        return route.destination().isV6() ? "ip -6 route " : "ip -4 route ";
    }

    private static String words(RouteState route) {
        Hop hop = route.hops().get(0);
        return (route.destination().length() == 0 ? "default" : route.destination())
                + (hop.via().isEmpty() ? "" : " via " + hop.via()) + " dev " + hop.device()
                + (route.metric() == 0 ? "" : " metric " + route.metric());
    }
}
