package io.kvmguest.assertions;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.Objects;
import java.util.regex.Pattern;

/**
 * An IPv4 or IPv6 address with the length of its prefix. Compared by its bits, so that {@code 2001:db8:0::1} is
 * {@code 2001:db8::1}; shown as it was written.
 */
final class IpPrefix {

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
    static IpPrefix parse(String text) {
        int slash = text.indexOf('/');
        byte[] address = address(slash < 0 ? text : text.substring(0, slash), text);
        int bits = address.length * 8;
        if (slash < 0) {
            return new IpPrefix(text, address, bits);
        }
        String number = text.substring(slash + 1);
        if (!number.matches("\\d{1,3}") || Integer.parseInt(number) > bits) {
            throw new IllegalArgumentException(
                    Texts.quote(text) + " is not an address: its prefix length must lie between 0 and " + bits);
        }
        return new IpPrefix(text, address, Integer.parseInt(number));
    }

    /**
     * Reads an address without a prefix.
     *
     * @throws IllegalArgumentException if it is none, or has one
     */
    static IpPrefix parseHost(String text) {
        if (text.contains("/")) {
            throw new IllegalArgumentException(
                    Texts.quote(text) + " is not an address of a host: leave the prefix out");
        }
        return parse(text);
    }

    private static byte[] address(String address, String text) {
        try {
            if (V4.matcher(address).matches() || V6.matcher(address).matches()) {
                byte[] bytes = InetAddress.getByName(address).getAddress();
                return address.contains(":") && bytes.length == 4 ? mapped(bytes) : bytes;
            }
        } catch (UnknownHostException e) {
            // The right characters in the wrong places. Java has not asked a name server: of a colon it knows better.
        }
        throw new IllegalArgumentException(
                Texts.quote(text) + " is not an address: write 10.0.0.1, 10.0.0.1/24 or fd00::1/64");
    }

    /** Undoes what Java does to {@code ::ffff:10.0.0.1}. */
    private static byte[] mapped(byte[] v4) {
        byte[] bytes = Arrays.copyOf(MAPPED, 16);
        System.arraycopy(v4, 0, bytes, MAPPED.length, 4);
        return bytes;
    }

    boolean isV6() {
        return address.length == 16;
    }

    /** Returns whether both have the same address, whatever their prefixes. */
    boolean hasAddressOf(IpPrefix other) {
        return Arrays.equals(address, other.address);
    }

    /**
     * Returns this, if all bits behind its prefix are zero.
     *
     * @throws IllegalArgumentException if one is set: no route has such a destination
     */
    IpPrefix requireNetwork() {
        for (int bit = length; bit < address.length * 8; bit++) {
            if ((address[bit / 8] & (0x80 >> (bit % 8))) != 0) {
                throw new IllegalArgumentException(
                        Texts.quote(text) + " is not a network: bits behind its prefix are set");
            }
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
