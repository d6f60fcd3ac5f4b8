package io.kvmguest.network;

/**
 * What a {@link NetworkState} does not tell, wholly or in part, as the guest has no {@code ip} and its kernel says too little in
 * {@code /proc} and {@code /sys}. What is not there may still be there in the guest.
 */
public enum StateGap {
    /**
     * IPv4 addresses that are not the first of their interface: those with a prefix of 32, and where the kernel lacks {@code
     * fib_trie}, as OpenWrt's may, those that netifd does not know of.
     */
    ADDRESSES,
    /**
     * Of IPv4 addresses: their order behind the first, which are secondary, and lifetimes. Of networks within each other, the
     * narrowest is taken for that of an address.
     */
    ADDRESS_DETAILS,
    /** Of routes: who made them, their scopes and preferred sources, {@code onlink}, and all hops but the first. */
    ROUTE_DETAILS,
    /** Tables but {@code main} and, for IPv6, {@code local}; an IPv6 route of another table looks like one of {@code main}. */
    ROUTE_TABLES,
    /** Routing rules. */
    RULES,
    /** Neighbours by IPv6, and of those by IPv4, what is neither {@code PERMANENT} nor {@code INCOMPLETE}. */
    NEIGHBOURS
}
