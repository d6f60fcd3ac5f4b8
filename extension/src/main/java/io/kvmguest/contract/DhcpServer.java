package io.kvmguest.contract;

import static io.kvmguest.assertions.GuestAssertions.assertThat;

import io.kvmguest.shell.RunningCommand;
import java.time.Duration;
import java.util.List;

/** busybox's udhcpd on the peer. */
final class DhcpServer {

    /** How the addresses that it gives begin. */
    static final String POOL = "192.0.2.1";

    static final List<String> NAME_SERVERS = List.of("192.0.2.54", "192.0.2.53");

    private DhcpServer() {}

    /** Returns when it listens. */
    static RunningCommand start(Lab lab, Duration lease) {
        RunningCommand server =
                lab.peer().start("""
                cat >/tmp/udhcpd.conf <<-.
                start 192.0.2.100
                end 192.0.2.150
                interface eth0
                lease_file /tmp/udhcpd.leases
                option subnet 255.255.255.0
                option router %s
                option dns %s
                option lease %d
                .
                : >/tmp/udhcpd.leases
                exec udhcpd -f /tmp/udhcpd.conf
                """.formatted(Lab.GATEWAY, String.join(" ", NAME_SERVERS), lease.toSeconds()));
        assertThat(lab.peer()).within(lab.scaled(Lab.SOON)).listensOnUdp(67);
        return server;
    }
}
