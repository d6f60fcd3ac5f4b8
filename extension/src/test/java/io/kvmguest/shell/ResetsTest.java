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
        assertThat(goesOnAfter(DONE)).isTrue();
        assertThat(resets.boot().offset()).isEqualTo(18);
        assertThat(goesOnAfter(DONE)).isTrue();
        assertThat(goesOnAfter(DONE)).isFalse();
        assertThat(resets.count()).isEqualTo(Resets.LOOP);
    }

    @Test
    void counts_a_reset_once_that_the_kernel_has_announced() {
        link.print("[    9.123456] reboot: Restarting system\r\n");
        assertThat(goesOnAfter(SAID)).isTrue();
        link.print("[    9.123999] reboot: machine restart\r\n");
        assertThat(goesOnAfter(DONE)).isTrue();
        assertThat(resets.count()).isEqualTo(1);
        link.print("x".repeat(5_000));
        assertThat(goesOnAfter(SAID)).isTrue();
        assertThat(goesOnAfter(DONE)).isTrue();
        assertThat(resets.count()).isEqualTo(2);
    }

    @Test
    void goes_on_after_nothing_else() {
        assertThat(goesOnAfter(new Ending(Ending.Kind.PANIC, "the kernel panicked")))
                .isFalse();
        assertThat(resets.count()).isZero();
    }

    @Test
    void begins_the_next_boot_where_the_last_one_ended_though_it_hears_of_it_late() {
        link.print("[    9.123456] reboot: Restarting system\r\n");
        Mark end = link.transcript().end();
        link.print("SeaBIOS (version 1.16.2)\r\n\r\nBooting from Hard Disk...\r\nGRUB load");
        assertThat(resets.goOnAfter(SAID, end)).isTrue();
        assertThat(resets.boot()).isEqualTo(end);
    }

    @Test
    void takes_the_last_words_before_a_reset_that_was_waited_for_to_be_of_that_one() {
        link.print("[    9.123400] a line\r\n");
        Resets behindOne = new Resets(link.transcript(), link.transcript().end());
        link.print("[    9.123456] reboot: Restarting system\r\n");
        Mark end = link.transcript().end();
        assertThat(behindOne.goOnAfter(SAID, end)).isTrue();
        assertThat(behindOne.count()).isZero();
        assertThat(behindOne.boot()).isEqualTo(end);
    }

    private boolean goesOnAfter(Ending ending) {
        return resets.goOnAfter(ending, link.transcript().end());
    }
}
