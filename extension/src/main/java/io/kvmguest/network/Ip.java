package io.kvmguest.network;

/**
 * The header of an IP packet that is there as a whole (RFC 791, RFC 8200).
 *
 * @param version 4 or 6
 * @param source such as {@code 10.0.0.1}, or {@code fe80::1} as RFC 5952 has it
 * @param destination likewise
 * @param ttl the time to live, which IPv6 calls hop limit
 * @param protocol what it carries, behind the extension headers of IPv6: 1 is ICMP, 6 TCP, 17 UDP, 58 ICMPv6
 * @param fragmentOffset where in the whole packet this fragment belongs, in bytes
 * @param moreFragments whether fragments follow that belong behind it
 */
public record Ip(
        int version,
        String source,
        String destination,
        int ttl,
        int protocol,
        int fragmentOffset,
        boolean moreFragments) {

    /** Returns whether it is a part of a packet. What a part carries is not read further: its header may be in another one. */
    public boolean isFragment() {
        return fragmentOffset > 0 || moreFragments;
    }
}
