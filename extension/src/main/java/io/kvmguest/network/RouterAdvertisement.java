package io.kvmguest.network;

import java.time.Duration;
import java.util.List;

/**
 * What a router says of itself (RFC 4861, section 4.2).
 *
 * @param lifetime for how long it is a default router; zero if it is none
 * @param managed whether addresses are given by DHCPv6
 * @param otherConfig whether other things are told by DHCPv6
 * @param mtu of the link, 0 if it does not say
 * @param prefixes of the link
 */
public record RouterAdvertisement(
        Duration lifetime, boolean managed, boolean otherConfig, int mtu, List<Prefix> prefixes) {

    public RouterAdvertisement {
        prefixes = List.copyOf(prefixes);
    }

    /**
     * A prefix of the link (RFC 4861, section 4.6.2).
     *
     * @param address such as {@code 2001:db8::}
     * @param length in bits
     * @param onLink whether who has an address of it is reached without a router
     * @param autonomous whether hosts give themselves addresses of it (SLAAC)
     * @param valid for how long; {@link #FOREVER} is without end
     * @param preferred for how long such an address is used for what is new
     */
    public record Prefix(
            String address, int length, boolean onLink, boolean autonomous, Duration valid, Duration preferred) {

        /** Without end: all bits are ones. */
        public static final Duration FOREVER = Duration.ofSeconds(0xffffffffL);
    }
}
