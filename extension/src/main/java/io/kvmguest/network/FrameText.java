package io.kvmguest.network;

import java.time.Duration;
import java.util.Locale;
import java.util.stream.Collectors;

/** What a message says of a frame, on one line. */
final class FrameText {

    private FrameText() {}

    static String of(Frame frame) {
        String tags =
                frame.vlanTags().stream().map(tag -> "vlan " + tag.id() + " ").collect(Collectors.joining());
        Duration at = frame.at();
        return String.format(
                Locale.ROOT,
                "%d.%06d %s%s %s%s",
                at.toSeconds(),
                at.toNanosPart() / 1000,
                frame.link(),
                frame.direction() == FrameDirection.FROM_GUEST ? ">" : "<",
                tags,
                content(frame));
    }

    private static String content(Frame frame) {
        Layers layers = frame.layers();
        Arp arp = layers.arp();
        if (arp != null) {
            return "ARP " + arp(arp);
        }
        Dhcp dhcp = layers.dhcp();
        if (dhcp != null) {
            return dhcp.toString();
        }
        Ip ip = layers.ip();
        if (ip != null) {
            return ip(ip, layers);
        }
        if (frame.etherType() < 0) {
            return "no Ethernet frame, " + frame.length() + " bytes";
        }
        return String.format(
                Locale.ROOT,
                "%s > %s type 0x%04x, %d bytes",
                frame.source(),
                frame.destination(),
                frame.etherType(),
                frame.length());
    }

    private static String arp(Arp arp) {
        String gratuitous = arp.isGratuitous() ? " (gratuitous)" : "";
        if (arp.isProbe()) {
            return "who-has " + arp.targetAddress() + " (probe by " + arp.senderMac() + ")";
        }
        if (arp.isRequest()) {
            return "who-has " + arp.targetAddress() + " tell " + arp.senderAddress() + gratuitous;
        }
        return arp.isReply()
                ? arp.senderAddress() + " is-at " + arp.senderMac() + gratuitous
                : "operation " + arp.operation() + " of " + arp.senderMac();
    }

    private static String ip(Ip ip, Layers layers) {
        Tcp tcp = layers.tcp();
        if (tcp != null) {
            String flags = tcp.flags().stream().map(Tcp.Flag::name).collect(Collectors.joining(","));
            return ports(ip, tcp.sourcePort(), tcp.destinationPort()) + " TCP " + flags + (flags.isEmpty() ? "" : " ")
                    + "with " + tcp.payloadLength() + " bytes";
        }
        Udp udp = layers.udp();
        if (udp != null) {
            return ports(ip, udp.sourcePort(), udp.destinationPort()) + " UDP with " + udp.payloadLength() + " bytes";
        }
        String way = ip.source() + " > " + ip.destination();
        Icmp icmp = layers.icmp();
        if (icmp != null) {
            return way + " ICMP " + icmp(icmp);
        }
        Icmpv6 icmpv6 = layers.icmpv6();
        if (icmpv6 != null) {
            return way + " ICMPv6 " + icmpv6(icmpv6);
        }
        return way + " IP protocol " + ip.protocol() + (ip.isFragment() ? ", fragment at " + ip.fragmentOffset() : "");
    }

    private static String ports(Ip ip, int source, int destination) {
        return end(ip, ip.source(), source) + " > " + end(ip, ip.destination(), destination);
    }

    private static String end(Ip ip, String address, int port) {
        return (ip.version() == 6 ? "[" + address + "]" : address) + ":" + port;
    }

    private static String icmp(Icmp icmp) {
        return switch (icmp.type()) {
            case Icmp.ECHO_REQUEST -> "echo request " + icmp.sequence();
            case Icmp.ECHO_REPLY -> "echo reply " + icmp.sequence();
            case Icmp.UNREACHABLE -> "destination unreachable, code " + icmp.code();
            case Icmp.TIME_EXCEEDED -> "time exceeded, code " + icmp.code();
            default -> "type " + icmp.type() + ", code " + icmp.code();
        };
    }

    private static String icmpv6(Icmpv6 icmp) {
        return switch (icmp.type()) {
            case Icmpv6.ECHO_REQUEST -> "echo request " + icmp.sequence();
            case Icmpv6.ECHO_REPLY -> "echo reply " + icmp.sequence();
            case Icmpv6.ROUTER_SOLICITATION -> "router solicitation";
            case Icmpv6.ROUTER_ADVERTISEMENT -> "router advertisement";
            case Icmpv6.NEIGHBOR_SOLICITATION -> "neighbor solicitation for " + icmp.target();
            case Icmpv6.NEIGHBOR_ADVERTISEMENT -> "neighbor advertisement of " + icmp.target();
            default -> "type " + icmp.type() + ", code " + icmp.code();
        };
    }
}
