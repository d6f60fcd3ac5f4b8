package io.kvmguest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.kvmguest.network.Topology;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Many guests, and cables between them that are laid anew. */
@Tag("guest")
class WiringGuestTest {

    private static void address(Wiring wiring, String guest, String segment, String address) {
        Nic nic = wiring.nic(guest, segment);
        guest(
                wiring,
                guest,
                "ip addr add " + address + " dev " + nic.interfaceName() + " && ip link set " + nic.interfaceName()
                        + " up");
    }

    private static void guest(Wiring wiring, String guest, String command) {
        wiring.guest(guest).shell().run(command).requireSuccess();
    }

    private static boolean reaches(Guest from, String address) {
        return from.shell().run("ping -q -c 1 -W 5 " + address).exitStatus() == 0;
    }

    @Test
    void touches_only_what_differs() {
        try (Guest a = Guest.start(GuestSpec.of("mini").name("a").nics(2));
                Guest b = Guest.start(GuestSpec.of("mini").name("b").nics(2));
                Guest c = Guest.start(GuestSpec.of("mini").name("c").nics(2));
                Wiring wiring = Wiring.of(a, b, c)) {
            assertThat(wiring.lay(Topology.chain("a", "b", "c")))
                    .containsExactly("connect a to a-b", "connect b to a-b", "connect b to b-c", "connect c to b-c");
            assertThat(wiring).hasToString("a-b [a with card 0, b with card 0], b-c [b with card 1, c with card 0]");
            address(wiring, "a", "a-b", "10.0.1.1/24");
            address(wiring, "b", "a-b", "10.0.1.2/24");
            assertThat(reaches(a, "10.0.1.2")).isTrue();
            var before = wiring.segment("a-b");

            assertThat(wiring.lay(Topology.ring("a", "b", "c")))
                    .containsExactly("connect c to c-a", "connect a to c-a");
            assertThat(wiring.segment("a-b")).isSameAs(before);
            address(wiring, "a", "c-a", "10.0.2.1/24");
            address(wiring, "c", "c-a", "10.0.2.2/24");
            assertThat(reaches(a, "10.0.2.2")).isTrue();
            assertThat(reaches(a, "10.0.1.2")).isTrue();

            assertThat(wiring.lay(wiring.topology().without("a-b")))
                    .containsExactly("disconnect a from a-b", "disconnect b from a-b");
            assertThat(reaches(a, "10.0.2.2")).isTrue();
            assertThat(reaches(a, "10.0.1.2")).isFalse();
            assertThat(wiring.lay(wiring.topology())).isEmpty();

            assertThatExceptionOfType(IllegalArgumentException.class)
                    .isThrownBy(() -> wiring.lay(Topology.star("a", "b", "c").and(Topology.segment("lan", "a", "b"))))
                    .withMessage(
                            "guest 'a' is to be on 3 segments (a-b, a-c, lan), and has 2 network cards: give it more"
                                    + " with nics = 3");
            assertThatExceptionOfType(IllegalArgumentException.class)
                    .isThrownBy(() -> wiring.lay(Topology.chain("a", "d")))
                    .withMessage("there is no guest 'd'. There are [a, b, c]");
            assertThatExceptionOfType(IllegalArgumentException.class)
                    .isThrownBy(() -> wiring.nic("b", "c-a"))
                    .withMessage("guest 'b' is not on segment 'c-a'. It is on [b-c]");
            assertThatExceptionOfType(IllegalArgumentException.class)
                    .isThrownBy(() -> wiring.segment("a-b"))
                    .withMessage("there is no segment 'a-b' now. There are [b-c, c-a]");
        }
    }
}
