package io.kvmguest.network;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A message of DHCP for IPv4 over Ethernet (RFC 2131, options of RFC 2132). */
public final class Dhcp {

    /** What a message is for (RFC 2132, section 9.6). */
    public enum Type {
        /** A client looks for servers. */
        DISCOVER,
        /** A server offers an address. */
        OFFER,
        /** A client takes an offer, or wants to keep its address. */
        REQUEST,
        /** A client has found that somebody else has the address. */
        DECLINE,
        /** A server has given the address. */
        ACK,
        /** A server has refused the address. */
        NAK,
        /** A client gives its address back. */
        RELEASE,
        /** A client that has an address asks for the rest. */
        INFORM;

        @Override
        public String toString() {
            return "DHCP" + name();
        }
    }

    private static final int CLIENT_PORT = 68;
    private static final int SERVER_PORT = 67;

    private static final int HARDWARE_TYPE = 1;
    private static final int HARDWARE_LENGTH = 2;
    private static final int XID = 4;
    private static final int CIADDR = 12;
    private static final int YIADDR = 16;
    private static final int CHADDR = 28;
    private static final int SNAME = 44;
    private static final int FILE = 108;
    private static final int COOKIE = 236;
    private static final int OPTIONS = 240;
    private static final int MAGIC = 0x63825363;

    private static final int PAD = 0;
    private static final int REQUESTED_ADDRESS = 50;
    private static final int OVERLOAD = 52;
    private static final int MESSAGE_TYPE = 53;
    private static final int SERVER_ID = 54;
    private static final int END = 255;

    private final Type type;
    private final byte[] message;
    private final Map<Integer, byte[]> options;

    private Dhcp(Type type, byte[] message, Map<Integer, byte[]> options) {
        this.type = type;
        this.message = message;
        this.options = options;
    }

    /** Reads a datagram, or returns {@code null} if it is no such message, or one that is damaged. */
    static @Nullable Dhcp read(Udp udp, byte[] payload) {
        List<Integer> ports = List.of(udp.sourcePort(), udp.destinationPort());
        boolean known = ports.contains(CLIENT_PORT) || ports.contains(SERVER_PORT);
        if (!known
                || payload.length < OPTIONS
                || payload[HARDWARE_TYPE] != 1
                || payload[HARDWARE_LENGTH] != Addresses.MAC_LENGTH
                || number(payload, COOKIE) != MAGIC) {
            return null;
        }
        Map<Integer, byte[]> options = new TreeMap<>();
        if (!readOptions(payload, OPTIONS, payload.length, options)) {
            return null;
        }
        byte[] overload = options.getOrDefault(OVERLOAD, new byte[] {0});
        int elsewhere = overload.length == 1 ? overload[0] : 0;
        boolean whole = ((elsewhere & 1) == 0 || readOptions(payload, FILE, COOKIE, options))
                && ((elsewhere & 2) == 0 || readOptions(payload, SNAME, FILE, options));
        byte[] type = options.getOrDefault(MESSAGE_TYPE, new byte[0]);
        if (!whole || type.length != 1 || type[0] < 1 || type[0] > Type.values().length) {
            return null;
        }
        return new Dhcp(Type.values()[type[0] - 1], payload, options);
    }

    /** Reads options up to their end, and returns whether that is there. An option that comes in parts is put together (RFC 3396). */
    private static boolean readOptions(byte[] payload, int from, int to, Map<Integer, byte[]> options) {
        int at = from;
        while (at < to) {
            int code = payload[at++] & 0xff;
            if (code == END) {
                return true;
            }
            if (code == PAD) {
                continue;
            }
            int length = at < to ? payload[at++] & 0xff : to;
            if (length > to - at) {
                return false;
            }
            ByteArrayOutputStream value = new ByteArrayOutputStream();
            value.writeBytes(options.getOrDefault(code, new byte[0]));
            value.write(payload, at, length);
            byte[] unused = options.put(code, value.toByteArray());
            at += length;
        }
        return false;
    }

    private static int number(byte[] bytes, int at) {
        return (bytes[at] & 0xff) << 24
                | (bytes[at + 1] & 0xff) << 16
                | (bytes[at + 2] & 0xff) << 8
                | (bytes[at + 3] & 0xff);
    }

    /** Returns what it is for. */
    public Type type() {
        return type;
    }

    /** Returns the number by which a client knows the answers to what it asked. */
    public long xid() {
        return Integer.toUnsignedLong(number(message, XID));
    }

    /** Returns the client's card, such as {@code 52:54:00:00:00:01}. */
    public String clientMac() {
        return Addresses.mac(message, CHADDR);
    }

    /** Returns the address that the client has and uses ({@code ciaddr}), {@code 0.0.0.0} if none. */
    public String clientAddress() {
        return Addresses.ipv4(message, CIADDR);
    }

    /** Returns the address that the server gives the client ({@code yiaddr}), {@code 0.0.0.0} if none. */
    public String yourAddress() {
        return Addresses.ipv4(message, YIADDR);
    }

    /** Returns the address that the client asks for (option 50). */
    public Optional<String> requestedAddress() {
        return address(REQUESTED_ADDRESS);
    }

    /** Returns which server it is from, or for (option 54). */
    public Optional<String> serverId() {
        return address(SERVER_ID);
    }

    private Optional<String> address(int code) {
        return option(code).filter(value -> value.length == 4).map(value -> Addresses.ipv4(value, 0));
    }

    /**
     * Returns the value of an option, such as 51 for the time of the lease.
     *
     * @param code from 1 to 254 (IANA's registry of BOOTP and DHCP parameters)
     */
    public Optional<byte[]> option(int code) {
        return Optional.ofNullable(options.get(code)).map(value -> Arrays.copyOf(value, value.length));
    }

    /** Returns what a message says of it: {@code DHCPACK 10.0.0.5 for 52:54:00:00:00:01 by 10.0.0.1}. */
    @Override
    public String toString() {
        String address =
                switch (type) {
                    case OFFER, ACK -> yourAddress();
                    default -> requestedAddress().orElse(clientAddress());
                };
        return type + (address.equals("0.0.0.0") ? "" : " " + address) + " for " + clientMac()
                + serverId().map(server -> " by " + server).orElse("");
    }
}
