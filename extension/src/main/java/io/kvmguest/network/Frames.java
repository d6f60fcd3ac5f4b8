package io.kvmguest.network;

import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The usual filters for frames, by the terms of their protocols.
 *
 * <pre>{@code
 * Frames.dhcpDiscover()
 * Frames.arpFor("10.0.0.1").and(Frames.sentBy("client"))
 * Frames.tcpPort(80).or(Frames.tcpPort(443))
 * }</pre>
 */
public final class Frames {

    private static final int HIGHEST_PORT = 0xffff;

    /** 4095 is reserved (IEEE 802.1Q). */
    private static final int HIGHEST_VLAN = 4094;

    private static final String BROADCAST = "ff:ff:ff:ff:ff:ff";

    private Frames() {}

    /** All frames. */
    public static FrameFilter any() {
        return FrameFilter.of("any frame", frame -> true);
    }

    /** Frames over a link, either way, by its name. */
    public static FrameFilter on(String link) {
        return FrameFilter.of("on link " + named(link), frame -> frame.link().equals(link));
    }

    /** Frames that came from the guest on a link, also those that the link dropped. */
    public static FrameFilter sentBy(String link) {
        return FrameFilter.of(
                "sent by " + named(link),
                frame -> frame.direction() == FrameDirection.FROM_GUEST
                        && frame.link().equals(link));
    }

    /** Frames that were delivered to the guest on a link. */
    public static FrameFilter deliveredTo(String link) {
        return FrameFilter.of(
                "delivered to " + named(link),
                frame -> frame.direction() == FrameDirection.TO_GUEST
                        && frame.link().equals(link));
    }

    private static String named(String link) {
        if (link.isBlank()) {
            throw new IllegalArgumentException("a link has a name");
        }
        return link;
    }

    /**
     * Frames of a sender: of this card, or with this address as the source of an IP packet or the sender of an ARP packet.
     *
     * @param address such as {@code 52:54:00:00:00:01}, {@code 10.0.0.1} or {@code fe80::1}
     * @throws IllegalArgumentException if it is none
     */
    public static FrameFilter from(String address) {
        String wanted = Addresses.parse(address);
        Predicate<Frame> predicate = Addresses.isMac(address)
                ? frame -> frame.source().equals(wanted)
                : frame -> wanted.equals(senderAddress(frame.layers()));
        return FrameFilter.of("from " + wanted, predicate);
    }

    /**
     * Frames for a receiver: to this card, or with this address as the destination of an IP packet or the target of an ARP packet.
     *
     * @param address such as {@code 52:54:00:00:00:01}, {@code 10.0.0.1} or {@code ff02::1}
     * @throws IllegalArgumentException if it is none
     */
    public static FrameFilter to(String address) {
        String wanted = Addresses.parse(address);
        Predicate<Frame> predicate = Addresses.isMac(address)
                ? frame -> frame.destination().equals(wanted)
                : frame -> wanted.equals(targetAddress(frame.layers()));
        return FrameFilter.of("to " + wanted, predicate);
    }

    private static @Nullable String senderAddress(Layers layers) {
        Ip ip = layers.ip();
        Arp arp = layers.arp();
        return ip != null ? ip.source() : arp != null ? arp.senderAddress() : null;
    }

    private static @Nullable String targetAddress(Layers layers) {
        Ip ip = layers.ip();
        Arp arp = layers.arp();
        return ip != null ? ip.destination() : arp != null ? arp.targetAddress() : null;
    }

    /** Frames to all cards. */
    public static FrameFilter broadcast() {
        return FrameFilter.of("broadcast", frame -> frame.destination().equals(BROADCAST));
    }

    /**
     * Frames that say that they carry something, behind their tags; see {@link Frame#etherType()}.
     *
     * @throws IllegalArgumentException if it has more than 16 bits
     */
    public static FrameFilter etherType(int type) {
        if (type < 0 || type > 0xffff) {
            throw new IllegalArgumentException("EtherType must be from 0 to 0xffff: " + type);
        }
        return FrameFilter.of(
                "type 0x" + Integer.toHexString(0x10000 | type).substring(1), frame -> frame.etherType() == type);
    }

