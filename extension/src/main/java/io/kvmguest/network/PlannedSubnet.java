package io.kvmguest.network;

import io.kvmguest.image.NearMiss;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A subnet, with an address for each guest on it.
 *
 * @param name of the segment or the pair
 * @param networks the network of IPv4, of IPv6, or both, in the order of the planner's blocks
 * @param addresses of each guest, one of each network, with its prefix
 */
public record PlannedSubnet(String name, List<IpPrefix> networks, Map<String, List<IpPrefix>> addresses) {

    public PlannedSubnet {
        networks = List.copyOf(networks);
        addresses = Collections.unmodifiableMap(new LinkedHashMap<>(addresses));
    }

    static PlannedSubnet of(String name, List<IpPrefix> networks, List<String> guests) {
        Map<String, List<IpPrefix>> addresses = new LinkedHashMap<>();
        for (String guest : guests) {
            List<IpPrefix> own = new ArrayList<>();
            for (IpPrefix network : networks) {
                // The first, 0, is that of the network itself.
                own.add(network.plus(BigInteger.valueOf(addresses.size() + 1L)));
            }
            addresses.put(guest, own);
        }
        return new PlannedSubnet(name, networks, addresses);
    }

    /**
     * Returns the first address of a guest, with its prefix: IPv4, unless the planner has only a block of IPv6.
     *
     * @throws IllegalArgumentException if the guest is not on it
     */
    public IpPrefix address(String guest) {
        return addressesOf(guest).get(0);
    }

    /**
     * Returns all addresses of a guest.
     *
     * @throws IllegalArgumentException if the guest is not on it
     */
    public List<IpPrefix> addressesOf(String guest) {
        List<IpPrefix> own = addresses.get(guest);
        if (own == null) {
            throw new IllegalArgumentException("Guest '" + guest + "' is not on '" + name + "', which has "
                    + String.join(", ", addresses.keySet()) + "." + NearMiss.question(guest, addresses.keySet()));
        }
        return own;
    }

    /** Returns {@code lan 198.18.0.0/24 2001:db8::/64: router 198.18.0.1, client 198.18.0.2}. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(name);
        networks.forEach(network -> text.append(' ').append(network));
        String separator = ": ";
        for (Map.Entry<String, List<IpPrefix>> each : addresses.entrySet()) {
            text.append(separator)
                    .append(each.getKey())
                    .append(' ')
                    .append(each.getValue().get(0).address());
            separator = ", ";
        }
        return text.toString();
    }
}
