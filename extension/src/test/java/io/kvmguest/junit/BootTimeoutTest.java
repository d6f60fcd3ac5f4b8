package io.kvmguest.junit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BootTimeoutTest {

    @ParameterizedTest
    @CsvSource({"250ms, PT0.25S", "90s, PT90S", "' 2 m ', PT2M", "1h, PT1H", "0s, PT0S"})
    void reads_a_number_with_a_unit(String text, Duration time) {
        assertThat(BootTimeout.parse(text)).isEqualTo(time);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "90", "s", "-1s", "1.5s", "90 seconds", "99999999999s", "90S"})
    void refuses_anything_else(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> BootTimeout.parse(text))
                .withMessage("bootTimeout must be a number with ms, s, m or h behind it, such as 90s, but was \"" + text
                        + "\"");
    }
}
