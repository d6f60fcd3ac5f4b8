package io.kvmguest.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class FrameTest {

    private static final String A = "52:54:00:00:00:01";
    private static final String B = "52:54:00:00:00:02";

    private static Frame frame(String hex) {
        return RecordedFrames.frame(hex);
    }

    @Test
    void tells_where_and_when_it_passed() {
        Instant before = Instant.now();
        Frame frame = new Frame(
                new byte[60], "client", FrameDirection.TO_GUEST, System.nanoTime(), System.nanoTime() - 1_500, 7);
        assertThat(frame.link()).isEqualTo("client");
        assertThat(frame.direction()).isEqualTo(FrameDirection.TO_GUEST);
        assertThat(frame.at()).isBetween(Duration.ofNanos(0), Duration.ofNanos(1_500));
        assertThat(frame.time()).isBetween(before.minusSeconds(1), Instant.now().plusSeconds(1));
        assertThat(frame.length()).isEqualTo(60);
    }

    @Test
    void nobody_changes_its_bytes() {
        byte[] bytes = RecordedFrames.bytes(RecordedFrames.PING);
        Frame frame = RecordedFrames.frame(bytes.clone());
        Arrays.fill(frame.bytes(), (byte) 0);
        assertThat(frame.bytes()).isEqualTo(bytes);
    }

    @Test
    void reads_the_header() {
        Frame frame = frame(RecordedFrames.PING);
        assertThat(frame.source()).isEqualTo(A);
        assertThat(frame.destination()).isEqualTo(B);
        assertThat(frame.etherType()).isEqualTo(0x0800);
        assertThat(frame.vlanTags()).isEmpty();
        assertThat(frame(RecordedFrames.SPANNING_TREE).etherType()).isEqualTo(38);
    }

    @Test
    void reads_tags_and_what_is_behind_them() {
        Frame frame = frame(RecordedFrames.SYN_ACK_TAGGED);
        assertThat(frame.vlanTags()).containsExactly(new VlanTag(10, 0), new VlanTag(100, 5));
        assertThat(frame.etherType()).isEqualTo(0x0800);
        assertThat(frame.tcp())
                .hasValue(new Tcp(80, 40_000, 4_000_000_000L, 1_001, Set.of(Tcp.Flag.SYN, Tcp.Flag.ACK), 5));
    }

    @Test
    void reads_arp() {
        assertThat(frame(RecordedFrames.ARP_REQUEST).arp())
                .hasValue(new Arp(1, A, "10.0.0.1", "00:00:00:00:00:00", "10.0.0.2"));
        assertThat(frame(RecordedFrames.ARP_REPLY).arp()).hasValue(new Arp(2, B, "10.0.0.2", A, "10.0.0.1"));
        assertThat(frame(RecordedFrames.ARP_REQUEST).ip()).isEmpty();
    }

    @Test
    void knows_kinds_of_arp() {
        assertThat(frame(RecordedFrames.ARP_REQUEST).arp())
                .hasValueSatisfying(arp -> assertThat(arp.isRequest()).isTrue())
                .hasValueSatisfying(arp -> assertThat(arp.isGratuitous()).isFalse());
        assertThat(frame(RecordedFrames.ARP_REPLY).arp())
                .hasValueSatisfying(arp -> assertThat(arp.isReply()).isTrue());
        assertThat(frame(RecordedFrames.ARP_ANNOUNCEMENT).arp())
                .hasValueSatisfying(arp -> assertThat(arp.isGratuitous()).isTrue())
                .hasValueSatisfying(arp -> assertThat(arp.isProbe()).isFalse());
        assertThat(frame(RecordedFrames.ARP_PROBE).arp())
                .hasValueSatisfying(arp -> assertThat(arp.isProbe()).isTrue())
                .hasValueSatisfying(arp -> assertThat(arp.isGratuitous()).isFalse());
    }

    @Test
    void arp_for_something_else_than_ipv4_over_ethernet_is_none() {
        for (int at : new int[] {16, 18, 19}) {
            byte[] bytes = RecordedFrames.bytes(RecordedFrames.ARP_REQUEST);
            bytes[at] = 1;
            assertThat(RecordedFrames.frame(bytes).arp()).isEmpty();
        }
    }

    @Test
    void reads_ipv4_and_icmp() {
        Frame ping = frame(RecordedFrames.PING);
        assertThat(ping.ipv4()).hasValue(new Ip(4, "10.0.0.1", "10.0.0.2", 64, 1, 0, false));
        assertThat(ping.ipv6()).isEmpty();
        assertThat(ping.icmp()).hasValue(new Icmp(8, 0, 7, 3));
        assertThat(frame(RecordedFrames.PONG).icmp()).hasValue(new Icmp(0, 0, 7, 3));
        assertThat(ping.tcp()).isEmpty();
        assertThat(ping.udp()).isEmpty();
    }

    @Test
    void what_an_error_quotes_is_not_on_the_wire() {
        Frame unreachable = frame(RecordedFrames.UNREACHABLE);
        assertThat(unreachable.ip()).map(Ip::source).hasValue("10.0.0.2");
        assertThat(unreachable.icmp()).hasValue(new Icmp(3, 3, 0, 0));
        assertThat(unreachable.udp()).isEmpty();
    }

    @Test
    void a_fragment_has_no_header_of_what_it_is_part_of() {
        Frame fragment = frame(RecordedFrames.FRAGMENT);
        assertThat(fragment.ip()).hasValue(new Ip(4, "10.0.0.1", "10.0.0.2", 64, 1, 1480, true));
        assertThat(fragment.icmp()).isEmpty();
        assertThat(frame(RecordedFrames.FRAGMENT6).ip())
                .hasValue(new Ip(6, "2001:db8::1", "2001:db8::2", 64, 17, 8, true));
        assertThat(frame(RecordedFrames.FRAGMENT6).udp()).isEmpty();
    }

    @Test
    void reads_udp_also_where_its_payload_is_read_by_pcap4j() {
        assertThat(frame(RecordedFrames.UDP_DATAGRAM).udp()).hasValue(new Udp(5_000, 6_000, 4));
        assertThat(frame(RecordedFrames.DNS).udp()).hasValue(new Udp(5_000, 53, 19));
    }

    @Test
    void reads_a_header_also_where_what_is_behind_it_is_damaged() {
        byte[] dns = RecordedFrames.bytes(RecordedFrames.DNS);
        dns[dns.length - 7] = (byte) 0xff; // a length beyond the end
        assertThat(RecordedFrames.frame(dns).udp()).isPresent();
        byte[] solicitation = RecordedFrames.bytes(RecordedFrames.NEIGHBOR_SOLICITATION);
        solicitation[79] = 0; // an option without length
        assertThat(RecordedFrames.frame(solicitation).ip()).isPresent();
    }

    @Test
    void reads_neighbor_discovery() {
        Frame solicitation = frame(RecordedFrames.NEIGHBOR_SOLICITATION);
        assertThat(solicitation.ipv6())
                .hasValue(new Ip(6, "fe80::5054:ff:fe00:1", "ff02::1:ff00:2", 255, 58, 0, false));
        assertThat(solicitation.icmpv6()).hasValue(new Icmpv6(135, 0, 0, 0, "fe80::5054:ff:fe00:2"));
        assertThat(frame(RecordedFrames.NEIGHBOR_ADVERTISEMENT).icmpv6())
                .hasValue(new Icmpv6(136, 0, 0, 0, "fe80::5054:ff:fe00:2"));
        assertThat(frame(RecordedFrames.ROUTER_SOLICITATION).icmpv6()).hasValue(new Icmpv6(133, 0, 0, 0, ""));
        assertThat(frame(RecordedFrames.PING6).icmpv6()).hasValue(new Icmpv6(128, 0, 9, 1, ""));
        assertThat(solicitation.icmp()).isEmpty();
    }

    @Test
    void reads_what_a_router_says() {
        Frame frame = frame(RecordedFrames.ROUTER_ADVERTISEMENT);
        assertThat(frame.icmpv6()).hasValueSatisfying(icmp -> assertThat(icmp.isRouterAdvertisement())
                .isTrue());
        assertThat(frame.routerAdvertisement())
                .hasValue(new RouterAdvertisement(
                        Duration.ofMinutes(30),
                        true,
                        true,
                        1_400,
                        List.of(new RouterAdvertisement.Prefix(
                                "2001:db8::",
                                64,
                                true,
                                true,
                                RouterAdvertisement.Prefix.FOREVER,
                                Duration.ofHours(1)))));
        assertThat(frame(RecordedFrames.NEIGHBOR_SOLICITATION).routerAdvertisement())
                .isEmpty();
    }

    @Test
    void reads_behind_extension_headers() {
        Frame frame = frame(RecordedFrames.HOP_BY_HOP);
        assertThat(frame.ip()).hasValue(new Ip(6, "fe80::5054:ff:fe00:1", "ff02::16", 1, 58, 0, false));
        assertThat(frame.icmpv6()).map(Icmpv6::type).hasValue(143);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            ARP_REQUEST            | ARP who-has 10.0.0.2 tell 10.0.0.1
            ARP_REPLY              | ARP 10.0.0.2 is-at 52:54:00:00:00:02
            ARP_ANNOUNCEMENT       | ARP who-has 10.0.0.1 tell 10.0.0.1 (gratuitous)
            ARP_PROBE              | ARP who-has 10.0.0.1 (probe by 52:54:00:00:00:01)
            PING                   | 10.0.0.1 > 10.0.0.2 ICMP echo request 3
            PONG                   | 10.0.0.2 > 10.0.0.1 ICMP echo reply 3
            UNREACHABLE            | 10.0.0.2 > 10.0.0.1 ICMP destination unreachable, code 3
            FRAGMENT               | 10.0.0.1 > 10.0.0.2 IP protocol 1, fragment at 1480
            SYN                    | 10.0.0.1:40000 > 10.0.0.2:80 TCP SYN with 0 bytes
            SYN_ACK_TAGGED         | vlan 10 vlan 100 10.0.0.2:80 > 10.0.0.1:40000 TCP SYN,ACK with 5 bytes
            UDP_DATAGRAM           | 10.0.0.1:5000 > 10.0.0.2:6000 UDP with 4 bytes
            DNS                    | 10.0.0.1:5000 > 10.0.0.2:53 UDP with 19 bytes
            DISCOVER               | DHCPDISCOVER 10.0.0.5 for 52:54:00:00:00:01
            ACK                    | DHCPACK 10.0.0.5 for 52:54:00:00:00:01 by 10.0.0.2
            NEIGHBOR_SOLICITATION  | fe80::5054:ff:fe00:1 > ff02::1:ff00:2 ICMPv6 neighbor solicitation for fe80::5054:ff:fe00:2
            NEIGHBOR_ADVERTISEMENT | fe80::5054:ff:fe00:2 > fe80::5054:ff:fe00:1 ICMPv6 neighbor advertisement of fe80::5054:ff:fe00:2
            ROUTER_SOLICITATION    | fe80::5054:ff:fe00:1 > ff02::2 ICMPv6 router solicitation
            ROUTER_ADVERTISEMENT   | fe80::5054:ff:fe00:2 > ff02::1 ICMPv6 router advertisement
            PING6                  | 2001:db8::1 > 2001:db8::2 ICMPv6 echo request 1
            HOP_BY_HOP             | fe80::5054:ff:fe00:1 > ff02::16 ICMPv6 type 143, code 0
            FRAGMENT6              | 2001:db8::1 > 2001:db8::2 IP protocol 17, fragment at 8
            SPANNING_TREE          | 52:54:00:00:00:02 > 01:80:c2:00:00:00 type 0x0026, 60 bytes
            """)
    void is_told_on_one_line(String name, String line) {
        assertThat(RecordedFrames.frame(RecordedFrames.named(name))).hasToString("12.345678 client> " + line);
    }

    @Test
    void is_told_whatever_it_is_and_where_it_goes() {
        byte[] stump = new byte[13];
        assertThat(new Frame(stump, "b", FrameDirection.TO_GUEST, 0, 0, 0))
                .hasToString("0.000000 b< no Ethernet frame, 13 bytes");
    }

    static Map<String, byte[]> recorded() {
        return RecordedFrames.all();
    }

    /** Asks for all that there is to ask for, and returns what of it is there. */
    private static List<Object> askAll(Frame frame) {
        assertThat(frame.toString()).isNotBlank().doesNotContain("\n");
        assertThat(frame.source()).matches("|(..:){5}..");
        assertThat(frame.destination()).matches("|(..:){5}..");
        assertThat(frame.vlanTags()).allSatisfy(tag -> assertThat(tag.id()).isBetween(0, 4095));
        FramesTest.all().forEach(filter -> assertThatCode(() -> {
                    boolean unused = filter.test(frame);
                })
                .doesNotThrowAnyException());
        return Stream.of(
                        frame.arp(),
                        frame.ip(),
                        frame.icmp(),
                        frame.icmpv6(),
                        frame.routerAdvertisement(),
                        frame.tcp(),
                        frame.udp(),
                        frame.dhcp())
                .flatMap(each -> each.map(Object.class::cast).stream())
                .toList();
    }

    @ParameterizedTest
    @MethodSource("names")
    void a_frame_that_is_cut_short_is_none_of_these_things(String name) {
        byte[] whole = RecordedFrames.named(name);
        // Ethernet pads short frames; what is missing then is missing of nothing.
        int end = name.equals("ARP_REPLY") ? 42 : whole.length;
        for (int length = 0; length < end; length++) {
            assertThat(askAll(RecordedFrames.frame(Arrays.copyOf(whole, length))))
                    .as("%s of %d bytes", name, length)
                    .isEmpty();
        }
    }

    static Set<String> names() {
        return recorded().keySet();
    }

    @Test
    void nonsense_is_something_else_but_no_exception() {
        SplittableRandom random = new SplittableRandom(20_261_127);
        List<byte[]> seeds = List.copyOf(recorded().values());
        for (int i = 0; i < 4_000; i++) {
            byte[] seed = seeds.get(random.nextInt(seeds.size()));
            byte[] bytes = Arrays.copyOf(seed, random.nextInt(seed.length + 40));
            // The first 14 bytes decide where it is looked at; most of the time it is what is behind them.
            int from = random.nextInt(8) == 0 ? 0 : 14;
            for (int flips = random.nextInt(6); flips > 0 && bytes.length > from; flips--) {
                bytes[random.nextInt(from, bytes.length)] = (byte) random.nextInt();
            }
            List<Object> unused = askAll(RecordedFrames.frame(bytes));
        }
        for (int i = 0; i < 1_000; i++) {
            byte[] bytes = new byte[random.nextInt(200)];
            random.nextBytes(bytes);
            List<Object> unused = askAll(RecordedFrames.frame(bytes));
        }
    }
}
