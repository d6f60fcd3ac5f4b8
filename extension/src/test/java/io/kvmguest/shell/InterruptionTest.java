package io.kvmguest.shell;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class InterruptionTest {

    private static final String KERNEL = "[   22.512345] random: crng init done";

    private final Interruption interruption = new Interruption();

    private void interrupt(String line, long start) {
        assertThat(interruption.complete(line, start)).isNull();
        interruption.remember(interruption.cutBy(line, start));
    }

    @Test
    void leaves_a_line_alone_in_which_nothing_was_printed() {
        assertThat(interruption.complete("vm login: ", 7)).isEqualTo(new Interruption.Whole("vm login: ", 7));
        assertThat(interruption.complete("[  OK  ] Started cron.", 9))
                .isEqualTo(new Interruption.Whole("[  OK  ] Started cron.", 9));
        assertThat(interruption.complete("a [2.5] b", 9)).isEqualTo(new Interruption.Whole("a [2.5] b", 9));
    }

    @Test
    void puts_a_line_together_that_the_kernel_has_cut() {
        interrupt("vm lo" + KERNEL, 10);
        interrupt(KERNEL, 60);
        assertThat(interruption.unfinished("gin", 110)).isEqualTo(new Interruption.Whole("vm login", 10));
        assertThat(interruption.unfinished("gin: ", 110)).isEqualTo(new Interruption.Whole("vm login: ", 10));
        assertThat(interruption.complete("gin: root", 110)).isEqualTo(new Interruption.Whole("vm login: root", 10));
        assertThat(interruption.unfinished("next", 120)).isEqualTo(new Interruption.Whole("next", 120));
    }

    @Test
    void puts_a_line_together_that_was_cut_several_times() {
        interrupt("v" + KERNEL, 10);
        interrupt("m login" + KERNEL, 60);
        assertThat(interruption.unfinished(": ", 120)).isEqualTo(new Interruption.Whole("vm login: ", 10));
    }

    @Test
    void takes_the_word_of_an_init_system_in_the_middle_of_a_line_for_an_interruption() {
        interrupt("vm login: [  OK  ] Finished something.", 10);
        interrupt("[FAILED] Failed to start something.", 60);
        assertThat(interruption.unfinished("", 120)).isEqualTo(new Interruption.Whole("vm login: ", 10));
    }

    @Test
    void forgets_what_is_too_long_for_a_prompt_and_what_it_is_told_to() {
        interrupt("x".repeat(301) + KERNEL, 10);
        assertThat(interruption.unfinished("y", 400)).isEqualTo(new Interruption.Whole("y", 400));
        interrupt("vm lo" + KERNEL, 400);
        interruption.forget();
        assertThat(interruption.unfinished("gin: ", 500)).isEqualTo(new Interruption.Whole("gin: ", 500));
    }

    @Test
    void takes_the_kernels_lines_out_of_a_text() {
        assertThat(Interruption.without("ro" + KERNEL + "\n" + KERNEL + "\not\n"))
                .isEqualTo("root\n");
        assertThat(Interruption.without("root" + KERNEL)).isEqualTo("root");
    }
}
