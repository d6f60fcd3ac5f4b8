package io.kvmguest.network;

import io.kvmguest.shell.RootShell;

/** busybox's DHCP server on a peer that is 192.0.2.1 on its first card; it has 192.0.2.77 to give. */
final class Udhcpd {

    private Udhcpd() {}

    static void start(RootShell peer) {
        peer.run("""
                            cat >/tmp/udhcpd.conf <<'END'
                            start 192.0.2.77
                            end 192.0.2.77
                            interface eth0
                            lease_file /tmp/leases
                            option subnet 255.255.255.0
                            option router 192.0.2.1
                            option dns 192.0.2.54 192.0.2.53
                            option lease 3600
                            END
                            : >/tmp/leases
                            udhcpd /tmp/udhcpd.conf
                            """).requireSuccess();
    }
}
