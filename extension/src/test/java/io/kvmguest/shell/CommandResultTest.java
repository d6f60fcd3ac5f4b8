package io.kvmguest.shell;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class CommandResultTest {

    @Test
    void gives_text_as_command_substitution_does() {
        CommandResult result = result(0, "one\n\ntwo\r\n\n", "err\n");
        assertThat(result.stdout()).isEqualTo("one\n\ntwo");
        assertThat(result.stderr()).isEqualTo("err");
        assertThat(result.lines()).containsExactly("one", "", "two");
        assertThat(result.stdoutBytes()).asString().isEqualTo("one\n\ntwo\r\n\n");
        assertThat(result(0, "\n\n", "").lines()).isEmpty();
    }

    @Test
    void keeps_its_bytes_to_itself() {
        CommandResult result = result(0, "abc", "def");
        result.stdoutBytes()[0] = 'x';
        result.stderrBytes()[0] = 'x';
        assertThat(result.stdout()).isEqualTo("abc");
        assertThat(result.stderr()).isEqualTo("def");
    }

    @Test
    void is_itself_when_it_had_to_succeed_and_did() {
        CommandResult result = result(0, "", "");
        assertThat(result.requireSuccess()).isSameAs(result);
    }

    @Test
    void says_all_that_helps_when_it_had_to_succeed_and_did_not() {
        CommandResult result = result(2, "", "Cannot find device \"eth9\"\n");
        assertThatExceptionOfType(CommandFailedException.class)
                .isThrownBy(result::requireSuccess)
                .withMessage("""
                        Guest 'router' (image debian-12): a command failed with exit status 2 after 310 ms.
                          Command: "ip addr add 10.0.0.1/24 dev eth9"
                          Standard error:
                            | Cannot find device "eth9"
                          Standard output: empty""")
                .satisfies(e -> assertThat(e.result()).isSameAs(result));
    }

    @Test
    void quotes_the_last_lines_of_much_output() {
        String many = IntStream.rangeClosed(1, 25).mapToObj(i -> "line " + i).collect(Collectors.joining("\n"));
        String last =
                IntStream.rangeClosed(6, 25).mapToObj(i -> "    | line " + i).collect(Collectors.joining("\n"));
        assertThatExceptionOfType(CommandFailedException.class)
                .isThrownBy(() -> result(137, many, "\033[31mred\033[0m\u0007 " + "x".repeat(300))
                        .requireSuccess())
                .withMessage(
                        "Guest 'router' (image debian-12): a command failed with exit status 137 (SIGKILL) after 310 ms."
                                + "\n  Command: \"ip addr add 10.0.0.1/24 dev eth9\""
                                + "\n  Standard error:\n    | [31mred[0m " + "x".repeat(189) + "…"
                                + "\n  Standard output (the last 20 of 25 lines):\n" + last);
    }

    @Test
    void knows_no_guest_when_it_was_made_by_hand() {
        CommandResult result = new CommandResult("false", 1, new byte[0], new byte[0], Duration.ofSeconds(3));
        assertThat(result.guest()).isEmpty();
        assertThatExceptionOfType(CommandFailedException.class)
                .isThrownBy(result::requireSuccess)
                .withMessage("""
                        A command failed with exit status 1 after 3 s.
                          Command: "false"
                          Standard error: empty
                          Standard output: empty""");
    }

    private static CommandResult result(int status, String stdout, String stderr) {
        return new CommandResult(
                "Guest 'router' (image debian-12)",
                "ip addr add 10.0.0.1/24 dev eth9",
                status,
                stdout.getBytes(StandardCharsets.UTF_8),
                stderr.getBytes(StandardCharsets.UTF_8),
                Duration.ofMillis(310));
    }
}