    /**
     * Frames with the tag of a VLAN, alone or among others.
     *
     * @param id from 0, a tag that only tells a priority, to 4094
     * @throws IllegalArgumentException if it is not
     */
    public static FrameFilter vlan(int id) {
        if (id < 0 || id > HIGHEST_VLAN) {
            throw new IllegalArgumentException("VLAN must be from 0 to " + HIGHEST_VLAN + ": " + id);
        }
        return FrameFilter.of("VLAN " + id, frame -> frame.vlanTags().stream().anyMatch(tag -> tag.id() == id));
    }

    // --- ARP --------------------------------------------------------------------------------------------------------

    /** ARP packets. */
    public static FrameFilter arp() {
        return arp("ARP", arp -> true);
    }

    /** ARP packets that ask who has an address. */
    public static FrameFilter arpRequest() {
        return arp("ARP request", Arp::isRequest);
    }

    /** ARP packets that say who has an address. */
    public static FrameFilter arpReply() {
        return arp("ARP reply", Arp::isReply);
    }

    /**
     * ARP packets that ask who has this address.
     *
     * @throws IllegalArgumentException if it is no IPv4 address
     */
    public static FrameFilter arpFor(String address) {
        String wanted = Addresses.parseIpv4(address);
        return arp(
                "ARP request for " + wanted,
                arp -> arp.isRequest() && arp.targetAddress().equals(wanted));
    }

    /** ARP packets that announce an address without having been asked; see {@link Arp#isGratuitous()}. */
    public static FrameFilter gratuitousArp() {
        return arp("gratuitous ARP", Arp::isGratuitous);
    }

    /** ARP packets that look whether an address is free; see {@link Arp#isProbe()}. */
    public static FrameFilter arpProbe() {
        return arp("ARP probe", Arp::isProbe);
    }

    private static FrameFilter arp(String name, Predicate<Arp> predicate) {
        return FrameFilter.of(name, frame -> frame.arp().filter(predicate).isPresent());
    }

    // --- IP ---------------------------------------------------------------------------------------------------------

    /** Packets of IPv4 and IPv6. */
    public static FrameFilter ip() {
        return ip("IP", ip -> true);
    }

    /** Packets of IPv4. */
    public static FrameFilter ipv4() {
        return ip("IPv4", ip -> ip.version() == 4);
    }

    /** Packets of IPv6. */
    public static FrameFilter ipv6() {
        return ip("IPv6", ip -> ip.version() == 6);
    }

    /** Parts of packets of IPv4 and IPv6. */
    public static FrameFilter ipFragment() {
        return ip("IP fragment", Ip::isFragment);
    }

    private static FrameFilter ip(String name, Predicate<Ip> predicate) {
        return FrameFilter.of(name, frame -> frame.ip().filter(predicate).isPresent());
    }

    /** Messages of ICMP, that of IPv4. */
    public static FrameFilter icmp() {
        return icmp("ICMP", icmp -> true);
    }

    /** What {@code ping} sends. */
    public static FrameFilter icmpEchoRequest() {
        return icmp("ICMP echo request", Icmp::isEchoRequest);
    }

    /** What {@code ping} waits for. */
    public static FrameFilter icmpEchoReply() {
        return icmp("ICMP echo reply", Icmp::isEchoReply);
    }

    /** What says that something cannot be reached. */
    public static FrameFilter icmpUnreachable() {
        return icmp("ICMP destination unreachable", icmp -> icmp.type() == Icmp.UNREACHABLE);
    }

    private static FrameFilter icmp(String name, Predicate<Icmp> predicate) {
        return FrameFilter.of(name, frame -> frame.icmp().filter(predicate).isPresent());
    }

    /** Messages of ICMPv6. */
    public static FrameFilter icmp6() {
        return icmp6("ICMPv6", icmp -> true);
    }

    /** What {@code ping -6} sends. */
    public static FrameFilter icmp6EchoRequest() {
        return icmp6("ICMPv6 echo request", Icmpv6::isEchoRequest);
    }

    /** What {@code ping -6} waits for. */
    public static FrameFilter icmp6EchoReply() {
        return icmp6("ICMPv6 echo reply", Icmpv6::isEchoReply);
    }

    /** What asks routers to show themselves. */
    public static FrameFilter routerSolicitation() {
        return icmp6("router solicitation", Icmpv6::isRouterSolicitation);
    }

    /** What a router shows itself by. */
    public static FrameFilter routerAdvertisement() {
        return icmp6("router advertisement", Icmpv6::isRouterAdvertisement);
    }

    /** What asks who has an IPv6 address. */
    public static FrameFilter neighborSolicitation() {
        return icmp6("neighbor solicitation", Icmpv6::isNeighborSolicitation);
    }

