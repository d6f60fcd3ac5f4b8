package io.kvmguest.network;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.pcap4j.packet.ArpPacket;
import org.pcap4j.packet.ArpPacket.ArpHeader;
import org.pcap4j.packet.IcmpV4CommonPacket;
import org.pcap4j.packet.IcmpV4CommonPacket.IcmpV4CommonHeader;
import org.pcap4j.packet.IcmpV4EchoPacket;
import org.pcap4j.packet.IcmpV4EchoPacket.IcmpV4EchoHeader;
import org.pcap4j.packet.IcmpV6CommonPacket;
import org.pcap4j.packet.IcmpV6CommonPacket.IcmpV6CommonHeader;
import org.pcap4j.packet.IcmpV6EchoRequestPacket;
import org.pcap4j.packet.IcmpV6EchoRequestPacket.IcmpV6EchoRequestHeader;
import org.pcap4j.packet.IcmpV6NeighborAdvertisementPacket;
import org.pcap4j.packet.IcmpV6NeighborSolicitationPacket;
import org.pcap4j.packet.IcmpV6RouterAdvertisementPacket;
import org.pcap4j.packet.IcmpV6RouterAdvertisementPacket.IcmpV6RouterAdvertisementHeader;
import org.pcap4j.packet.IllegalRawDataException;
import org.pcap4j.packet.IpV4Packet;
import org.pcap4j.packet.IpV4Packet.IpV4Header;
import org.pcap4j.packet.IpV6NeighborDiscoveryMtuOption;
import org.pcap4j.packet.IpV6NeighborDiscoveryPrefixInformationOption;
import org.pcap4j.packet.IpV6Packet;
import org.pcap4j.packet.IpV6Packet.IpV6Header;
import org.pcap4j.packet.TcpPacket;
import org.pcap4j.packet.TcpPacket.TcpHeader;
import org.pcap4j.packet.UdpPacket;
import org.pcap4j.packet.UdpPacket.UdpHeader;
import org.pcap4j.packet.namednumber.EtherType;

/** What a frame carries, as far as it is whole. Pcap4J takes it apart, in Java alone. */
final class Layers {

    private static final int ICMP = 1;
    private static final int TCP = 6;
    private static final int UDP = 17;
    private static final int ICMPV6 = 58;

    /** Hop-by-hop options, routing, fragment, destination options (RFC 8200, section 4). */
    private static final Set<Integer> EXTENSIONS = Set.of(0, 43, 44, 60);

    private static final int FRAGMENT = 44;

    private static final int IPV6_HEADER = 40;
    private static final int SHORTEST_EXTENSION = 8;
    private static final int ICMP_HEADER = 4;
    private static final int SHORTEST_TCP_HEADER = 20;
    private static final int UDP_HEADER = 8;

    static {
        // Pcap4J brings SLF4J along, which complains in a test's output where nobody asked for its logs.
        String verbosity = "slf4j.internal.verbosity";
        if (System.getProperty(verbosity) == null) {
            String unused = System.setProperty(verbosity, "ERROR");
        }
    }

    private @Nullable Arp arp;
    private @Nullable Ip ip;
    private @Nullable Icmp icmp;
    private @Nullable Icmpv6 icmpv6;
    private @Nullable RouterAdvertisement routerAdvertisement;
    private @Nullable Tcp tcp;
    private @Nullable Udp udp;
    private @Nullable Dhcp dhcp;

    private Layers() {}

    /** Reads what is behind the header and the tags of a frame. What is no such thing, or is damaged, is left out. */
    static Layers of(int etherType, byte[] frame, int from) {
        Layers layers = new Layers();
        int length = frame.length - from;
        if (length <= 0) {
            return layers;
        }
        try {
            if (etherType == (EtherType.ARP.value() & 0xffff)) {
                layers.arp = arp(ArpPacket.newPacket(frame, from, length));
            } else if (etherType == (EtherType.IPV4.value() & 0xffff)) {
                layers.readIpv4(frame, from, length);
            } else if (etherType == (EtherType.IPV6.value() & 0xffff)) {
                layers.readIpv6(frame, from, length);
            }
        } catch (IllegalRawDataException | RuntimeException e) {
            // It is none. Pcap4J throws an ArrayIndexOutOfBoundsException, for one, if a length inside is wrong.
        }
        return layers;
    }

    @Nullable Arp arp() {
        return arp;
    }

    @Nullable Ip ip() {
        return ip;
    }

    @Nullable Icmp icmp() {
        return icmp;
    }

    @Nullable Icmpv6 icmpv6() {
        return icmpv6;
    }

    @Nullable RouterAdvertisement routerAdvertisement() {
        return routerAdvertisement;
    }

    @Nullable Tcp tcp() {
        return tcp;
    }

