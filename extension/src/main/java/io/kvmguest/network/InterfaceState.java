package io.kvmguest.network;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A network interface as the guest's kernel has it.
 *
 * @param index its number, which it keeps for as long as it exists
 * @param flags what {@code ip addr} shows in angle brackets, such as {@code UP} and {@code LOWER_UP}
 * @param mtu the longest packet that it sends, in bytes
 * @param mac its link-layer address, or empty if it has none
 * @param permanentMac the link-layer address that a card was made with, or empty if that is not known, or it is no card
 * @param master the bridge or bond that it belongs to, or empty
 * @param otherNames its alternative names
 * @param kind {@code vlan}, {@code bridge}, {@code bond}, or what else the kernel calls it; empty if it is a card
 * @param attributes what belongs to its kind, such as {@code priority} and {@code stp_state} of a bridge, {@code mode} and
 *     {@code miimon} of a bond, {@code id} and {@code parent} of a VLAN
 * @param carrierChanges how often its carrier came or went; 0 where the kernel does not count
 * @param addresses in the kernel's order, in which the first of IPv4 is what the guest speaks with
 */
public record InterfaceState(
        String name,
        int index,
        Set<String> flags,
        int mtu,
        String mac,
        String permanentMac,
        String master,
        List<String> otherNames,
        String kind,
        Map<String, String> attributes,
        long carrierChanges,
        List<Address> addresses) {

    // The gravest first: what failed is tentative as well.
    private static final List<String> STATES = List.of("dadfailed", "tentative", "deprecated");

    /** What changes by itself: it has passed through, or is a matter of time. */
    private static final Set<String> PASSING = Set.of("tentative", "optimistic");

    public InterfaceState {
        flags = Collections.unmodifiableSet(new LinkedHashSet<>(flags));
        otherNames = List.copyOf(otherNames);
        attributes = Collections.unmodifiableMap(new LinkedHashMap<>(attributes));
        addresses = List.copyOf(addresses);
    }

    /**
     * Reads what {@code ip addr show} prints, be it that of iproute2 or of busybox. It does not show permanent addresses, kinds
     * and changes of the carrier.
     */
    public static List<InterfaceState> parse(String text) {
        return AddressText.read(text);
    }

    /**
     * An address of it.
     *
     * @param peer the address at the other end, or empty
     * @param scope {@code global}, {@code link}, {@code host} or {@code site}
     * @param flags what else the kernel says of it, such as {@code secondary}, {@code tentative} or {@code dynamic}
     * @param valid how long it may be used; empty if for ever
     * @param preferred how long it may be used for new connections; empty if for ever
     */
    public record Address(
            IpPrefix prefix,
            String peer,
            String scope,
            Set<String> flags,
            Optional<Duration> valid,
            Optional<Duration> preferred) {

        public Address {
            flags = Collections.unmodifiableSet(new LinkedHashSet<>(flags));
        }

        /** Returns what keeps it from being used, such as {@code tentative} or {@code dadfailed}; empty if nothing does. */
        public String state() {
            return STATES.stream().filter(flags::contains).findFirst().orElse("");
        }

        Address normalised() {
            Set<String> lasting = new LinkedHashSet<>(flags);
            lasting.removeAll(PASSING);
            return new Address(prefix, peer, scope, lasting, Optional.empty(), Optional.empty());
        }

        @Override
        public String toString() {
            return state().isEmpty() ? prefix.toString() : prefix + " (" + state() + ")";
        }
    }

    /** Returns whether it has been set up, with a carrier or without. */
    public boolean isUp() {
        return flags.contains("UP");
    }

    /** Returns whether it is up, and so is what it is connected to. */
    public boolean hasCarrier() {
        return flags.contains("LOWER_UP");
    }

    /** Returns whether this is its name, or one of its alternative names. */
    public boolean isCalled(String wanted) {
        return name.equals(wanted) || otherNames.contains(wanted);
    }

    /**
     * Returns whether it has this address; the length of the prefix counts if {@code wanted} states one.
     *
     * @throws IllegalArgumentException if it is not an address
     */
    public boolean hasAddress(String wanted) {
        IpPrefix address = IpPrefix.parse(wanted);
        return addresses.stream()
                .map(Address::prefix)
                .anyMatch(prefix -> wanted.contains("/") ? prefix.equals(address) : prefix.hasAddressOf(address));
    }

    /** Returns what a person wants to know of it: one line, and one for each address. */
    public List<String> describe() {
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

    InterfaceState normalised() {
        return new InterfaceState(
                name,
                index,
                flags,
                mtu,
                mac,
                permanentMac,
                master,
                otherNames,
                kind,
                attributes,
                0,
                addresses.stream().map(Address::normalised).toList());
    }
}
