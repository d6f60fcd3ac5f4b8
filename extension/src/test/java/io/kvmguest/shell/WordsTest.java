package io.kvmguest.shell;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WordsTest {

    @ParameterizedTest
    @CsvSource({
        "-1, 0 ms",
        "0, 0 ms",
        "999, 999 ms",
        "1000, 1 s",
        "21449, 21.4 s",
        "119900, 119.9 s",
        "120000, 2 min",
        "125999, 2 min 5 s"
    })
    void says_a_duration(long millis, String words) {
        assertThat(Words.duration(Duration.ofMillis(millis))).isEqualTo(words);
    }

    @Test
    void says_a_command_on_one_line() {
        assertThat(Words.command("\n  a\n\n  b \n")).isEqualTo("\"a ⏎ b\"");
        assertThat(Words.command("x".repeat(81))).isEqualTo("\"" + "x".repeat(80) + "…\"");
    }
}
