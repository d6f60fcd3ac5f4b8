package io.kvmguest.images;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

class ProgressTest {

    private final StringWriter shown = new StringWriter();
    private long nanos;

    private Progress progress(Progress.Style style) {
        return new Progress(new PrintWriter(shown), style, () -> nanos, null);
    }

    private void pass(double seconds) {
        nanos += (long) (seconds * 1e9);
    }

    @Test
    void writes_a_line_for_a_step_when_it_is_done() {
        try (Progress progress = progress(Progress.Style.PLAIN)) {
            progress.say("Building image mini");
            progress.step("downloading packages");
            pass(3.25);
            progress.tick();
            progress.step("unpacking packages");
            pass(0.5);
            progress.say("Done");
        }

        assertThat(shown.toString()).isEqualTo("""
                        Building image mini
                          downloading packages                             3.3 s
                          unpacking packages                               0.5 s
                        Done
                        """);
    }

    @Test
    void gives_a_sign_of_life_every_ten_seconds() {
        try (Progress progress = progress(Progress.Style.PLAIN)) {
            progress.step("installing packages");
            for (int second = 0; second < 21; second++) {
                pass(1);
                progress.tick();
            }
        }

        assertThat(shown.toString().lines().map(String::strip))
                .containsExactly(
                        "installing packages                              10 s so far",
                        "installing packages                              20 s so far",
                        "installing packages                              21.0 s");
    }

    @Test
    void counts_on_in_place_on_a_terminal() {
        try (Progress progress = progress(Progress.Style.TERMINAL)) {
            progress.step("installing packages");
            pass(1);
            progress.tick();
            pass(0.5);
        }

        String step = "\r  installing packages                              ";
        assertThat(shown.toString()).isEqualTo(step + "...\033[K" + step + "1 s\033[K" + step + "1.5 s\033[K\n");
    }

    @Test
    void marks_the_step_that_failed() {
        try (Progress progress = progress(Progress.Style.PLAIN)) {
            progress.step("installing packages");
            pass(2);
            progress.fail();
            progress.tick();
        }

        assertThat(shown.toString())
                .isEqualTo("  installing packages                              failed after 2.0 s\n");
    }
}
