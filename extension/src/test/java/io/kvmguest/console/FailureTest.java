package io.kvmguest.console;

import static io.kvmguest.console.ConsoleFixture.LONG;
import static io.kvmguest.console.ConsoleFixture.failure;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(120)
class FailureTest {

    private static final Duration GRACE = Duration.ofNanos(Endings.GRACE);

    private ConsoleFixture guest;

    @BeforeEach
    void open(@TempDir Path directory) throws IOException {
        guest = new ConsoleFixture(directory);
    }

    @AfterEach
    void close() {
        guest.close();
    }

    @Test
    void says_what_did_not_come_in_time() throws Exception {
        guest.print("\u001b[1mWelcome\u001b[0m to Debian\r\n\r\n[    1.234567] systemd[1]: Started\r\n   \r\nBegin: ");
        var wait = guest.whileWaiting(() -> guest.console.expect("login:", Duration.ofSeconds(20)));
        guest.ticker.advance(Duration.ofSeconds(20));
        assertThat(failure(wait)).isInstanceOf(ConsoleTimeoutException.class).hasMessage("""
                Guest 'router' (image debian-12) did not print "login:" within 20 s.
                  It was in boot phase INIT for 12.1 s.
                  Last lines of the console:
                    | Welcome to Debian
                    | [    1.234567] systemd[1]: Started
                    | Begin:
                  Evidence: target/kvmguest/RoutingTest/router/""");
        assertThat(((ConsoleException) failure(wait)).from()).isEqualTo(Mark.POWER_ON);
    }

    @Test
    void says_that_nothing_was_printed_at_all() {
        assertThat(catchThrowable(() -> guest.console.expect(Pattern.compile("login: ?$"), Duration.ZERO)))
                .isInstanceOf(ConsoleTimeoutException.class)
                .hasMessage("""
                        Guest 'router' (image debian-12) did not print a match of /login: ?$/ within 0 ms.
                          It was in boot phase INIT for 12.1 s.
                          The console is empty: the guest has printed nothing at all since power-on.
                          Does its kernel log to the serial port? Its command line needs console=ttyS0.
                          Evidence: target/kvmguest/RoutingTest/router/""");
    }

    @Test
    void says_that_there_is_nothing_to_read() throws Exception {
        guest.print("\u001bc\u001b[?7l\u001b[2J\r\n");
        assertThat(catchThrowable(() -> guest.console.expect("login:", Duration.ZERO)))
                .hasMessageContaining(
                        "\n  The console shows no text, only 13 bytes of control characters and blanks.\n");
    }

    @Test
    void says_that_the_text_came_before_the_cursor() throws Exception {
        guest.ticker.advance(Duration.ofMillis(3_210));
        guest.print("vm login: root\r\n");
        guest.print("root@vm:~# ");
        guest.console.expect("#", LONG);
        assertThat(catchThrowable(() -> guest.console.expect("login:", Duration.ofMillis(0))))
                .hasMessage("""
                        Guest 'router' (image debian-12) did not print "login:" within 0 ms.
                          It was in boot phase INIT for 12.1 s.
                          "login:" was printed earlier, 3.2 s after power-on (byte 3), but the cursor had passed it: what is expected is searched behind the last match.
                          Begin the search before it: fromPowerOn(), or from(mark) with a mark taken in time.
                          Last lines of the console:
                            | vm login: root
                            | root@vm:~#
                          Evidence: target/kvmguest/RoutingTest/router/""");
        assertThat(catchThrowable(() -> guest.console.expect(Pattern.compile("[lL]ogin"), Duration.ofMillis(0))))
                .hasMessageContaining("a match of /[lL]ogin/ was printed earlier, 3.2 s after power-on (byte 3)");
    }

    @Test
    void says_which_end_came_while_it_waited() throws Exception {
        guest.print("[    9.1] Kernel panic - not syncing: VFS\r\n");
        var wait = guest.whileWaiting(() -> guest.console.expect("login:", LONG));
        guest.ticker.advance(Duration.ofMillis(2_950));
        guest.console.end(new Ending(Ending.Kind.PANIC, "Kernel panic - not syncing: VFS"));
        guest.ticker.advance(GRACE);
        assertThat(failure(wait)).isInstanceOf(ConsoleEndedException.class).hasMessage("""
                Guest 'router' (image debian-12) panicked while "login:" was awaited, after 3.2 s.
                  Cause: Kernel panic - not syncing: VFS.
                  It was in boot phase INIT for 12.1 s.
                  Last lines of the console:
                    | [    9.1] Kernel panic - not syncing: VFS
                  Evidence: target/kvmguest/RoutingTest/router/""");
    }

