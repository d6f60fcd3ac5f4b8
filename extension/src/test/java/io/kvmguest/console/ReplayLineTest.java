package io.kvmguest.console;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;

import io.kvmguest.console.ReplayLine.Pace;
import io.kvmguest.console.ReplayLine.Typing;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class ReplayLineTest {

    private static final String LOGIN = """
            {"version": 2, "width": 80, "height": 24}
            [1.5, "o", "vm login: "]
            [3.25, "i", "root\\r"]
            [3.5, "o", "root\\r\\n"]
            [4, "o", "Password: "]
            [5, "m", "kvmguest: a secret"]
            [5, "i", "********\\n"]
            [5.5, "o", "# "]
            [6, "m", "kvmguest: the root shell"]
            [6, "i", "id\\n"]
            [6.5, "o", "uid=0\\r\\n# "]
            """;

    private static final Recording KEYS = cast("keys.cast", """
            {"version": 2, "width": 80, "height": 24}
            [1, "o", "login: "]
            [2, "i", "a"]
            [2, "o", "a"]
            [3, "i", "b"]
            [3, "o", "b"]
            [4, "i", "\\r"]
            """);

    @TempDir
    Path directory;

    private static Recording cast(String name, String text) {
        return Recording.read(new ByteArrayInputStream(text.getBytes(UTF_8)), name);
    }

    private static ReplayLine playing(ReplayLine line) {
        line.play();
        return line;
    }

    private static ReplayLine checked(Recording recording) {
        return playing(new ReplayLine(recording, Pace.AT_ONCE, Typing.CHECKED));
    }

    private static ReplayLine login(Typing typing) {
        return playing(new ReplayLine(cast("login.cast", LOGIN), Pace.AT_ONCE, typing));
    }

    private static String read(ReplayLine line) {
        byte[] buffer = new byte[100];
        int count = line.read(buffer, 3, 97);
        return count < 0 ? "the end" : new String(buffer, 3, count, UTF_8);
    }

    private static void type(ReplayLine line, String text) throws IOException {
        byte[] bytes = ("##" + text + "#").getBytes(UTF_8);
        line.write(bytes, 2, bytes.length - 3);
    }

    private static void refuses(ReplayLine line, String text, String message) {
        assertThatExceptionOfType(ReplayMismatchException.class)
                .isThrownBy(() -> type(line, text))
                .withMessage(message);
    }

    private SerialConsole console(ReplayLine line) {
        return SerialConsole.open(line, directory, ConsoleSubject.named("Guest 'vm'"), 1);
    }

    @Test
    void prints_in_the_chunks_that_are_recorded_and_waits_for_what_was_typed() throws Exception {
        ReplayLine line = login(Typing.CHECKED_WITH_ROOT_SHELL);
        assertThat(read(line)).isEqualTo("vm login: ");
        var next = SerialLineContract.onThread(() -> read(line));
        line.awaitPlayed();
        assertThat(next.result()).isNotDone();
        assertThat(line.awaiting())
                .contains("waiting for \"root\\r\" to be typed, as it was at event 2 of login.cast (line 3, 3.2 s after"
                        + " power-on)");
        type(line, "ro");
        assertThat(line.awaiting().orElseThrow()).startsWith("waiting for \"ot\\r\" to be typed");
        assertThat(next.result()).isNotDone();
        type(line, "ot\r");
        assertThat(next.get()).isEqualTo("root\r\n");
        assertThat(line.awaiting()).isEmpty();
        assertThat(read(line)).isEqualTo("Password: ");
        type(line, "whatever it is\n");
        assertThat(read(line)).isEqualTo("# ");
        type(line, "id\n");
        assertThat(read(line)).isEqualTo("uid=0\r\n# ");
        assertThat(read(line)).isEqualTo("the end");
        assertThat(read(line)).isEqualTo("the end");
        assertThat(line.endedBecause()).isEqualTo("the recording login.cast ends here");
    }

    @Test
    void prints_nothing_before_it_is_to_play() throws Exception {
        ReplayLine line = new ReplayLine(KEYS, Pace.AT_ONCE, Typing.CHECKED);
        var first = SerialLineContract.onThread(() -> read(line));
        SerialLineContract.awaitQuiet(first.thread());
        assertThat(first.result()).isNotDone();
        line.play();
        assertThat(first.get()).isEqualTo("login: ");
    }

    @Test
    void is_woken_by_close_before_it_plays() throws Exception {
        ReplayLine line = new ReplayLine(KEYS, Pace.AT_ONCE, Typing.CHECKED);
        var first = SerialLineContract.onThread(() -> read(line));
        SerialLineContract.awaitQuiet(first.thread());
        line.close();
        assertThat(first.get()).isEqualTo("the end");
    }

    @Test
    void gives_no_more_than_is_asked_for() {
        ReplayLine line = checked(Recording.of("boot.log", "last words".getBytes(UTF_8)));
        byte[] four = new byte[4];
        assertThat(line.read(four, 0, 4)).isEqualTo(4);
        assertThat(new String(four, UTF_8)).isEqualTo("last");
        assertThat(read(line)).isEqualTo(" words");
        assertThat(read(line)).isEqualTo("the end");
    }

    @Test
    void plays_on_where_the_root_shell_typed() throws Exception {
        ReplayLine line = login(Typing.CHECKED);
        type(line, "root\rsecret\n");
        assertThat(read(line) + read(line) + read(line) + read(line) + read(line))
                .isEqualTo("vm login: root\r\nPassword: # uid=0\r\n# ");
        assertThat(read(line)).isEqualTo("the end");
    }

    @Test
    void takes_what_was_typed_key_by_key_as_a_whole() throws Exception {
        ReplayLine line = checked(KEYS);
        type(line, "ab\r");
        assertThat(read(line) + read(line) + read(line) + read(line)).isEqualTo("login: abthe end");
    }

    @Test
    void says_what_else_was_typed() {
        refuses(login(Typing.CHECKED), "rooz\r", """
                Something else was typed than was recorded, at event 2 of login.cast (line 3, 3.2 s after power-on):
                  recorded: "root\\r"
                  typed:    "rooz\\r\"""");
        refuses(checked(KEYS), "ac\r", """
                Something else was typed than was recorded, at event 4 of keys.cast (line 5, 3 s after power-on):
                  recorded: "b\\r"
                  typed:    "c\\r\"""");
    }

    @Test
    void shows_control_characters_that_were_typed() {
        refuses(login(Typing.CHECKED), "\003\u00e9", """
                Something else was typed than was recorded, at event 2 of login.cast (line 3, 3.2 s after power-on):
                  recorded: "root\\r"
                  typed:    "\\x03\u00e9\"""");
    }

    @Test
    void says_that_more_was_typed_than_was_recorded() {
        refuses(checked(KEYS), "ab\rmore", """
                More was typed than was recorded: behind the last that was typed in keys.cast, "more" was.
                  To have it play on whatever is typed: Typing.IGNORED""");
    }

    @Test
    void takes_no_typing_where_only_output_is_recorded() throws Exception {
        Recording log = Recording.of("boot.log", "# ".getBytes(UTF_8));
        refuses(checked(log), "ls", """
                Nothing was typed in boot.log, and now "ls" was.
                  To have it play on whatever is typed: Typing.IGNORED""");

        ReplayLine lenient = playing(new ReplayLine(log, Pace.AT_ONCE, Typing.IGNORED));
        type(lenient, "ls");
        assertThat(lenient.wasTypedOn()).isTrue();
        assertThat(read(lenient)).isEqualTo("# ");
    }

    @Test
    void waits_for_nothing_where_typing_is_ignored() throws Exception {
        ReplayLine line = login(Typing.IGNORED);
        assertThat(line.wasTypedOn()).isFalse();
        type(line, "anything");
        assertThat(read(line) + read(line) + read(line) + read(line) + read(line) + read(line))
                .isEqualTo("vm login: root\r\nPassword: # uid=0\r\n# the end");
    }

    @Test
    void ends_where_something_else_was_typed_and_says_so_to_all() {
        try (SerialConsole console = console(login(Typing.CHECKED))) {
            console.expect("login: ");
            assertThatExceptionOfType(ReplayMismatchException.class).isThrownBy(() -> console.sendLine("admin"));
            assertThatExceptionOfType(ReplayMismatchException.class).isThrownBy(() -> console.sendLine("root"));

            assertThatExceptionOfType(ConsoleEndedException.class)
                    .isThrownBy(() -> console.expect("Password: "))
                    .withMessageContaining("Guest 'vm' hung up its console")
                    .withMessageContaining(
                            "Cause: Something else was typed than was recorded, at event 2 of login.cast");
        }
    }

    @Test
    void does_not_tell_a_secret_that_was_another_one() {
        try (SerialConsole console = console(login(Typing.CHECKED))) {
            assertThatExceptionOfType(ReplayMismatchException.class)
                    .isThrownBy(() -> console.sendSecret("hunter2\n".getBytes(UTF_8)))
                    .withMessage("""
                            Something else was typed than was recorded, at event 2 of login.cast (line 3, 3.2 s after power-on):
                              recorded: "root\\r"
                              typed:    a secret""");
        }
    }

    @Test
    void ends_a_wait_at_its_end() {
        try (SerialConsole console = console(checked(Recording.of("boot.log", "one\ntwo\n".getBytes(UTF_8))))) {
            console.expect("two");
            assertThatExceptionOfType(ConsoleEndedException.class)
                    .isThrownBy(() -> console.expect("three"))
                    .withMessageContaining("Cause: the recording boot.log ends here.");
        }
    }

    @Test
    void gives_every_byte_the_time_that_is_recorded() throws Exception {
        try (SerialConsole console = console(login(Typing.CHECKED))) {
            assertThat(console.expect("login: ").at()).isEqualTo(Duration.ofMillis(1_500));
            console.sendLine("root");
            assertThat(console.expect("Password: ").at()).isEqualTo(Duration.ofSeconds(4));
            console.sendSecret("x\n".getBytes(UTF_8));
            assertThat(console.expect("uid=0\n").at()).isEqualTo(Duration.ofMillis(6_500));
        }
    }

    @Test
    void can_be_recorded_again() throws Exception {
        ReplayLine line = login(Typing.CHECKED_WITH_ROOT_SHELL);
        try (SerialConsole console = console(line)) {
            console.expect("login: ");
            console.sendLine("root");
            console.expect("Password: ");
            console.sendSecret("x\n".getBytes(UTF_8));
            console.expect("# ");
            console.ofRootShell().send("id\n");
            console.expect("uid=0\n# ");
            Path file = directory.resolve("again.cast");
            console.saveCast(file, java.time.Instant.EPOCH, java.util.Map.of());

            assertThat(Recording.read(file).events())
                    .extracting(each -> each.kind() + " " + new String(each.bytes(), UTF_8))
                    .containsExactlyElementsOf(cast("login.cast", LOGIN).events().stream()
                            .map(each -> each.kind() + " " + new String(each.bytes(), UTF_8))
                            .toList());
        }
    }

    // --- recorded time ----------------------------------------------------------------------------------------------

    private final FakeTicker ticker = new FakeTicker();

    private ReplayLine timed(Recording recording) {
        return playing(new ReplayLine(recording, Pace.RECORDED, Typing.CHECKED, ticker));
    }

    private CompletableFuture<String> reading(ReplayLine line) {
        return SerialLineContract.onThread(() -> read(line)).result();
    }

    @Test
    void prints_when_it_was_printed() throws Exception {
        ReplayLine line = timed(cast("boot.cast", """
                {"version": 2, "width": 80, "height": 24}
                [0, "o", "now"]
                [2.5, "o", "later"]
                """));
        assertThat(read(line)).isEqualTo("now");
        CompletableFuture<String> later = reading(line);
        ticker.awaitSleeping(1);
        ticker.advance(Duration.ofMillis(2_499));
        ticker.awaitSleeping(1);
        assertThat(later).isNotDone();
        ticker.advance(Duration.ofMillis(1));
        assertThat(ConsoleFixture.get(later)).isEqualTo("later");
    }

    @Test
    void answers_as_late_as_it_did_where_something_is_typed_late() throws Exception {
        ReplayLine line = timed(cast("login.cast", LOGIN));
        CompletableFuture<String> prompt = reading(line);
        ticker.awaitSleeping(1);
        ticker.advance(Duration.ofMillis(1_500));
        assertThat(ConsoleFixture.get(prompt)).isEqualTo("vm login: ");
        CompletableFuture<String> echo = reading(line);
        line.awaitPlayed();
        ticker.advance(Duration.ofMinutes(1));
        type(line, "root\r");
        ticker.awaitSleeping(1);
        ticker.advance(Duration.ofMillis(249));
        assertThat(echo).isNotDone();
        ticker.advance(Duration.ofMillis(1));
        assertThat(ConsoleFixture.get(echo)).isEqualTo("root\r\n");
    }

    // --- as any line ------------------------------------------------------------------------------------------------

    @Test
    void is_woken_by_close_while_it_reads() throws Exception {
        ReplayLine line = checked(KEYS);
        assertThat(read(line)).isEqualTo("login: ");
        var next = SerialLineContract.onThread(() -> read(line));
        line.awaitPlayed();
        line.close();
        assertThat(next.get()).isEqualTo("the end");
        assertThatIOException().isThrownBy(() -> type(line, "a")).withMessage("the replay of keys.cast was closed");
        assertThat(line.description()).isEqualTo("the replay of keys.cast");
    }

    @Test
    void is_not_ended_by_an_interrupt_of_its_reader() throws Exception {
        ReplayLine line = timed(cast("boot.cast", """
                {"version": 2, "width": 80, "height": 24}
                [2, "o", "text"]
                """));
        var next = SerialLineContract.onThread(() -> read(line) + " " + Thread.interrupted());
        ticker.awaitSleeping(1);
        next.thread().interrupt();
        ticker.awaitSleeping(1);
        ticker.advance(Duration.ofSeconds(2));
        assertThat(next.get()).isEqualTo("text true");
    }
}
