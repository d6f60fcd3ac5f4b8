package io.kvmguest.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SpokenTest {

    @ParameterizedTest
    @CsvSource({
        "-1, 0 ms",
        "0, 0 ms",
        "999, 999 ms",
        "1000, 1 s",
        "3249, 3.2 s",
        "20000, 20 s",
        "119999, 119.9 s",
        "120000, 2 min",
        "125999, 2 min 5 s"
    })
    void speaks_of_durations(long millis, String spoken) {
        assertThat(Spoken.duration(Duration.ofMillis(millis))).isEqualTo(spoken);
    }

    @Test
    void quotes_on_one_line() {
        assertThat(Spoken.quoted("say \"a\\b\"\n\t")).isEqualTo("\"say \\\"a\\\\b\\\"\\n\\t\"");
        assertThat(Spoken.quoted("x".repeat(201))).isEqualTo("\"" + "x".repeat(200) + "…\"");
    }

    @Test
    void cuts_lines() {
        assertThat(Spoken.line("x  ")).isEqualTo("x");
        assertThat(Spoken.line("x".repeat(200))).hasSize(200);
        assertThat(Spoken.line("x".repeat(201))).isEqualTo("x".repeat(200) + "…");
    }
}
