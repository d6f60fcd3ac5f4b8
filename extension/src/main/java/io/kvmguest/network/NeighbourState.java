package io.kvmguest.network;

/**
 * What the guest's kernel knows of a neighbour on a link, by ARP (RFC 826) or neighbour discovery (RFC 4861).
 *
 * @param mac its link-layer address, or empty if it is not known
 * @param state {@code REACHABLE}, {@code STALE}, {@code FAILED}, {@code PERMANENT} and so on
 */
public record NeighbourState(String address, String device, String mac, String state) {

    /** Returns {@code 192.0.2.1 dev eth0 52:54:00:12:34:56 REACHABLE}. */
    @Override
    public String toString() {
        return address + " dev " + device + (mac.isEmpty() ? "" : " " + mac) + " " + state;
    }
}
