package io.kvmguest.boot;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KernelLineTest {

    private static KernelLine found(String line) {
        return Objects.requireNonNull(KernelLine.find(line));
    }

    @Test
    void reads_time_and_text() {
        assertThat(found("[   12.034567] Run /init as init process"))
                .isEqualTo(new KernelLine(12_034_567, "", "Run /init as init process", 0));
    }

    @Test
    void gives_the_time_as_a_duration() {
        assertThat(found("[    1.000002] x").time()).isEqualTo(Duration.ofNanos(1_000_002_000));
    }

    @Test
    void keeps_the_indentation_of_the_text() {
        assertThat(found("[    1.891785]  vda: vda1").text()).isEqualTo(" vda: vda1");
    }

    @Test
    void reads_an_empty_text() {
        assertThat(found("[    1.891785] ").text()).isEmpty();
        assertThat(found("[    1.891785]").text()).isEmpty();
    }

    @Test
    void reads_the_caller() {
        assertThat(found("[    1.200000][    T1] random: crng init done"))
                .isEqualTo(new KernelLine(1_200_000, "T1", "random: crng init done", 0));
        assertThat(found("[    1.200000][   C10] x").caller()).isEqualTo("C10");
    }

    @Test
    void takes_other_brackets_for_text() {
        assertThat(found("[    0.025712] [mem 0x10000000-0xfffbffff] available for PCI devices"))
                .isEqualTo(new KernelLine(25_712, "", "[mem 0x10000000-0xfffbffff] available for PCI devices", 0));
        assertThat(found("[    1.000000][Txyz] a").text()).isEqualTo("[Txyz] a");
    }

    @Test
    void reads_the_time_of_a_guest_that_has_run_for_long() {
        assertThat(found("[1234567.000001] x").micros()).isEqualTo(1_234_567_000_001L);
        assertThat(found("[12345.000001] x").micros()).isEqualTo(12_345_000_001L);
    }

    @Test
    void finds_a_stamp_behind_a_prompt() {
        assertThat(found("root@(none):/# [   11.848353] e1000: Intel(R) PRO/1000"))
                .isEqualTo(new KernelLine(11_848_353, "", "e1000: Intel(R) PRO/1000", 15));
        assertThat(found("a[0] [x] [   18.049636] sr 1:0:0:0: Attached").start())
                .isEqualTo(9);
    }

    @Test
    void counts_a_stamp_behind_white_space_as_the_first_thing() {
        assertThat(found("  [    1.000000] x").start()).isZero();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[",
                "[  OK  ] Started foo.",
                "[1.234567] too narrow",
                "[   1.234567] too narrow",
                "[     1.234567] too wide",
                "[ 123456.234567] padded though wide",
                "[    1.23456] five digits",
                "[    1.2345678] eight digits",
                "[    1,234567] no point",
                "[    1.234567 no end",
                "[     .234567] no seconds",
                "[12345678901.234567] eleven digits",
            })
    void leaves_what_the_kernel_does_not_write(String line) {
        assertThat(KernelLine.find(line)).isNull();
    }
}
