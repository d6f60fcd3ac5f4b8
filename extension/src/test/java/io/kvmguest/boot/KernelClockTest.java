package io.kvmguest.boot;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class KernelClockTest {

    private static final Duration AT = Duration.ofSeconds(50);

    private final KernelClock clock = new KernelClock();

    private boolean attended(double seconds, String text) {
        return clock.accept(line(seconds, text, 0), AT, false);
    }

    private boolean unattended(double seconds, String text) {
        return clock.accept(line(seconds, text, 0), AT, true);
    }

    private static KernelLine line(double seconds, String text, int start) {
        return new KernelLine(Math.round(seconds * 1e6), "", text, start);
    }

    @Test
    void has_not_ticked_before_the_first_stamp() {
        assertThat(clock.hasTicked()).isFalse();
        assertThat(clock.hasAdvanced()).isFalse();
    }

    @Test
    void has_ticked_but_not_advanced_at_zero() {
        unattended(0, "a");

        assertThat(clock.hasTicked()).isTrue();
        assertThat(clock.hasAdvanced()).isFalse();
    }

    @Test
    void takes_what_goes_on() {
        assertThat(attended(1, "a")).isTrue();
        assertThat(attended(2, "b")).isTrue();
        assertThat(attended(2, "c")).isTrue();
    }

    @Test
    void takes_what_comes_a_little_late() {
        attended(10, "a");

        assertThat(attended(8.5, "b")).isTrue();
    }

    @Test
    void refuses_the_past() {
        attended(10, "a");

        assertThat(attended(7.9, "b")).isFalse();
        assertThat(clock.isPast(line(7.9, "b", 0))).isTrue();
        assertThat(clock.isPast(line(8.1, "b", 0))).isFalse();
    }

    @Test
    void refuses_what_was_printed_a_moment_ago() {
        attended(10, "a");
        attended(10.1, "b");

        assertThat(attended(10, "a")).isFalse();
        assertThat(attended(10.1, "b")).isFalse();
    }

    @Test
    void takes_anything_at_the_beginning_of_a_line_while_nobody_can_have_typed_a_command() {
        unattended(10, "a");

        assertThat(unattended(0, "b")).isTrue();
        assertThat(unattended(10, "a")).isTrue();
    }

    @Test
    void is_strict_with_what_is_glued_behind_something_else() {
        unattended(10, "a");

        assertThat(clock.accept(line(1, "b", 7), AT, true)).isFalse();
        assertThat(clock.accept(line(11, "b", 7), AT, true)).isTrue();
    }

    @Test
    void refuses_a_leap_that_would_make_all_the_rest_look_old() {
        attended(10, "a");

        assertThat(attended(99_999, "forged")).isFalse();
        assertThat(attended(11, "b")).isTrue();
    }

    @Test
    void takes_a_leap_that_the_host_has_seen_too() {
        attended(10, "a");

        assertThat(clock.accept(line(99_999, "b", 0), AT.plusSeconds(99_990), false))
                .isTrue();
    }
}
