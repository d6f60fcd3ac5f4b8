package io.kvmguest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.kvmguest.network.Link;
import io.kvmguest.network.Segment;
import io.kvmguest.qemu.Machine;
import io.kvmguest.shell.RootShell;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Guests that hear each other over a segment. */
@Tag("guest")
class NetworkGuestTest {

    private static RootShell address(Guest guest, String address) {
        guest.shell()
                .run("ip link set eth0 up && ip addr add " + address + "/24 dev eth0")
                .requireSuccess();
        return guest.shell();
    }

    private static int ping(RootShell root, String options) {
        return root.run("ping -q " + options).exitStatus();
    }

    @Test
    void guests_reach_each_other_until_something_is_done_to_the_cable() {
        try (Segment lan = Segment.create("lan");
                Guest left = Guest.start(GuestSpec.of("mini").name("left"));
                Guest right = Guest.start(GuestSpec.of("mini").name("right"))) {
            Link toLeft = left.connect(0, lan);
            Link toRight = right.connect(0, lan);
            RootShell root = address(left, "10.0.0.1");
            RootShell other = address(right, "10.0.0.2");

            assertThat(ping(root, "-c 3 -W 30 10.0.0.2")).isZero();
            assertThat(root.run("ping -q -c 1 -s 1400 -W 30 10.0.0.2").exitStatus())
                    .isZero();
            assertThat(toLeft.name()).isEqualTo("left");
            assertThat(toRight.received()).isPositive();

            toRight.cut();
            assertThat(ping(root, "-c 2 -W 1 10.0.0.2")).isNotZero();
            toRight.mend();
            assertThat(ping(root, "-c 3 -W 30 10.0.0.2")).isZero();

            lan.partition("left", "right");
            assertThat(ping(other, "-c 2 -W 1 10.0.0.1")).isNotZero();
            lan.heal();
            assertThat(ping(other, "-c 3 -W 30 10.0.0.1")).isZero();

            left.reset();
            assertThat(ping(address(left, "10.0.0.1"), "-c 3 -W 30 10.0.0.2")).isZero();
        }
    }

    @Test
    void a_guest_can_be_moved_to_another_segment() {
        try (Segment one = Segment.create("one");
                Segment other = Segment.create("other");
                Guest left = Guest.start(GuestSpec.of("mini").name("left"));
                Guest right = Guest.start(GuestSpec.of("mini").name("right").nics(2))) {
            Link before = left.connect(0, one);
            right.connect(1, other);
            RootShell root = address(left, "10.0.0.1");
            right.shell()
                    .run("ip link set eth1 up && ip addr add 10.0.0.2/24 dev eth1")
                    .requireSuccess();
            assertThat(ping(root, "-c 2 -W 1 10.0.0.2")).isNotZero();

            before.unplug();
            left.connect(0, other);
            assertThat(ping(root, "-c 3 -W 30 10.0.0.2")).isZero();
            assertThat(other.links()).extracting(Link::name).containsExactly("right", "left");
        }
    }

    @Test
    void says_which_card_cannot_be_connected() {
        GuestSpec spec = GuestSpec.of("mini")
                .nics(1)
                .nic(new Machine.Nic("virtio-net-pci", "52:54:00:00:00:07", Optional.of("user,restrict=on")));
        try (Segment lan = Segment.create("lan");
                Guest guest = Guest.start(spec)) {
            assertThatExceptionOfType(IllegalArgumentException.class)
                    .isThrownBy(() -> guest.connect(2, lan))
                    .withMessage(
                            "Guest 'mini' (image mini): there is no network card 2: it has 2, the first of which is 0");
            assertThatExceptionOfType(IllegalStateException.class)
                    .isThrownBy(() -> guest.connect(1, lan))
                    .withMessage("Guest 'mini' (image mini): network card 1 cannot be connected: its back end is"
                            + " user,restrict=on");
        }
    }
}
