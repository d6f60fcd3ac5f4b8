package io.kvmguest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import io.kvmguest.network.Segment;
import io.kvmguest.qemu.QmpException;
import io.kvmguest.shell.RootShell;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What can be done to a network card behind the guest's back. */
@Tag("guest")
class NicGuestTest {

    private static String carrier(RootShell root, String card) {
        return root.run("cat /sys/class/net/" + card + "/carrier").stdout().strip();
    }

    private static void awaitCarrier(RootShell root, String card, String carrier) {
        await().dontCatchUncaughtExceptions().atMost(Duration.ofSeconds(60)).until(() -> carrier(root, card)
                .equals(carrier));
    }

    @Test
    void is_found_by_its_address_whatever_the_guest_calls_it() {
        try (Guest guest = Guest.start(GuestSpec.of("mini").nics(2).macs("", "52:54:00:AA:BB:CC"))) {
            assertThat(guest.nics()).extracting(Nic::interfaceName).containsExactly("eth0", "eth1");
            assertThat(guest.nic(1).mac()).isEqualTo("52:54:00:aa:bb:cc");

            guest.shell().run("ip link set eth1 name uplink").requireSuccess();
            assertThat(guest.nic(1).interfaceName()).isEqualTo("uplink");

            assertThatExceptionOfType(IllegalArgumentException.class)
                    .isThrownBy(() -> guest.nic(2))
                    .withMessage(
                            "Guest 'mini' (image mini): there is no network card 2: it has 2, the first of which is 0");
        }
    }

    @Test
    void loses_its_carrier_and_gets_it_again() {
        try (Guest guest = Guest.start(GuestSpec.of("mini"))) {
            RootShell root = guest.shell();
            root.run("ip link set eth0 up").requireSuccess();
            awaitCarrier(root, "eth0", "1");
            guest.nic(0).carrierDown();
            awaitCarrier(root, "eth0", "0");
            guest.nic(0).carrierUp();
            awaitCarrier(root, "eth0", "1");
        }
    }

    @Test
    void is_pulled_out_and_put_back() {
        try (Segment lan = Segment.create("lan");
                Guest left =
                        Guest.start(GuestSpec.of("mini").name("left").nics(2).segments(lan));
                Guest right = Guest.start(GuestSpec.of("mini").name("right").segments(lan))) {
            right.shell()
                    .run("ip link set eth0 up && ip addr add 10.0.0.2/24 dev eth0")
                    .requireSuccess();
            Nic nic = left.nic(lan);
            String place =
                    left.shell().run("readlink -f /sys/class/net/eth0/device").stdout();

            nic.pullOut();
            assertThat(nic.isOut()).isTrue();
            assertThat(left.shell().run("ls /sys/class/net").stdout())
                    .doesNotContain("eth0")
                    .contains("eth1");
            assertThatExceptionOfType(IllegalStateException.class)
                    .isThrownBy(nic::interfaceName)
                    .withMessageMatching(
                            "Guest 'left' \\(image mini\\): network card 0 \\([0-9a-f:]+\\) is not among the"
                                    + " guest's cards\\. It has [0-9a-f:]+ eth1");
            assertThatExceptionOfType(IllegalStateException.class)
                    .isThrownBy(left::snapshot)
                    .withMessage("Guest 'left' (image mini) cannot be saved: its network card 0 was pulled out");

            nic.putIn();
            await().dontCatchUncaughtExceptions()
                    .atMost(Duration.ofSeconds(60))
                    .until(() -> left.shell().run("ls /sys/class/net").stdout().contains("eth0"));
            assertThat(left.shell()
                            .run("readlink -f /sys/class/net/eth0/device")
                            .stdout())
                    .isEqualTo(place);
            left.shell()
                    .run("ip link set " + nic.interfaceName() + " up && ip addr add 10.0.0.1/24 dev eth0")
                    .requireSuccess();
            assertThat(left.shell().run("ping -q -c 3 -W 30 10.0.0.2").exitStatus())
                    .isZero();
            assertThatExceptionOfType(QmpException.class).isThrownBy(nic::putIn).withMessageContaining("Duplicate");
        }
    }
}