    /**
     * What asks who has this IPv6 address.
     *
     * @throws IllegalArgumentException if it is none
     */
    public static FrameFilter neighborSolicitationFor(String address) {
        String wanted = Addresses.parseIpv6(address);
        return icmp6(
                "neighbor solicitation for " + wanted,
                icmp -> icmp.isNeighborSolicitation() && icmp.target().equals(wanted));
    }

    /** What says who has an IPv6 address. */
    public static FrameFilter neighborAdvertisement() {
        return icmp6("neighbor advertisement", Icmpv6::isNeighborAdvertisement);
    }

    private static FrameFilter icmp6(String name, Predicate<Icmpv6> predicate) {
        return FrameFilter.of(name, frame -> frame.icmpv6().filter(predicate).isPresent());
    }

    // --- TCP and UDP ------------------------------------------------------------------------------------------------

    /** TCP segments. */
    public static FrameFilter tcp() {
        return FrameFilter.of("TCP", frame -> frame.tcp().isPresent());
    }

    /**
     * TCP segments from or to a port.
     *
     * @throws IllegalArgumentException if it is not from 1 to 65535
     */
    public static FrameFilter tcpPort(int port) {
        int wanted = port(port);
        return FrameFilter.of("TCP port " + wanted, frame -> frame.tcp()
                .filter(tcp -> tcp.sourcePort() == wanted || tcp.destinationPort() == wanted)
                .isPresent());
    }

    /** TCP segments with a flag. */
    public static FrameFilter tcpFlag(Tcp.Flag flag) {
        return FrameFilter.of(
                "TCP " + flag, frame -> frame.tcp().filter(tcp -> tcp.has(flag)).isPresent());
    }

    /** UDP datagrams. */
    public static FrameFilter udp() {
        return FrameFilter.of("UDP", frame -> frame.udp().isPresent());
    }

    /**
     * UDP datagrams from or to a port.
     *
     * @throws IllegalArgumentException if it is not from 1 to 65535
     */
    public static FrameFilter udpPort(int port) {
        int wanted = port(port);
        return FrameFilter.of("UDP port " + wanted, frame -> frame.udp()
                .filter(udp -> udp.sourcePort() == wanted || udp.destinationPort() == wanted)
                .isPresent());
    }

    private static int port(int port) {
        if (port < 1 || port > HIGHEST_PORT) {
            throw new IllegalArgumentException("port must be from 1 to " + HIGHEST_PORT + ": " + port);
        }
        return port;
    }

    // --- DHCP -------------------------------------------------------------------------------------------------------

    /** Messages of DHCP, that of IPv4. */
    public static FrameFilter dhcp() {
        return FrameFilter.of("DHCP", frame -> frame.dhcp().isPresent());
    }

    /** {@link Dhcp.Type#DISCOVER}. */
    public static FrameFilter dhcpDiscover() {
        return dhcp(Dhcp.Type.DISCOVER);
    }

    /** {@link Dhcp.Type#OFFER}. */
    public static FrameFilter dhcpOffer() {
        return dhcp(Dhcp.Type.OFFER);
    }

    /** {@link Dhcp.Type#REQUEST}. */
    public static FrameFilter dhcpRequest() {
        return dhcp(Dhcp.Type.REQUEST);
    }

    /** {@link Dhcp.Type#DECLINE}. */
    public static FrameFilter dhcpDecline() {
        return dhcp(Dhcp.Type.DECLINE);
    }

    /** {@link Dhcp.Type#ACK}. */
    public static FrameFilter dhcpAck() {
        return dhcp(Dhcp.Type.ACK);
    }

    /** {@link Dhcp.Type#NAK}. */
    public static FrameFilter dhcpNak() {
        return dhcp(Dhcp.Type.NAK);
    }

    /** {@link Dhcp.Type#RELEASE}. */
    public static FrameFilter dhcpRelease() {
        return dhcp(Dhcp.Type.RELEASE);
    }

    /** {@link Dhcp.Type#INFORM}. */
    public static FrameFilter dhcpInform() {
        return dhcp(Dhcp.Type.INFORM);
    }

    private static FrameFilter dhcp(Dhcp.Type type) {
        return FrameFilter.of(
                type.toString(),
                frame -> frame.dhcp().filter(dhcp -> dhcp.type() == type).isPresent());
    }
}
