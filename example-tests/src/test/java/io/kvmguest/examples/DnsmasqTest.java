package io.kvmguest.examples;

import static io.kvmguest.assertions.GuestAssertions.assertThat;

import io.kvmguest.junit.InGuest;
import io.kvmguest.junit.KvmGuest;
import io.kvmguest.junit.KvmNetwork;
import io.kvmguest.network.Capture;
import io.kvmguest.network.Frames;
import io.kvmguest.shell.RootShell;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What dnsmasq gives to whom, as the wire has it and as its clients have it. */
@KvmNetwork(name = "lan")
@KvmGuest(value = "debian-12-network", name = "server", networks = "lan")
@KvmGuest(value = "mini", name = "laptop", networks = "lan")
@KvmGuest(value = "mini", name = "phone", networks = "lan")
@KvmGuest(value = "mini", name = "printer", networks = "lan", macs = "52:54:00:00:00:42")
class DnsmasqTest {

    private static final String ASK = "ip link set eth0 up && udhcpc -n -q -i eth0";

    @BeforeAll
    static void serve(@InGuest("server") RootShell server) {
        server.upload(Path.of("src/test/resources/dnsmasq.conf"), "/etc/lan.conf");
        server.run("""
                set -e
                ip link set eth0 up; ip addr add 192.168.1.1/24 dev eth0
                dnsmasq --conf-file=/etc/lan.conf
                """).requireSuccess();
    }

    @Test
    void givesAnAddressWithARouterAndANameServer(@InGuest("laptop") RootShell laptop, Capture lan) {
        assertThat(laptop.run(ASK)).succeeded();

        assertThat(lan)
                .hasFramesInOrder(
                        Frames.dhcpDiscover().and(Frames.sentBy("laptop")),
                        Frames.dhcpOffer().and(Frames.deliveredTo("laptop")),
                        Frames.dhcpRequest().and(Frames.sentBy("laptop")),
                        Frames.dhcpAck().and(Frames.deliveredTo("laptop")));
        String given = lan.frames(Frames.dhcpAck()).get(0).dhcp().orElseThrow().yourAddress();
        assertThat(given).matches("192\\.168\\.1\\.1\\d\\d");
        assertThat(laptop).hasAddress(given + "/24");
        assertThat(laptop).hasDefaultRoute().via("192.168.1.254");
        assertThat(laptop).hasFile("/etc/resolv.conf").withContent("nameserver 192.168.1.53\n");
    }

    @Test
    void givesAnotherAddressToTheNext(
            @InGuest("laptop") RootShell laptop, @InGuest("phone") RootShell phone, Capture lan) {
        assertThat(laptop.run(ASK)).succeeded();
        assertThat(phone.run(ASK)).succeeded();

        assertThat(lan.frames(Frames.dhcpAck().and(Frames.sentBy("server"))))
                .extracting(ack -> ack.dhcp().orElseThrow().yourAddress())
                .hasSize(2)
                .doesNotHaveDuplicates();
    }

    @Test
    void keepsAnAddressForACard(@InGuest("laptop") RootShell laptop, @InGuest("printer") RootShell printer) {
        assertThat(laptop.run(ASK + " -r 192.168.1.42")).succeeded();
        assertThat(laptop).hasNoAddress("192.168.1.42");

        assertThat(printer.run(ASK)).succeeded();
        assertThat(printer).hasAddress("192.168.1.42/24");
    }
}
