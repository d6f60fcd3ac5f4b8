package io.kvmguest.examples;

import static io.kvmguest.assertions.GuestAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import io.kvmguest.junit.InGuest;
import io.kvmguest.junit.KvmGuest;
import io.kvmguest.junit.KvmNetwork;
import io.kvmguest.network.Capture;
import io.kvmguest.network.Fault;
import io.kvmguest.network.Frames;
import io.kvmguest.network.Segment;
import io.kvmguest.shell.RootShell;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A DHCP client whose first offer gets lost. */
@KvmNetwork(name = "lan")
@KvmGuest(value = "mini", name = "server", networks = "lan")
@KvmGuest(value = "mini", name = "client", networks = "lan")
class LostOfferTest {

    @BeforeEach
    void serve(@InGuest("server") RootShell server) {
        server.run("""
                        ip link set eth0 up && ip addr add 10.0.0.1/24 dev eth0
                        printf '%s\\n' 'start 10.0.0.100' 'end 10.0.0.199' 'interface eth0' >/etc/udhcpd.conf
                        mkdir -p /var/lib/misc && touch /var/lib/misc/udhcpd.leases
                        udhcpd
                        """).requireSuccess();
    }

    @Test
    void asksAgain(@InGuest("client") RootShell client, Segment lan, Capture frames) {
        client.run("ip link set eth0 up").requireSuccess();
        try (Fault lost = lan.link("client")
                .toward("client")
                .cut()
                .matching(Frames.dhcpOffer())
                .first(1)) {
            assertThat(client.run("udhcpc -n -q -i eth0 -t 5")).succeeded();
            assertThat(lost.dropped()).isEqualTo(1);
        }
        assertThat(frames)
                .hasFramesInOrder(
                        Frames.dhcpDiscover(),
                        Frames.dhcpDiscover(),
                        Frames.dhcpOffer(),
                        Frames.dhcpRequest(),
                        Frames.dhcpAck());
    }
}