    @Test
    void says_which_end_came_before_it_waited(@TempDir Path directory) throws Exception {
        try (ConsoleFixture bare = new ConsoleFixture(directory, ConsoleSubject.named("Guest 'vm'"))) {
            bare.print("a line\r\n");
            bare.console.end(new Ending(Ending.Kind.MACHINE_DIED, "QEMU was killed by SIGKILL"));
            bare.hangUp();
            bare.ticker.advance(Duration.ofSeconds(1));
            assertThat(catchThrowable(() -> bare.console.expect("login:", LONG)))
                    .isInstanceOf(ConsoleEndedException.class)
                    .hasMessage("""
                            Guest 'vm' died before "login:" was awaited.
                              Cause: QEMU was killed by SIGKILL.
                              Last lines of the console:
                                | a line""");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "LINE_CLOSED, hung up its console",
        "MACHINE_DIED, died",
        "PANIC, panicked",
        "RESET, was reset",
        "EMERGENCY, fell into an emergency shell",
        "POWER_OFF, powered off",
        "RECORDING_FAILED, could not be recorded any more",
        "CLOSED_HERE, had its console closed by the test run"
    })
    void has_a_word_for_every_end(Ending.Kind kind, String word) {
        guest.console.end(new Ending(kind, "because"));
        guest.ticker.advance(GRACE.plusNanos(1));
        assertThat(catchThrowable(() -> guest.console.expect("login:", LONG)))
                .hasMessageStartingWith("Guest 'router' (image debian-12) " + word
                        + " before \"login:\" was awaited.\n  Cause: because.\n");
    }

    @Test
    void says_what_an_interrupt_cut_short() throws Exception {
        guest.print("Begin: ");
        var interrupted = new Thread[1];
        var wait = guest.whileWaiting(() -> {
            interrupted[0] = Thread.currentThread();
            try {
                return guest.console.expect("login:", LONG);
            } catch (ConsoleInterruptedException e) {
                assertThat(Thread.currentThread().isInterrupted()).isTrue();
                throw e;
            }
        });
        guest.ticker.advance(Duration.ofSeconds(70));
        interrupted[0].interrupt();
        assertThat(failure(wait))
                .isInstanceOf(ConsoleInterruptedException.class)
                .hasMessage("""
                Interrupted after 70 s of waiting for Guest 'router' (image debian-12) to print "login:".
                  It was in boot phase INIT for 12.1 s.
                  Last lines of the console:
                    | Begin:
                  Evidence: target/kvmguest/RoutingTest/router/""");
    }

    @Test
    void says_what_could_not_be_typed() throws Exception {
        guest.console.end(new Ending(Ending.Kind.POWER_OFF, "the guest powered itself off"));
        guest.hangUp();
        assertThat(catchThrowable(() -> guest.console.sendLine("ls")))
                .isInstanceOf(ConsoleEndedException.class)
                .hasMessageStartingWith("""
                        Guest 'router' (image debian-12) powered off and does not take "ls" any more.
                          Cause: the guest powered itself off.
                        """);
    }

    @Test
    void gives_up_an_expression_that_takes_for_ever(@TempDir Path directory) throws Exception {
        FakeLine line = new FakeLine();
        try (SerialConsole console = SerialConsole.open(line, directory, ConsoleFixture.ROUTER, 1)) {
            line.print("a".repeat(60) + "\r\n");
            line.awaitDrained();
            assertThat(catchThrowable(() -> console.expect(Pattern.compile("(a+)+\\1b"), Duration.ofMillis(10))))
                    .isInstanceOf(ConsoleTimeoutException.class)
                    .hasMessageStartingWith("""
                            Guest 'router' (image debian-12) did not print a match of /(a+)+\\1b/ within 10 ms.
                              Matching the regular expression against one line took more than 1 s and was given up: does it repeat a repetition, such as (a+)+ ?
                            """);
            line.print("still here\r\n");
            assertThat(console.expect("here", LONG).text()).isEqualTo("here");
        }
    }

    @Test
    void refuses_an_expression_that_overflows_the_stack() throws Exception {
        guest.print("ab".repeat(30_000) + "\r\n");
        assertThat(catchThrowable(() -> guest.console.expect(Pattern.compile("(a|b)*c"), LONG)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("The regular expression /(a|b)*c/ overflows the stack on a line of 60001 characters:"
                        + " write [ab]* for alternatives that repeat, such as (a|b)*");
    }

    @Test
    void quotes_twelve_lines_and_cuts_long_ones() throws Exception {
        for (int i = 0; i < 20; i++) {
            guest.print("line " + i + "\r\n");
        }
        guest.print("x".repeat(300) + "\r\n");
        assertThat(catchThrowable(() -> guest.console.expect("login:", Duration.ZERO)))
                .hasMessageContaining("console:\n    | line 9\n")
                .hasMessageContaining("\n    | " + "x".repeat(200) + "…\n");
    }

    @Test
    void quotes_the_last_state_of_a_progress_bar() throws Exception {
        guest.print("start\r\n10%\r50%\r");
        guest.print("90%");
        assertThat(catchThrowable(() -> guest.console.expect("login:", Duration.ZERO)))
                .hasMessageContaining("console:\n    | start\n    | 90%\n");
    }

    @Test
    void says_that_the_recording_is_gone() throws Exception {
        guest.print("text\r\n");
        guest.console.close();
        Files.delete(guest.console.transcript().file());
        assertThat(new Failures(guest).message())
                .contains("\n  The recording of the console cannot be read any more: java.io.FileNotFoundException: ");
    }

    /** The words of a failure that needs no reading of the recording. */
    private record Failures(ConsoleFixture guest) {
        String message() {
            return Failure.timeout(
                    ConsoleFixture.ROUTER,
                    (StoredTranscript) guest.console.transcript(),
                    "\"login:\"",
                    Duration.ofSeconds(1),
                    false,
                    null);
        }
    }
}
