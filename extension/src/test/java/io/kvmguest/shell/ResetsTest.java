package io.kvmguest.shell;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvmguest.console.Ending;
import io.kvmguest.console.Mark;
import org.junit.jupiter.api.Test;

class ResetsTest {

    private static final Ending SAID = new Ending(Ending.Kind.RESET, "the guest restarted itself");
    private static final Ending DONE = new Ending(Ending.Kind.RESET, "the guest reset itself");

    private final FakeLink link = new FakeLink();
    private final Resets resets = new Resets(link.transcript(), Mark.POWER_ON);

    @Test
    void goes_on_twice_and_stops_at_the_third() {
        link.print("[    1.0] a line\r\nhalf a li");
        assertThat(resets.goOnAfter(DONE)).isTrue();
        assertThat(resets.boot().offset()).isEqualTo(18);
        assertThat(resets.goOnAfter(DONE)).isTrue();
        assertThat(resets.goOnAfter(DONE)).isFalse();
        assertThat(resets.count()).isEqualTo(Resets.LOOP);
    }

    @Test
    void counts_a_reset_once_that_the_kernel_has_announced() {
        link.print("[    9.123456] reboot: Restarting system\r\n");
        assertThat(resets.goOnAfter(SAID)).isTrue();
        link.print("[    9.123999] reboot: machine restart\r\n");
        assertThat(resets.goOnAfter(DONE)).isTrue();
        assertThat(resets.count()).isEqualTo(1);
        link.print("x".repeat(5_000));
        assertThat(resets.goOnAfter(SAID)).isTrue();
        assertThat(resets.goOnAfter(DONE)).isTrue();
        assertThat(resets.count()).isEqualTo(2);
    }

    @Test
    void goes_on_after_nothing_else() {
        assertThat(resets.goOnAfter(new Ending(Ending.Kind.PANIC, "the kernel panicked")))
                .isFalse();
        assertThat(resets.count()).isZero();
    }
}
