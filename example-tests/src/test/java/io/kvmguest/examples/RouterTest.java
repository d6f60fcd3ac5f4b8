package io.kvmguest.examples;

import static io.kvmguest.assertions.GuestAssertions.assertThat;

import io.kvmguest.junit.InGuest;
import io.kvmguest.junit.KvmGuest;
import io.kvmguest.junit.KvmNetwork;
import io.kvmguest.junit.OnNetwork;
import io.kvmguest.network.Capture;
import io.kvmguest.network.Frames;
import io.kvmguest.shell.RootShell;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A router that hides a network behind its own address, and lets nobody in: proven on the wire on both sides. */
@KvmNetwork(name = "lan")
@KvmNetwork(name = "wan")
@KvmGuest(
        value = "debian-12-network",
        name = "router",
        networks = {"lan", "wan"})
@KvmGuest(value = "mini", name = "client", networks = "lan")
@KvmGuest(value = "mini", name = "server", networks = "wan")
class RouterTest {

    private static final String CLIENT = "192.168.1.2";
    private static final String ROUTER = "203.0.113.1";
    private static final String SERVER = "203.0.113.2";

    /** What is done here is saved, and each test goes on from there. */
    @BeforeAll
    static void configure(
            @InGuest("router") RootShell router,
            @InGuest("client") RootShell client,
            @InGuest("server") RootShell server) {
        router.upload(Path.of("src/test/resources/router.nft"), "/etc/router.nft");
        router.run("""
                set -e
                ip link set eth0 up; ip addr add 192.168.1.1/24 dev eth0
                ip link set eth1 up; ip addr add 203.0.113.1/24 dev eth1
                nft -f /etc/router.nft
                sysctl -w net.ipv4.ip_forward=1
                """).requireSuccess();
        client.run("""
                set -e
                ip link set eth0 up; ip addr add 192.168.1.2/24 dev eth0
                ip route add default via 192.168.1.1
                mkdir /www; echo inside >/www/index.html; httpd -h /www
                """).requireSuccess();
        server.run("""
                set -e
                ip link set eth0 up; ip addr add 203.0.113.2/24 dev eth0
                ip route add 192.168.1.0/24 via 203.0.113.1
                mkdir /www; echo outside >/www/index.html; httpd -h /www
                """).requireSuccess();
    }

    @Test
    void hidesTheClientBehindItsOwnAddress(
            @InGuest("client") RootShell client, @OnNetwork("lan") Capture lan, @OnNetwork("wan") Capture wan) {
        assertThat(client.run("ping -c 1 203.0.113.2")).succeeded();
        assertThat(client.run("wget -q -O - http://203.0.113.2/")).hasStdout("outside");

        assertThat(wan.frames(Frames.ipv4().and(Frames.sentBy("router"))))
                .isNotEmpty()
                .allMatch(Frames.from(ROUTER));
        assertThat(wan)
                .hasFramesInOrder(
                        Frames.icmpEchoRequest(), Frames.icmpEchoReply().and(Frames.to(ROUTER)))
                .hasFramesInOrder(Frames.tcpPort(80), Frames.tcpPort(80).and(Frames.to(ROUTER)))
                .hasNoFrame(Frames.from(CLIENT).or(Frames.to(CLIENT)));
        assertThat(lan)
                .hasFrame(Frames.icmpEchoReply().and(Frames.from(SERVER)).and(Frames.to(CLIENT)))
                .hasFrame(Frames.tcpPort(80).and(Frames.from(SERVER)).and(Frames.to(CLIENT)));
    }

    @Test
    void letsNobodyIn(
            @InGuest("server") RootShell server, @OnNetwork("lan") Capture lan, @OnNetwork("wan") Capture wan) {
        assertThat(server).cannotReach(CLIENT);
        assertThat(server.run("nc -w 3 192.168.1.2 80")).failedWith(1).stderrContains("timed out");

        assertThat(wan)
                .hasFrame(Frames.icmpEchoRequest().and(Frames.to(CLIENT)).and(Frames.deliveredTo("router")))
                .hasFrame(Frames.tcpPort(80).and(Frames.to(CLIENT)).and(Frames.deliveredTo("router")));
        assertThat(lan).hasNoFrame(Frames.from(SERVER));
    }

    @Test
    void letsInWhatARuleNames(@InGuest("router") RootShell router, @InGuest("server") RootShell server) {
        router.run("nft add rule ip router prerouting iifname eth1 tcp dport 8080 dnat to 192.168.1.2:80")
                .requireSuccess();

        assertThat(server.run("wget -q -O - http://203.0.113.1:8080/")).hasStdout("inside");
        assertThat(server.run("nc -w 3 192.168.1.2 80")).failedWith(1).stderrContains("timed out");
    }
}
