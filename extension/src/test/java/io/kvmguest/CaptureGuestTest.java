package io.kvmguest;

import static io.kvmguest.assertions.GuestAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import io.kvmguest.network.Arp;
import io.kvmguest.network.Capture;
import io.kvmguest.network.Dhcp;
import io.kvmguest.network.Frame;
import io.kvmguest.network.FrameFilter;
import io.kvmguest.network.Frames;
import io.kvmguest.network.PcapngFile;
import io.kvmguest.network.Segment;
import io.kvmguest.shell.RootShell;
import java.nio.file.Path;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What guests send to each other, as a capture sees it. */
@Tag("guest")
@Timeout(300)
class CaptureGuestTest {

    private static final Duration LONG = Duration.ofSeconds(60);

    private static final Segment LAN = Segment.create("lan");
    private static Guest left;
    private static Guest right;

    private Capture capture;

    @TempDir
    Path folder;

    @BeforeAll
    static void start() {
        left = Guest.start(GuestSpec.of("mini").name("left"));
        right = Guest.start(GuestSpec.of("mini").name("right"));
        left.connect(0, LAN);
        right.connect(0, LAN);
    }

    @AfterAll
    static void end() {
        left.close();
        right.close();
        LAN.close();
    }

    @BeforeEach
    void setAddresses() {
        capture = LAN.capture(folder.resolve("lan.pcapng"));
        setAddress(left.shell(), "10.0.0.1");
        setAddress(right.shell(), "10.0.0.2");
    }

    @AfterEach
    void close() {
        capture.close();
        LAN.reset();
    }

    private static void setAddress(RootShell root, String address) {
        root.run("ip link set eth0 down && ip addr flush dev eth0 && ip link set eth0 up && ip addr add " + address
                        + "/24 dev eth0")
                .requireSuccess();
    }

    private static void ping(RootShell root, String address) {
        root.run("ping -q -c 2 -W 30 " + address).requireSuccess();
    }

    @Test
    void a_ping_is_seen_on_both_links_in_order() {
        ping(left.shell(), "10.0.0.2");

        assertThat(capture)
                .hasFramesInOrder(
                        Frames.arpFor("10.0.0.2").and(Frames.sentBy("left")),
                        Frames.arpFor("10.0.0.2").and(Frames.deliveredTo("right")),
                        Frames.arpReply().and(Frames.sentBy("right")),
                        Frames.arpReply().and(Frames.deliveredTo("left")),
                        Frames.icmpEchoRequest().and(Frames.sentBy("left")),
                        Frames.icmpEchoRequest().and(Frames.deliveredTo("right")),
                        Frames.icmpEchoReply().and(Frames.sentBy("right")),
                        Frames.icmpEchoReply().and(Frames.deliveredTo("left")))
                .hasFrames(2, Frames.icmpEchoRequest().and(Frames.sentBy("left")))
                .hasFrames(2, Frames.icmpEchoReply().and(Frames.deliveredTo("left")))
                .hasNoFrame(Frames.icmpEchoRequest().and(Frames.sentBy("right")));
        Arp reply = capture.frames(Frames.arpReply()).get(0).arp().orElseThrow();
        assertThat(reply.senderMac())
                .isEqualTo(right.shell()
                        .run("cat /sys/class/net/eth0/address")
                        .stdout()
                        .strip());
    }

    @Test
    void what_a_cable_loses_was_sent_but_not_delivered() {
        ping(left.shell(), "10.0.0.2");
        Capture.Mark mark = capture.mark();
        LAN.link("right").cut();
        assertThat(left.shell().run("ping -q -c 1 -W 1 10.0.0.2")).failed();
        assertThat(capture)
                .since(mark)
                .hasFrame(Frames.icmpEchoRequest().and(Frames.sentBy("left")))
                .hasNoFrame(Frames.deliveredTo("right"));
    }

    @Test
    void nothing_comes_from_an_address_that_was_changed() {
        ping(left.shell(), "10.0.0.2");
        assertThat(capture).hasFrame(Frames.from("10.0.0.1"));

        left.shell()
                .run("ip addr del 10.0.0.1/24 dev eth0 && ip addr add 10.0.0.7/24 dev eth0")
                .requireSuccess();
        Capture.Mark change = capture.mark();
        ping(left.shell(), "10.0.0.2");

        assertThat(capture).since(change).hasFrame(Frames.from("10.0.0.7")).hasNoFrame(Frames.from("10.0.0.1"));
    }

    @Test
    void a_client_looks_for_a_server() {
        FrameFilter discover = Frames.dhcpDiscover().and(Frames.sentBy("left"));
        Capture.Mark mark = capture.mark();
        left.shell().run("udhcpc -i eth0 -n -q -t 1 -T 1 -s /bin/true");
        assertThat(capture).since(mark).hasFrame(discover).hasNoFrame(Frames.dhcpOffer());

        Frame frame = capture.await(discover, mark, LONG);
        Dhcp dhcp = frame.dhcp().orElseThrow();
        assertThat(dhcp.clientMac()).isEqualTo(frame.source());
        assertThat(frame.destination()).isEqualTo("ff:ff:ff:ff:ff:ff");
        assertThat(frame.toString()).endsWith(" left> DHCPDISCOVER for " + frame.source());
        assertThat(capture.frames(Frames.dhcpDiscover().and(Frames.deliveredTo("right"))))
                .isNotEmpty();
    }

    @Test
    void a_guest_looks_whether_its_ipv6_address_is_free() {
        assertThat(capture)
                .within(LONG)
                .hasFrame(Frames.neighborSolicitation().and(Frames.from("::")).and(Frames.sentBy("left")))
                .hasFrame(Frames.neighborSolicitation().and(Frames.from("::")).and(Frames.deliveredTo("right")));
    }

    @Test
    void the_file_can_be_read_while_it_grows() {
        ping(left.shell(), "10.0.0.2");
        Path file = folder.resolve("lan.pcapng");
        Awaitility.await().atMost(LONG).untilAsserted(() -> assertThat(
                        PcapngFile.read(file).packets())
                .hasSameSizeAs(capture.frames())
                .extracting(PcapngFile.Packet::link)
                .contains("left", "right"));
        capture.close();
        assertThat(PcapngFile.read(file).complete()).isTrue();
        assertThat(capture.trouble()).isEmpty();
    }
}
