package io.kvmguest.network;

/** A version of IP. */
public enum IpFamily {
    /** IPv4. */
    V4,
    /** IPv6. */
    V6;

    /** Returns the family of an address. */
    public static IpFamily of(IpPrefix address) {
        return address.isV6() ? V6 : V4;
    }

    /** Returns what {@code ip} calls the destination of all that no other route has. */
    IpPrefix everything() {
        return IpPrefix.parse(this == V6 ? "::/0" : "0.0.0.0/0");
    }
}
