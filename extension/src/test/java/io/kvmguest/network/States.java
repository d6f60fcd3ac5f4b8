package io.kvmguest.network;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What a kernel may have, without a kernel. */
public final class States {

    private States() {}

    /** Returns a state of what {@code ip addr} and {@code ip route} print, and nothing else. */
    public static NetworkState of(String addresses, String routes) {
        return new NetworkState(
                InterfaceState.parse(addresses),
                RouteState.parse(routes, IpFamily.V4),
                List.of(),
                List.of(),
                ResolverState.parse(""),
                Optional.empty(),
                Map.of(),
                Set.of());
    }
}