    @Nullable Udp udp() {
        return udp;
    }

    @Nullable Dhcp dhcp() {
        return dhcp;
    }

    private static @Nullable Arp arp(ArpPacket packet) {
        ArpHeader header = packet.getHeader();
        boolean known = header.getHardwareAddrLengthAsInt() == Addresses.MAC_LENGTH
                && header.getProtocolAddrLengthAsInt() == 4
                && header.getProtocolType().equals(EtherType.IPV4);
        return known
                ? new Arp(
                        header.getOperation().value() & 0xffff,
                        header.getSrcHardwareAddr().toString(),
                        Addresses.ip(header.getSrcProtocolAddr()),
                        header.getDstHardwareAddr().toString(),
                        Addresses.ip(header.getDstProtocolAddr()))
                : null;
    }

    // Pcap4J is given each header alone: what is behind it, down to names in DNS, would be read as well, and where that
    // fails the
    // header would be lost with it.

    private void readIpv4(byte[] frame, int from, int length) throws IllegalRawDataException {
        int headerLength = 4 * (frame[from] & 0xf);
        IpV4Header header = IpV4Packet.newPacket(frame, from, Math.min(length, headerLength))
                .getHeader();
        int total = header.getTotalLengthAsInt();
        if (total < headerLength || total > length) {
            return;
        }
        Ip found = new Ip(
                4,
                Addresses.ip(header.getSrcAddr()),
                Addresses.ip(header.getDstAddr()),
                header.getTtlAsInt(),
                header.getProtocol().value() & 0xff,
                8 * (header.getFragmentOffset() & 0x1fff),
                header.getMoreFragmentFlag());
        ip = found;
        readPayload(found, frame, from + headerLength, total - headerLength);
    }

    private void readIpv6(byte[] frame, int from, int length) throws IllegalRawDataException {
        IpV6Header header =
                IpV6Packet.newPacket(frame, from, Math.min(length, IPV6_HEADER)).getHeader();
        if (header.getPayloadLengthAsInt() + IPV6_HEADER > length) {
            return;
        }
        int at = from + IPV6_HEADER;
        int end = at + header.getPayloadLengthAsInt();
        int next = header.getNextHeader().value() & 0xff;
        int offset = 0;
        boolean moreFragments = false;
        // Not by Pcap4J: 1.8.2 takes a header that ends with two bytes of padding, as that of every MLD report, for
        // shorter than it is.
        while (offset == 0 && EXTENSIONS.contains(next)) {
            if (end - at < SHORTEST_EXTENSION) {
                return;
            }
            int size = SHORTEST_EXTENSION;
            if (next == FRAGMENT) {
                int field = (frame[at + 2] & 0xff) << 8 | (frame[at + 3] & 0xff);
                offset = field & ~7;
                moreFragments = (field & 1) == 1;
            } else {
                size += 8 * (frame[at + 1] & 0xff);
            }
            next = frame[at] & 0xff;
            at += size;
        }
        if (at > end) {
            return;
        }
        Ip found = new Ip(
                6,
                Addresses.ip(header.getSrcAddr()),
                Addresses.ip(header.getDstAddr()),
                header.getHopLimitAsInt(),
                next,
                offset,
                moreFragments);
        ip = found;
        readPayload(found, frame, at, end - at);
    }

    private void readPayload(Ip of, byte[] frame, int from, int length) throws IllegalRawDataException {
        if (of.isFragment()) {
            return;
        }
        switch (of.protocol()) {
            case ICMP -> icmp = of.version() == 4 ? icmp(frame, from, length) : null;
            case TCP -> tcp = tcp(frame, from, length);
            case UDP -> readUdp(frame, from, length);
            case ICMPV6 -> {
                if (of.version() == 6) {
                    readIcmpv6(frame, from, length);
                }
            }
            default -> {
                // not read any further
            }
        }
    }

    private static Icmp icmp(byte[] frame, int from, int length) throws IllegalRawDataException {
        IcmpV4CommonHeader header = IcmpV4CommonPacket.newPacket(frame, from, Math.min(length, ICMP_HEADER))
                .getHeader();
        int type = header.getType().value() & 0xff;
        boolean echo = type == Icmp.ECHO_REQUEST || type == Icmp.ECHO_REPLY;
        // Requests and replies have the same fields.
        IcmpV4EchoHeader fields = echo
                ? IcmpV4EchoPacket.newPacket(frame, from + ICMP_HEADER, length - ICMP_HEADER)
                        .getHeader()
                : null;
        return new Icmp(
                type,
                header.getCode().value() & 0xff,
                fields == null ? 0 : fields.getIdentifierAsInt(),
                fields == null ? 0 : fields.getSequenceNumberAsInt());
    }

