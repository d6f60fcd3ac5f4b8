package io.kvmguest.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PrintableTest {

    @ParameterizedTest
    @ValueSource(strings = {"", "[    0.000000] Linux version 6.1.0", "Grüße, 世界 🐧", "a\tb", "\ufffd"})
    void leaves_text_alone(String line) {
        assertThat(Printable.of(line)).isEqualTo(line);
    }

    @Test
    void writes_control_characters_out() {
        assertThat(Printable.of("\u0007bell \u001b[31mred\u007f\u0000")).isEqualTo("^Gbell ^[[31mred^?^@");
    }

    @Test
    void writes_out_the_second_set_of_control_characters() {
        assertThat(Printable.of("\u009b2J")).isEqualTo("\\x9b2J");
    }

    @Test
    void writes_out_what_would_turn_or_break_the_line() {
        assertThat(Printable.of("a\u202eb\u2028c\n")).isEqualTo("a\\u202eb\\u2028c^J");
    }

    @Test
    void writes_out_half_a_character() {
        assertThat(Printable.of("\ud83d!")).isEqualTo("\\ud83d!");
    }
}
