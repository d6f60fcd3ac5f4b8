package io.kvmguest.console;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class EndingsTest {

    private static final Ending RESTART = new Ending(Ending.Kind.RESET, "the guest restarted itself");
    private static final Ending PANIC = new Ending(Ending.Kind.PANIC, "the kernel panicked");
    private static final Ending DEATH = new Ending(Ending.Kind.MACHINE_DIED, "QEMU was killed by SIGKILL");
    private static final Ending HANG_UP = new Ending(Ending.Kind.LINE_CLOSED, "it was closed by its peer");

    private static final Ticker CLOCK = new FakeTicker();

    private final Endings endings = new Endings(CLOCK, new Bell(CLOCK), () -> true);

    @Test
    void forgets_what_happened_before_it_was_revived_and_is_heard_of_later() {
        endings.revive(100);
        endings.trip(RESTART, 100);
        endings.tell(PANIC, 99);
        assertThat(endings.known(CLOCK.nanos())).isNull();
        assertThat(endings.offset()).isEqualTo(-1);

        endings.tell(DEATH, 100);
        assertThat(endings.known(CLOCK.nanos())).isEqualTo(DEATH);
        endings.trip(PANIC, 101);
        assertThat(endings.known(CLOCK.nanos())).isEqualTo(PANIC);
        assertThat(endings.offset()).isEqualTo(101);
    }

    @Test
    void forgets_no_hang_up() {
        endings.trip(RESTART, 7);
        endings.hangUp(HANG_UP, 20);
        assertThat(endings.offset()).isEqualTo(7);
        endings.revive(20);
        assertThat(endings.effective(CLOCK.nanos() + Endings.GRACE)).isEqualTo(HANG_UP);
        assertThat(endings.offset()).isEqualTo(20);
    }
}
