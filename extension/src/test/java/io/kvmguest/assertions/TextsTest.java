package io.kvmguest.assertions;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TextsTest {

    @ParameterizedTest
    @CsvSource({"0, 0 ms", "999, 999 ms", "1000, 1 s", "21430, 21.4 s", "120000, 120 s"})
    void writes_durations_as_people_do(long millis, String text) {
        assertThat(Texts.duration(Duration.ofMillis(millis))).isEqualTo(text);
    }

    @Test
    void quotes_on_one_line() {
        assertThat(Texts.quote("a\nb \u0007")).isEqualTo("\"a\\nb \\u0007\"");
    }

    @Test
    void keeps_the_last_lines() {
        assertThat(Texts.tail("a\nb\n")).containsExactly("a", "b");
        assertThat(Texts.tail("")).isEmpty();
        assertThat(Texts.tail(Collections.nCopies(21, "x"))).hasSize(21).startsWith("(1 line before these)", "x");
        assertThat(Texts.tail(Collections.nCopies(30, "x"))).hasSize(21).startsWith("(10 lines before these)", "x");
    }

    @Test
    void shortens_long_lines() {
        assertThat(Texts.tail(List.of("x".repeat(403)))).containsExactly("x".repeat(400) + "… (3 more characters)");
    }
}
