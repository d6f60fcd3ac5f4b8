package io.kvmguest.assertions;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * A network interface as the guest's {@code ip addr} shows it.
 *
 * @param flags what stands in angle brackets, such as {@code UP} and {@code LOWER_UP}
 * @param mac its link-layer address, or empty if it has none
 * @param master the bridge or bond that it belongs to, or empty
 * @param otherNames its alternative names
 */
record InterfaceState(
        String name,
        Set<String> flags,
        int mtu,
        String mac,
        String master,
        List<String> otherNames,
        List<Address> addresses) {

    InterfaceState {
        flags = Set.copyOf(flags);
        otherNames = List.copyOf(otherNames);
        addresses = List.copyOf(addresses);
    }

    /**
     * An address of it.
     *
     * @param state what keeps it from being used, such as {@code tentative} or {@code dadfailed}; empty if nothing does
     */
    record Address(IpPrefix prefix, String state) {

        @Override
        public String toString() {
            return state.isEmpty() ? prefix.toString() : prefix + " (" + state + ")";
        }
    }

    boolean isUp() {
        return flags.contains("UP");
    }

    boolean hasCarrier() {
        return flags.contains("LOWER_UP");
    }

    boolean isCalled(String wanted) {
        return name.equals(wanted) || otherNames.contains(wanted);
    }

    /** Returns whether it has this address; the length of the prefix counts if {@code wanted} states one. */
    boolean hasAddress(String wanted) {
        IpPrefix address = IpPrefix.parse(wanted);
        return addresses.stream()
                .map(Address::prefix)
                .anyMatch(prefix -> wanted.contains("/") ? prefix.equals(address) : prefix.hasAddressOf(address));
    }

    /** Returns what a person wants to know of it: one line, and one for each address. */
    List<String> describe() {
        StringBuilder line = new StringBuilder(name)
                .append(isUp() ? ": up" : ": down")
                .append(hasCarrier() ? ", carrier" : ", no carrier")
                .append(", mtu ")
                .append(mtu);
        if (!mac.isEmpty()) {
            line.append(", mac ").append(mac);
        }
        if (!master.isEmpty()) {
            line.append(", in ").append(master);
        }
        List<String> lines = new ArrayList<>(List.of(line.toString()));
        addresses.forEach(address -> lines.add("  " + address));
        return lines;
    }
}
