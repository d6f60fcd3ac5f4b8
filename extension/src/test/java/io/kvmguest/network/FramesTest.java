package io.kvmguest.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class FramesTest {

    private static final String A = "52:54:00:00:00:01";

    /** Each filter with those of the recorded frames that it means. */
    static Stream<Arguments> filters() {
        return Stream.of(
                Arguments.of(Frames.arp(), "ARP", List.of("ARP_ANNOUNCEMENT", "ARP_PROBE", "ARP_REPLY", "ARP_REQUEST")),
                Arguments.of(
                        Frames.arpRequest(), "ARP request", List.of("ARP_ANNOUNCEMENT", "ARP_PROBE", "ARP_REQUEST")),
                Arguments.of(Frames.arpReply(), "ARP reply", List.of("ARP_REPLY")),
                Arguments.of(Frames.arpFor("10.0.0.2"), "ARP request for 10.0.0.2", List.of("ARP_REQUEST")),
                Arguments.of(Frames.gratuitousArp(), "gratuitous ARP", List.of("ARP_ANNOUNCEMENT")),
                Arguments.of(Frames.arpProbe(), "ARP probe", List.of("ARP_PROBE")),
                Arguments.of(Frames.dhcp(), "DHCP", List.of("ACK", "DISCOVER")),
                Arguments.of(Frames.dhcpDiscover(), "DHCPDISCOVER", List.of("DISCOVER")),
                Arguments.of(Frames.dhcpAck(), "DHCPACK", List.of("ACK")),
                Arguments.of(Frames.dhcpOffer(), "DHCPOFFER", List.of()),
                Arguments.of(Frames.dhcpRequest(), "DHCPREQUEST", List.of()),
                Arguments.of(Frames.dhcpDecline(), "DHCPDECLINE", List.of()),
                Arguments.of(Frames.dhcpNak(), "DHCPNAK", List.of()),
                Arguments.of(Frames.dhcpRelease(), "DHCPRELEASE", List.of()),
                Arguments.of(Frames.dhcpInform(), "DHCPINFORM", List.of()),
                Arguments.of(Frames.icmp(), "ICMP", List.of("PING", "PONG", "UNREACHABLE")),
                Arguments.of(Frames.icmpEchoRequest(), "ICMP echo request", List.of("PING")),
                Arguments.of(Frames.icmpEchoReply(), "ICMP echo reply", List.of("PONG")),
                Arguments.of(Frames.icmpUnreachable(), "ICMP destination unreachable", List.of("UNREACHABLE")),
                Arguments.of(
                        Frames.icmp6(),
                        "ICMPv6",
                        List.of(
                                "HOP_BY_HOP",
                                "NEIGHBOR_ADVERTISEMENT",
                                "NEIGHBOR_SOLICITATION",
                                "PING6",
                                "ROUTER_ADVERTISEMENT",
                                "ROUTER_SOLICITATION")),
                Arguments.of(Frames.icmp6EchoRequest(), "ICMPv6 echo request", List.of("PING6")),
                Arguments.of(Frames.icmp6EchoReply(), "ICMPv6 echo reply", List.of()),
                Arguments.of(Frames.routerAdvertisement(), "router advertisement", List.of("ROUTER_ADVERTISEMENT")),
                Arguments.of(Frames.routerSolicitation(), "router solicitation", List.of("ROUTER_SOLICITATION")),
                Arguments.of(Frames.neighborSolicitation(), "neighbor solicitation", List.of("NEIGHBOR_SOLICITATION")),
                Arguments.of(
                        Frames.neighborSolicitationFor("FE80:0::5054:00ff:fe00:2"),
                        "neighbor solicitation for fe80::5054:ff:fe00:2",
                        List.of("NEIGHBOR_SOLICITATION")),
                Arguments.of(
                        Frames.neighborAdvertisement(), "neighbor advertisement", List.of("NEIGHBOR_ADVERTISEMENT")),
                Arguments.of(Frames.tcp(), "TCP", List.of("SYN", "SYN_ACK_TAGGED")),
                Arguments.of(Frames.tcpPort(80), "TCP port 80", List.of("SYN", "SYN_ACK_TAGGED")),
                Arguments.of(Frames.tcpPort(81), "TCP port 81", List.of()),
                Arguments.of(Frames.tcpFlag(Tcp.Flag.ACK), "TCP ACK", List.of("SYN_ACK_TAGGED")),
                Arguments.of(Frames.udp(), "UDP", List.of("ACK", "DISCOVER", "DNS", "UDP_DATAGRAM")),
                Arguments.of(Frames.udpPort(53), "UDP port 53", List.of("DNS")),
                Arguments.of(Frames.udpPort(5_000), "UDP port 5000", List.of("DNS", "UDP_DATAGRAM")),
                Arguments.of(Frames.vlan(100), "VLAN 100", List.of("SYN_ACK_TAGGED")),
                Arguments.of(Frames.vlan(10), "VLAN 10", List.of("SYN_ACK_TAGGED")),
                Arguments.of(Frames.vlan(11), "VLAN 11", List.of()),
                Arguments.of(Frames.ipFragment(), "IP fragment", List.of("FRAGMENT", "FRAGMENT6")),
                Arguments.of(Frames.ipv6().and(Frames.ipFragment()), "IPv6 and IP fragment", List.of("FRAGMENT6")),
                Arguments.of(Frames.ipv4().and(Frames.ipFragment()), "IPv4 and IP fragment", List.of("FRAGMENT")),
                Arguments.of(Frames.etherType(0x26), "type 0x0026", List.of("SPANNING_TREE")),
                Arguments.of(
                        Frames.broadcast(),
                        "broadcast",
                        List.of("ARP_ANNOUNCEMENT", "ARP_PROBE", "ARP_REQUEST", "DISCOVER")),
                Arguments.of(Frames.from("0.0.0.0"), "from 0.0.0.0", List.of("ARP_PROBE", "DISCOVER")),
                Arguments.of(Frames.from("52-54-00-00-00-0A"), "from 52:54:00:00:00:0a", List.of()),
                Arguments.of(Frames.from("2001:DB8::1"), "from 2001:db8::1", List.of("FRAGMENT6", "PING6")),
                Arguments.of(
                        Frames.to("10.0.0.1"),
                        "to 10.0.0.1",
                        List.of("ARP_ANNOUNCEMENT", "ARP_PROBE", "ARP_REPLY", "PONG", "SYN_ACK_TAGGED", "UNREACHABLE")),
                Arguments.of(Frames.to("ff02::2"), "to ff02::2", List.of("ROUTER_SOLICITATION")),
                Arguments.of(Frames.to("01:80:c2:00:00:00"), "to 01:80:c2:00:00:00", List.of("SPANNING_TREE")),
                Arguments.of(Frames.ip().or(Frames.arp()).not(), "not (IP or ARP)", List.of("SPANNING_TREE")),
                Arguments.of(
                        Frames.from(A).and(Frames.tcp().or(Frames.icmp())),
                        "from " + A + " and (TCP or ICMP)",
                        List.of("PING", "SYN")));
    }

    static Stream<FrameFilter> all() {
        return filters().map(each -> (FrameFilter) each.get()[0]);
    }

    @ParameterizedTest(name = "{1}")
    @MethodSource("filters")
    void means_these_frames(FrameFilter filter, String name, List<String> frames) {
        assertThat(filter).hasToString(name);
        assertThat(RecordedFrames.all().entrySet().stream()
                        .filter(each -> filter.test(RecordedFrames.frame(each.getValue())))
                        .map(Map.Entry::getKey))
                .containsExactlyElementsOf(frames);
    }

    @Test
    void means_frames_of_a_link_by_their_way() {
        byte[] bytes = RecordedFrames.bytes(RecordedFrames.PING);
        Frame sent = new Frame(bytes, "client", FrameDirection.FROM_GUEST, 0, 0, 0);
        Frame delivered = new Frame(bytes, "client", FrameDirection.TO_GUEST, 0, 0, 1);
        Frame other = new Frame(bytes, "router", FrameDirection.TO_GUEST, 0, 0, 2);
        List<Frame> frames = List.of(sent, delivered, other);
        assertThat(frames).filteredOn(Frames.on("client")).containsExactly(sent, delivered);
        assertThat(frames).filteredOn(Frames.sentBy("client")).containsExactly(sent);
        assertThat(frames).filteredOn(Frames.deliveredTo("client")).containsExactly(delivered);
        assertThat(frames).filteredOn(Frames.any()).isEqualTo(frames);
        assertThat(frames).filteredOn(Frames.on("client").negate()).containsExactly(other);
        assertThat(Stream.of(Frames.on("client"), Frames.sentBy("client"), Frames.deliveredTo("client"), Frames.any())
                        .map(FrameFilter::toString))
                .containsExactly("on link client", "sent by client", "delivered to client", "any frame");
    }

    @Test
    void names_of_chains_have_brackets_only_where_they_are_needed() {
        FrameFilter a = Frames.arp();
        FrameFilter t = Frames.tcp();
        FrameFilter u = Frames.udp();
        assertThat(a.and(t).and(u)).hasToString("ARP and TCP and UDP");
        assertThat(a.or(t).or(u)).hasToString("ARP or TCP or UDP");
        assertThat(a.or(t).and(u)).hasToString("(ARP or TCP) and UDP");
        assertThat(a.or(t.and(u))).hasToString("ARP or (TCP and UDP)");
        assertThat(a.not().or(t)).hasToString("not ARP or TCP");
        assertThat(a.not().not()).hasToString("not not ARP");
    }

    @Test
    void takes_one_s_own() {
        FrameFilter jumbo = FrameFilter.of("jumbo frame", frame -> frame.length() > 1_518);
        assertThat(jumbo).hasToString("jumbo frame");
        assertThat(jumbo.test(RecordedFrames.frame(new byte[1_519]))).isTrue();
        assertThat(jumbo.not().test(RecordedFrames.frame(new byte[1_518]))).isTrue();
        refuses(() -> FrameFilter.of(" ", frame -> true), "a filter needs a name, for the messages");
    }

    private static void refuses(ThrowingCallable call, String message) {
        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(call)
                .withMessage(message);
    }

    @Test
    void refuses_nonsense() {
        refuses(() -> Frames.arpFor("10.0.0.256"), "'10.0.0.256' is no IPv4 address: write it as 10.0.0.1");
        refuses(() -> Frames.arpFor("fe80::1"), "'fe80::1' is no IPv4 address: write it as 10.0.0.1");
        refuses(() -> Frames.neighborSolicitationFor("10.0.0.1"), "'10.0.0.1' is no IPv6 address: write it as fe80::1");
        for (String nonsense :
                List.of("", "router", "10.0.0", "10.0.0.01", "fe80", "fe80::1%eth0", "[::1]", "z:1", "1:2")) {
            refuses(
                    () -> Frames.from(nonsense),
                    "'" + nonsense + "' is neither a MAC address nor an IP address: write it as 52:54:00:12:34:56,"
                            + " 10.0.0.1 or fe80::1");
        }
        refuses(
                () -> Frames.to("52:54:00:00:00"),
                "'52:54:00:00:00' is neither a MAC address nor an IP address: write it as 52:54:00:12:34:56, 10.0.0.1 or"
                        + " fe80::1");
        refuses(() -> Frames.tcpPort(0), "port must be from 1 to 65535: 0");
        refuses(() -> Frames.udpPort(65_536), "port must be from 1 to 65535: 65536");
        refuses(() -> Frames.vlan(4_095), "VLAN must be from 0 to 4094: 4095");
        refuses(() -> Frames.vlan(-1), "VLAN must be from 0 to 4094: -1");
        refuses(() -> Frames.etherType(0x10000), "EtherType must be from 0 to 0xffff: 65536");
        refuses(() -> Frames.sentBy(""), "a link has a name");
        refuses(() -> CaptureSpec.inMemory().memory(0), "memory of a capture must be positive: 0 bytes");
    }
}
