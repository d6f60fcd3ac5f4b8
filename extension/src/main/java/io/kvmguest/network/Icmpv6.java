package io.kvmguest.network;

/**
 * A message of ICMPv6 (RFC 4443), neighbour discovery (RFC 4861) among it.
 *
 * @param identifier which sender of echo requests it belongs to, 0 if it is no echo
 * @param sequence which of that sender's it is, 0 if it is no echo
 * @param target the address that a neighbour solicitation or advertisement is about, empty in other messages
 */
public record Icmpv6(int type, int code, int identifier, int sequence, String target) {

    static final int ECHO_REQUEST = 128;
    static final int ECHO_REPLY = 129;
    static final int ROUTER_SOLICITATION = 133;
    static final int ROUTER_ADVERTISEMENT = 134;
    static final int NEIGHBOR_SOLICITATION = 135;
    static final int NEIGHBOR_ADVERTISEMENT = 136;

    /** Returns whether it is what {@code ping -6} sends. */
    public boolean isEchoRequest() {
        return type == ECHO_REQUEST;
    }

    /** Returns whether it is what {@code ping -6} waits for. */
    public boolean isEchoReply() {
        return type == ECHO_REPLY;
    }

    /** Returns whether it asks routers to show themselves. */
    public boolean isRouterSolicitation() {
        return type == ROUTER_SOLICITATION;
    }

    /** Returns whether a router shows itself; {@link Frame#routerAdvertisement()} tells what it says. */
    public boolean isRouterAdvertisement() {
        return type == ROUTER_ADVERTISEMENT;
    }

    /** Returns whether it asks who has an address. */
    public boolean isNeighborSolicitation() {
        return type == NEIGHBOR_SOLICITATION;
    }

    /** Returns whether it says who has an address. */
    public boolean isNeighborAdvertisement() {
        return type == NEIGHBOR_ADVERTISEMENT;
    }
}
