package io.kvmguest.examples;

import static io.kvmguest.assertions.GuestAssertions.assertThat;
import static java.time.Duration.ofSeconds;

import io.kvmguest.junit.InGuest;
import io.kvmguest.junit.KvmGuest;
import io.kvmguest.junit.KvmNetwork;
import io.kvmguest.junit.OnNetwork;
import io.kvmguest.network.Capture;
import io.kvmguest.network.Fault;
import io.kvmguest.network.FrameFilter;
import io.kvmguest.network.Frames;
import io.kvmguest.network.Segment;
import io.kvmguest.shell.RootShell;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A script that goes to the other uplink when one is lost, but not for a few lost frames. */
@KvmNetwork(name = "fibre", seed = 77)
@KvmNetwork(name = "radio")
@KvmGuest(
        value = "mini",
        name = "client",
        networks = {"fibre", "radio"})
@KvmGuest(
        value = "mini",
        name = "provider",
        networks = {"fibre", "radio"})
class FailoverTest {

    /** A ping of the client to an address behind both gateways, which goes on all the time. */
    private static final FrameFilter ASKED =
            Frames.icmpEchoRequest().and(Frames.to("198.51.100.1")).and(Frames.sentBy("client"));

    private static final FrameFilter ANSWERED =
            Frames.icmpEchoReply().and(Frames.from("198.51.100.1")).and(Frames.deliveredTo("client"));

    @InGuest("client")
    RootShell client;

    @OnNetwork("fibre")
    Segment fibre;

    @OnNetwork("fibre")
    Capture onFibre;

    @OnNetwork("radio")
    Capture onRadio;

    @BeforeAll
    static void configure(@InGuest("client") RootShell client, @InGuest("provider") RootShell provider) {
        client.run("""
                set -e
                ip link set eth0 up; ip addr add 10.0.1.2/24 dev eth0
                ip link set eth1 up; ip addr add 10.0.2.2/24 dev eth1
                """).requireSuccess();
        client.upload(Path.of("src/test/resources/failover.sh"), "/root/failover.sh");
        provider.run("""
                set -e
                ip link set eth0 up; ip addr add 10.0.1.1/24 dev eth0
                ip link set eth1 up; ip addr add 10.0.2.1/24 dev eth1
                ip addr add 198.51.100.1/32 dev lo
                """).requireSuccess();
    }

    @BeforeEach
    void begin() {
        client.run("sh failover.sh eth0 10.0.1.1 eth1 10.0.2.1 >/dev/null 2>&1 &")
                .requireSuccess();
        assertThat(client).within(ofSeconds(10)).hasDefaultRoute().dev("eth0");
        client.run("ping -i 0.2 198.51.100.1 >/dev/null 2>&1 &").requireSuccess();
        assertThat(onFibre).within(ofSeconds(10)).hasFramesInOrder(ASKED, ANSWERED);
    }

    @Test
    void takesTheOtherUplinkAndGoesBack() {
        fibre.link("client").cut();
        assertThat(onRadio).within(ofSeconds(15)).hasFramesInOrder(ASKED, ANSWERED);
        assertThat(client).hasDefaultRoute().dev("eth1");

        Capture.Mark healed = onFibre.mark();
        fibre.link("client").mend();
        assertThat(onFibre).since(healed).within(ofSeconds(15)).hasFramesInOrder(ASKED, ANSWERED);
        assertThat(client).hasDefaultRoute().dev("eth0");
    }

    @Test
    void staysWhereItIsWhenAThirdIsLost() {
        FrameFilter answers = Frames.icmpEchoReply().and(Frames.from("10.0.1.1"));
        // Of what the script judges by, and of nothing else: so the seed loses the same answers each time, four of them
        // in a row.
        Fault lossy = fibre.link("client").toward("client").matching(answers).loss(0.3);

        assertThat(onFibre).within(ofSeconds(60)).hasAtLeastFrames(30, answers.and(Frames.sentBy("provider")));
        assertThat(lossy.dropped()).isGreaterThan(5);
        assertThat(onRadio).hasNoFrame(ASKED);
    }
}
