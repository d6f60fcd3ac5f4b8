package io.kvmguest.network;

import java.math.BigInteger;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * An IPv4 or IPv6 address with the length of its prefix. Compared by its bits, so that {@code 2001:db8:0::1} is
 * {@code 2001:db8::1}; shown as it was written.
 */
public final class IpPrefix {

    private static final String OCTET = "(25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)";
    private static final Pattern V4 = Pattern.compile(OCTET + "(\\." + OCTET + "){3}");
    private static final Pattern V6 = Pattern.compile("(?=.*:)[0-9a-fA-F:]+(\\d+(\\.\\d+){3})?");
    private static final byte[] MAPPED = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, (byte) 0xff, (byte) 0xff};

    private final String text;
    private final byte[] address;
    private final int length;

    private IpPrefix(String text, byte[] address, int length) {
        this.text = text;
        this.address = address;
        this.length = length;
    }

    /**
     * Reads {@code 10.0.0.1/24} or {@code fd00::1/64}; without a length, the address is alone in its prefix.
     *
     * @throws IllegalArgumentException if it is neither; no name is ever looked up
     */
    public static IpPrefix parse(String text) {
        int slash = text.indexOf('/');
        byte[] address = address(slash < 0 ? text : text.substring(0, slash), text);
        int bits = address.length * 8;
        if (slash < 0) {
            return new IpPrefix(text, address, bits);
        }
        String number = text.substring(slash + 1);
        if (!number.matches("\\d{1,3}") || Integer.parseInt(number) > bits) {
            throw new IllegalArgumentException(
                    Quoted.of(text) + " is not an address: its prefix length must lie between 0 and " + bits);
        }
        return new IpPrefix(text, address, Integer.parseInt(number));
    }

    /**
     * Reads an address without a prefix.
     *
     * @throws IllegalArgumentException if it is none, or has one
     */
    public static IpPrefix parseHost(String text) {
        if (text.contains("/")) {
            throw new IllegalArgumentException(Quoted.of(text) + " is not an address of a host: leave the prefix out");
        }
        return parse(text);
    }

    private static byte[] address(String address, String text) {
        try {
            if (isV4(address) || V6.matcher(address).matches()) {
                byte[] bytes = InetAddress.getByName(address).getAddress();
                return address.contains(":") && bytes.length == 4 ? mapped(bytes) : bytes;
            }
        } catch (UnknownHostException e) {
            // The right characters in the wrong places. Java has not asked a name server: of a colon it knows better.
        }
        throw new IllegalArgumentException(
                Quoted.of(text) + " is not an address: write 10.0.0.1, 10.0.0.1/24 or fd00::1/64");
    }

    /** Returns whether a text is an IPv4 address, without a prefix. */
    static boolean isV4(String text) {
        return V4.matcher(text).matches();
    }

    /** Undoes what Java does to {@code ::ffff:10.0.0.1}. */
    private static byte[] mapped(byte[] v4) {
        byte[] bytes = Arrays.copyOf(MAPPED, 16);
        System.arraycopy(v4, 0, bytes, MAPPED.length, 4);
        return bytes;
    }

    /** Returns whether it is of IPv6. */
    public boolean isV6() {
        return address.length == 16;
    }

    /** Returns the length of its prefix, in bits. */
    public int length() {
        return length;
    }

    /** Returns whether it is a link-local address: of {@code fe80::/10} (RFC 4291), or of 169.254.0.0/16 (RFC 3927). */
    public boolean isLinkLocal() {
        return isV6()
                ? address[0] == (byte) 0xfe && (address[1] & 0xc0) == 0x80
                : address[0] == (byte) 169 && address[1] == (byte) 254;
    }

    /** Returns whether an address lies in this prefix; always false for one of the other family. */
    public boolean contains(IpPrefix other) {
        return address.length == other.address.length
                && Arrays.equals(masked(address, length), masked(other.address, length));
    }

    /** Returns the network that it lies in: of {@code 10.0.0.1/24}, {@code 10.0.0.0/24}. */
    public IpPrefix network() {
        return of(masked(address, length), length);
    }

    /** Returns the address alone: of {@code 10.0.0.1/24}, {@code 10.0.0.1}. */
    public IpPrefix host() {
        return of(address, address.length * 8);
    }

    /** Returns the same address in a prefix of another length. */
    IpPrefix withLength(int other) {
        return of(address, other);
    }

    /** Returns the address that lies so far behind this one, in a prefix of the same length. */
    IpPrefix plus(BigInteger distance) {
        byte[] sum = new BigInteger(1, address).add(distance).toByteArray();
        byte[] bytes = new byte[address.length];
        int copied = Math.min(sum.length, bytes.length);
        System.arraycopy(sum, sum.length - copied, bytes, bytes.length - copied, copied);
        return of(bytes, length);
    }

    private static IpPrefix of(byte[] address, int length) {
        String text = text(address);
        return new IpPrefix(length == address.length * 8 ? text : text + "/" + length, address, length);
    }

    /** Returns the address without its prefix, as the kernel writes it: IPv6 in the form of RFC 5952. */
    public String address() {
        return host().text;
    }

    /** Returns an address as the kernel writes it. */
    static String text(byte[] address) {
        return address.length == 4 ? v4(address) : v6(address);
    }

    private static String v4(byte[] address) {
        return (address[0] & 0xff) + "." + (address[1] & 0xff) + "." + (address[2] & 0xff) + "." + (address[3] & 0xff);
    }

    /** RFC 5952: the longest run of zeros is left out, the first of several, if it is more than one group. */
    private static String v6(byte[] address) {
        int[] groups = new int[8];
        for (int i = 0; i < 8; i++) {
            groups[i] = (address[2 * i] & 0xff) << 8 | (address[2 * i + 1] & 0xff);
        }
        int start = -1;
        int longest = 1;
        for (int from = 0; from < 8; from++) {
            int to = from;
            while (to < 8 && groups[to] == 0) {
                to++;
            }
            if (to - from > longest) {
                longest = to - from;
                start = from;
            }
        }
        if (start < 0) {
            return hex(groups, 0, 8);
        }
        return hex(groups, 0, start) + "::" + hex(groups, start + longest, 8);
    }

    private static String hex(int[] groups, int from, int to) {
        return Arrays.stream(groups, from, to).mapToObj(Integer::toHexString).collect(Collectors.joining(":"));
    }

    private static byte[] masked(byte[] address, int length) {
        byte[] network = address.clone();
        for (int bit = length; bit < network.length * 8; bit++) {
            network[bit / 8] &= (byte) ~(0x80 >> (bit % 8));
        }
        return network;
    }

    /** Returns whether both have the same address, whatever their prefixes. */
    public boolean hasAddressOf(IpPrefix other) {
        return Arrays.equals(address, other.address);
    }

    /**
     * Returns this, if all bits behind its prefix are zero.
     *
     * @throws IllegalArgumentException if one is set: no route has such a destination
     */
    public IpPrefix requireNetwork() {
        if (!Arrays.equals(address, masked(address, length))) {
            throw new IllegalArgumentException(Quoted.of(text) + " is not a network: bits behind its prefix are set");
        }
        return this;
    }

    @Override
    public boolean equals(Object o) {
        return o instanceof IpPrefix other && length == other.length && Arrays.equals(address, other.address);
    }

    @Override
    public int hashCode() {
        return Objects.hash(Arrays.hashCode(address), length);
    }

    @Override
    public String toString() {
        return text;
    }
}
