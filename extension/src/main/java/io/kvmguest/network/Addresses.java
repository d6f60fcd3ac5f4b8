package io.kvmguest.network;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Addresses as texts, each in one form only, so that they can be compared. */
final class Addresses {

    static final int MAC_LENGTH = 6;

    /** What Java takes for an address of IPv6 or for none, and asks no name server for. */
    private static final Pattern IPV6 = Pattern.compile("(?=.*:)[\\p{XDigit}:][\\p{XDigit}:.]*");

    private static final Pattern MAC = Pattern.compile("\\p{XDigit}{2}([:-]\\p{XDigit}{2}){5}");

    private Addresses() {}

    static String mac(byte[] bytes, int at) {
        return HexFormat.ofDelimiter(":").formatHex(bytes, at, at + MAC_LENGTH);
    }

    static String ipv4(byte[] bytes, int at) {
        return IpPrefix.text(Arrays.copyOfRange(bytes, at, at + 4));
    }

    static String ip(InetAddress address) {
        return IpPrefix.text(address.getAddress());
    }

    static boolean isMac(String text) {
        return MAC.matcher(text).matches();
    }

    /**
     * Returns the one form of a MAC address or an IP address.
     *
     * @throws IllegalArgumentException if it is neither
     */
    static String parse(String text) {
        if (isMac(text)) {
            return text.toLowerCase(Locale.ROOT).replace('-', ':');
        }
        String ip = IpPrefix.isV4(text) ? text : ipv6(text);
        if (ip == null) {
            throw new IllegalArgumentException("'" + text + "' is neither a MAC address nor an IP address: write it as"
                    + " 52:54:00:12:34:56, 10.0.0.1 or fe80::1");
        }
        return ip;
    }

    private static @Nullable String ipv6(String text) {
        if (!IPV6.matcher(text).matches()) {
            return null;
        }
        try {
            return ip(InetAddress.getByName(text));
        } catch (UnknownHostException e) {
            return null;
        }
    }

    /**
     * Returns an IPv4 address as it is.
     *
     * @throws IllegalArgumentException if it is none
     */
    static String parseIpv4(String text) {
        if (!IpPrefix.isV4(text)) {
            throw new IllegalArgumentException("'" + text + "' is no IPv4 address: write it as 10.0.0.1");
        }
        return text;
    }

    /**
     * Returns the one form of an IPv6 address.
     *
     * @throws IllegalArgumentException if it is none
     */
    static String parseIpv6(String text) {
        String ip = ipv6(text);
        if (ip == null) {
            throw new IllegalArgumentException("'" + text + "' is no IPv6 address: write it as fe80::1");
        }
        return ip;
    }
}
