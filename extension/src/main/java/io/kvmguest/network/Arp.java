package io.kvmguest.network;

/**
 * An ARP packet for IPv4 over Ethernet (RFC 826).
 *
 * @param operation 1 is a request, 2 a reply
 * @param senderMac such as {@code 52:54:00:00:00:01}
 * @param senderAddress such as {@code 10.0.0.1}
 * @param targetMac of no meaning in a request
 * @param targetAddress the address that a request asks for
 */
public record Arp(int operation, String senderMac, String senderAddress, String targetMac, String targetAddress) {

    private static final int REQUEST = 1;
    private static final int REPLY = 2;

    /** Returns whether it asks who has an address. */
    public boolean isRequest() {
        return operation == REQUEST;
    }

    /** Returns whether it answers a request, or pretends to. */
    public boolean isReply() {
        return operation == REPLY;
    }

    /**
     * Returns whether it tells all others where its sender is, without having been asked: it is about the sender's own address
     * (RFC 5227 calls it an announcement, RFC 5944, section 4.6, a gratuitous ARP).
     */
    public boolean isGratuitous() {
        return senderAddress.equals(targetAddress);
    }

    /** Returns whether it asks, from no address, if somebody has the one that its sender is about to take (RFC 5227). */
    public boolean isProbe() {
        return isRequest() && senderAddress.equals("0.0.0.0");
    }
}
