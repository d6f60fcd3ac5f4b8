package io.kvmguest.assertions;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class GuestErrorsTest {

    private static final String GUEST = "Guest 'router' (image debian-12)";

    @Test
    void says_how_a_guest_ended() {
        assertThat(GuestErrors.shouldBeAlive(GUEST, "QEMU was killed by SIGKILL", List.of("vm login: "))
                        .create())
                .isEqualTo("""

                        Expecting:
                          Guest 'router' (image debian-12)
                        to be alive but:
                          QEMU was killed by SIGKILL
                        last lines of the console:
                          | vm login:\s""");
    }

    @Test
    void says_that_a_guest_runs() {
        assertThat(GuestErrors.shouldNotBeAlive(GUEST, Patience.NONE, List.of()).create())
                .isEqualTo("""

                        Expecting:
                          Guest 'router' (image debian-12)
                        to have ended
                        but it runs
                        last lines of the console:
                          (nothing)""");
    }

    @Test
    void says_how_long_it_was_waited_for() {
        assertThat(GuestErrors.shouldNotBeAlive(GUEST, Patience.of(Duration.ofMillis(21_400)), List.of())
                        .create())
                .contains("\nwithin 21.4 s to have ended\nbut at the last look it runs\n");
    }
}
