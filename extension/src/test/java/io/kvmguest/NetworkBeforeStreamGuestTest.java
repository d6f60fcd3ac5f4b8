package io.kvmguest;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvmguest.network.Link;
import io.kvmguest.network.Segment;
import io.kvmguest.qemu.Sockets;
import io.kvmguest.shell.RootShell;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Guests on segments as QEMU before 7.2 has them, whose cards connect to ports. It is the QEMU of this host that does so: what else
 * an older one does differently is not seen here.
 */
@Tag("guest")
class NetworkBeforeStreamGuestTest {

    private static final String PROPERTY = "kvmguest.netdev";

    @BeforeAll
    static void force() {
        System.setProperty(PROPERTY, "socket");
    }

    @AfterAll
    static void nothing_is_left() {
        System.clearProperty(PROPERTY);
        assertThat(Sockets.count()).isZero();
    }

    @Nested
    class Cables extends NetworkGuestTest {}

    @Nested
    class Cards extends NicGuestTest {}

    private static RootShell address(Guest guest, String address) {
        guest.shell()
                .run("ip link set eth0 up && ip addr add " + address + "/24 dev eth0")
                .requireSuccess();
        return guest.shell();
    }

    private static void reaches(RootShell root, String address) {
        root.run("ping -q -c 3 -W 30 " + address).requireSuccess();
    }

    @Test
    void clones_have_connections_of_their_own() {
        try (Segment lan = Segment.create("lan");
                Guest peer = Guest.start(GuestSpec.of("mini").name("peer").segments(lan));
                Guest origin = Guest.start(GuestSpec.of("mini").name("origin"))) {
            assertThat(origin.commandLine()).anyMatch(word -> word.startsWith("socket,id=net0,connect=127.0.0.1:"));
            address(peer, "10.0.0.1");
            address(origin, "10.0.0.2");
            try (Template template = origin.snapshot();
                    Guest one = template.start();
                    Guest other = template.start()) {
                assertThat(one.commandLine()).isNotEqualTo(other.commandLine());
                assertThat(Sockets.listening()).isEmpty();

                Link link = one.connect(0, lan);
                reaches(one.shell(), "10.0.0.1");
                assertThat(other.shell().run("ping -q -c 2 -W 1 10.0.0.1").exitStatus())
                        .isNotZero();
                link.unplug();
                other.connect(0, lan);
                reaches(other.shell(), "10.0.0.1");
                assertThat(one.shell().run("ping -q -c 2 -W 1 10.0.0.1").exitStatus())
                        .isNotZero();
            }
        }
    }

    @Test
    void a_guest_that_nobody_hears_is_not_held_up_and_is_heard_later() {
        try (Segment lan = Segment.create("lan");
                Guest left = Guest.start(GuestSpec.of("mini").name("left"));
                Guest right = Guest.start(GuestSpec.of("mini").name("right").segments(lan))) {
            RootShell root = address(left, "10.0.0.1");
            address(right, "10.0.0.2");
            root.run("arp -s 10.0.0.2 " + right.nic(0).mac()).requireSuccess();
            long before = transmitted(root);
            root.run("ping -q -c 3000 -i 0.001 -s 1400 -W 1 10.0.0.2 || true").requireSuccess();
            assertThat(transmitted(root) - before).isGreaterThanOrEqualTo(3000);

            left.connect(0, lan);
            reaches(root, "10.0.0.2");
            left.nic(0).disconnect();
            assertThat(root.run("ping -q -c 2 -W 1 10.0.0.2").exitStatus()).isNotZero();
            left.connect(0, lan);
            reaches(root, "10.0.0.2");
        }
    }

    private static long transmitted(RootShell root) {
        return Long.parseLong(root.run("cat /sys/class/net/eth0/statistics/tx_packets")
                .requireSuccess()
                .stdout()
                .strip());
    }

    /** Its name is all that is old of this QEMU; what goes by that is done as it is with an old one. */
    @Test
    void a_qemu_that_says_it_is_6_2_boots_and_is_on_a_segment(@TempDir Path folder) throws IOException {
        Path old = Files.writeString(folder.resolve("qemu-6.2"), """
                #!/bin/sh
                [ "$1" != --version ] || { echo 'QEMU emulator version 6.2.0'; exit; }
                exec qemu-system-x86_64 "$@"
                """);
        Files.setPosixFilePermissions(old, PosixFilePermissions.fromString("rwx------"));
        System.clearProperty(PROPERTY);
        System.setProperty("kvmguest.qemu", old.toString());
        try (Segment lan = Segment.create("lan");
                Guest left = Guest.start(GuestSpec.of("mini").name("left").segments(lan));
                Guest right = Guest.start(GuestSpec.of("mini").name("right").segments(lan))) {
            assertThat(left.bootLog().origin().toString()).contains("QEMU 6.2.0 is older than 7.2");
            RootShell root = address(left, "10.0.0.1");
            address(right, "10.0.0.2");
            reaches(root, "10.0.0.2");
        } finally {
            System.clearProperty("kvmguest.qemu");
            force();
        }
    }
}
