package io.kvmguest.shell;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import java.time.Duration;
import org.junit.jupiter.api.Test;

@SuppressWarnings("NullAway") // null is what some tests pass
class CommandTest {

    private static final Command COMMAND = Command.of("ls");

    @Test
    void is_made_of_a_script_and_nothing_else_by_default() {
        assertThat(COMMAND.script()).isEqualTo("ls");
        assertThat(COMMAND.directory()).isEmpty();
        assertThat(COMMAND.environment()).isEmpty();
        assertThat(COMMAND.hasStdin()).isFalse();
        assertThat(COMMAND.timeout()).isEmpty();
    }

    @Test
    void keeps_everything_when_one_thing_is_changed() {
        byte[] input = {1, 2};
        Command command = COMMAND.in("/tmp")
                .with("A", "1")
                .with("B", "2")
                .with("A", "3")
                .stdin(input)
                .timeout(Duration.ofSeconds(1));
        input[0] = 9;
        assertThat(command.script()).isEqualTo("ls");
        assertThat(command.directory()).contains("/tmp");
        assertThat(command.environment()).containsEntry("A", "3").containsEntry("B", "2");
        assertThat(command.stdinBytes()).containsExactly(1, 2);
        assertThat(command.timeout()).contains(Duration.ofSeconds(1));
        assertThat(COMMAND.directory()).isEmpty();
        assertThat(COMMAND.environment()).isEmpty();
    }

    @Test
    void wants_a_script() {
        assertThatNullPointerException().isThrownBy(() -> Command.of(null)).withMessage("script must not be null");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Command.of(" \n"))
                .withMessage("script must not be blank");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Command.of("a\0b"))
                .withMessage("script must not contain NUL");
    }

    @Test
    void wants_a_directory() {
        assertThatNullPointerException().isThrownBy(() -> COMMAND.in(null)).withMessage("directory must not be null");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> COMMAND.in(""))
                .withMessage("directory must not be empty");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> COMMAND.in("\0"))
                .withMessage("directory must not contain NUL");
    }

    @Test
    void wants_variables_that_a_shell_can_have() {
        assertThatNullPointerException()
                .isThrownBy(() -> COMMAND.with(null, ""))
                .withMessage("variable must not be null");
        assertThatNullPointerException()
                .isThrownBy(() -> COMMAND.with("A", null))
                .withMessage("value must not be null");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> COMMAND.with("A-B", ""))
                .withMessage("variable must be a name of letters, digits and _: A-B");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> COMMAND.with("A", "\0"))
                .withMessage("value of A must not contain NUL");
    }

    @Test
    void wants_a_positive_timeout() {
        assertThatNullPointerException()
                .isThrownBy(() -> COMMAND.timeout(null))
                .withMessage("timeout must not be null");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> COMMAND.timeout(Duration.ZERO))
                .withMessage("timeout must be positive: PT0S");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> COMMAND.timeout(Duration.ofSeconds(-1)))
                .withMessage("timeout must be positive: PT-1S");
    }
}