    private void readIcmpv6(byte[] frame, int from, int length) throws IllegalRawDataException {
        IcmpV6CommonHeader header = IcmpV6CommonPacket.newPacket(frame, from, Math.min(length, ICMP_HEADER))
                .getHeader();
        int identifier = 0;
        int sequence = 0;
        String target = "";
        int at = from + ICMP_HEADER;
        int rest = length - ICMP_HEADER;
        int type = header.getType().value() & 0xff;
        switch (type) {
            case Icmpv6.ECHO_REQUEST, Icmpv6.ECHO_REPLY -> {
                IcmpV6EchoRequestHeader echo =
                        IcmpV6EchoRequestPacket.newPacket(frame, at, rest).getHeader();
                identifier = echo.getIdentifierAsInt();
                sequence = echo.getSequenceNumberAsInt();
            }
            case Icmpv6.NEIGHBOR_SOLICITATION ->
                target = Addresses.ip(IcmpV6NeighborSolicitationPacket.newPacket(frame, at, rest)
                        .getHeader()
                        .getTargetAddress());
            case Icmpv6.NEIGHBOR_ADVERTISEMENT ->
                target = Addresses.ip(IcmpV6NeighborAdvertisementPacket.newPacket(frame, at, rest)
                        .getHeader()
                        .getTargetAddress());
            case Icmpv6.ROUTER_ADVERTISEMENT ->
                routerAdvertisement = routerAdvertisement(IcmpV6RouterAdvertisementPacket.newPacket(frame, at, rest)
                        .getHeader());
            default -> {
                // nothing else is asked for
            }
        }
        icmpv6 = new Icmpv6(type, header.getCode().value() & 0xff, identifier, sequence, target);
    }

    private static RouterAdvertisement routerAdvertisement(IcmpV6RouterAdvertisementHeader header) {
        int mtu = 0;
        List<RouterAdvertisement.Prefix> prefixes = new ArrayList<>();
        for (Object each : header.getOptions()) {
            if (each instanceof IpV6NeighborDiscoveryMtuOption option) {
                mtu = option.getMtu();
            } else if (each instanceof IpV6NeighborDiscoveryPrefixInformationOption option) {
                prefixes.add(new RouterAdvertisement.Prefix(
                        Addresses.ip(option.getPrefix()),
                        option.getPrefixLengthAsInt(),
                        option.getOnLinkFlag(),
                        option.getAddressConfigurationFlag(),
                        Duration.ofSeconds(option.getValidLifetimeAsLong()),
                        Duration.ofSeconds(option.getPreferredLifetimeAsLong())));
            }
        }
        return new RouterAdvertisement(
                Duration.ofSeconds(header.getRouterLifetimeAsInt()),
                header.getManagedAddressConfigurationFlag(),
                header.getOtherConfigurationFlag(),
                mtu,
                prefixes);
    }

    private static Tcp tcp(byte[] frame, int from, int length) throws IllegalRawDataException {
        int headerLength = length < SHORTEST_TCP_HEADER ? length : 4 * ((frame[from + 12] & 0xf0) >> 4);
        TcpHeader header =
                TcpPacket.newPacket(frame, from, Math.min(length, headerLength)).getHeader();
        Set<Tcp.Flag> flags = EnumSet.noneOf(Tcp.Flag.class);
        add(flags, Tcp.Flag.SYN, header.getSyn());
        add(flags, Tcp.Flag.FIN, header.getFin());
        add(flags, Tcp.Flag.RST, header.getRst());
        add(flags, Tcp.Flag.PSH, header.getPsh());
        add(flags, Tcp.Flag.ACK, header.getAck());
        add(flags, Tcp.Flag.URG, header.getUrg());
        return new Tcp(
                header.getSrcPort().valueAsInt(),
                header.getDstPort().valueAsInt(),
                header.getSequenceNumberAsLong(),
                header.getAcknowledgmentNumberAsLong(),
                flags,
                length - headerLength);
    }

    private static void add(Set<Tcp.Flag> flags, Tcp.Flag flag, boolean present) {
        if (present) {
            boolean unused = flags.add(flag);
        }
    }

    private void readUdp(byte[] frame, int from, int length) throws IllegalRawDataException {
        UdpHeader header =
                UdpPacket.newPacket(frame, from, Math.min(length, UDP_HEADER)).getHeader();
        int payload = header.getLengthAsInt() - UDP_HEADER;
        if (payload < 0 || payload > length - UDP_HEADER) {
            return;
        }
        Udp found =
                new Udp(header.getSrcPort().valueAsInt(), header.getDstPort().valueAsInt(), payload);
        udp = found;
        int start = from + UDP_HEADER;
        dhcp = Dhcp.read(found, Arrays.copyOfRange(frame, start, start + payload));
    }
}
