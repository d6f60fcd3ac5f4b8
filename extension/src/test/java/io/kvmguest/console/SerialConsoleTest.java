package io.kvmguest.console;

import static io.kvmguest.console.ConsoleFixture.LONG;
import static io.kvmguest.console.ConsoleFixture.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class SerialConsoleTest {

    private ConsoleFixture guest;
    private SerialConsole console;

    @BeforeEach
    void open(@TempDir Path directory) throws IOException {
        guest = new ConsoleFixture(directory);
        console = guest.console;
    }

    @AfterEach
    void close() {
        guest.close();
    }

    @Test
    void finds_text_split_over_chunks() throws Exception {
        guest.print("Debian GNU/Linux 12 vm ttyS0\r\n\r\nvm lo");
        guest.ticker.advance(Duration.ofMillis(1_500));
        guest.print("gin: ");
        assertThat(console.expect("vm login: ", LONG))
                .isEqualTo(new Match(
                        new Mark(32),
                        new Mark(42),
                        Duration.ofMillis(1_500),
                        "vm login: ",
                        List.of(),
                        "Debian GNU/Linux 12 vm ttyS0\n\n"));
        assertThat(console.cursor()).isEqualTo(new Mark(42));
    }

    @Test
    void is_woken_by_what_is_printed() throws Exception {
        var wait = guest.whileWaiting(() -> console.expect("login:", LONG));
        guest.print("vm log");
        assertThat(wait).isNotDone();
        guest.print("in: ");
        assertThat(get(wait).start()).isEqualTo(new Mark(3));
    }

    @Test
    void never_matches_the_same_text_twice() throws Exception {
        guest.print("ok ok\n");
        assertThat(console.expect("ok", LONG).start()).isEqualTo(new Mark(0));
        assertThat(console.expect(Pattern.compile("ok"), LONG).start()).isEqualTo(new Mark(3));
        assertThatExceptionOfType(ConsoleTimeoutException.class).isThrownBy(() -> console.expect("ok", Duration.ZERO));
        assertThat(console.cursor()).isEqualTo(new Mark(5));
    }

    @Test
    void never_gives_the_same_text_to_two_threads() throws Exception {
        int threads = 8;
        int each = 50;
        List<CompletableFuture<List<Long>>> waits = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
            waits.add(guest.whileWaiting(() -> IntStream.range(0, each)
                    .mapToObj(n -> console.expect("tick", LONG).start().offset())
                    .toList()));
        }
        for (int i = 0; i < threads * each; i++) {
            guest.line.print("tick\r\n");
        }
        List<Long> all = new ArrayList<>();
        for (CompletableFuture<List<Long>> wait : waits) {
            all.addAll(get(wait));
        }
        assertThat(all)
                .containsExactlyInAnyOrderElementsOf(LongStream.range(0, (long) threads * each)
                        .map(n -> n * 6)
                        .boxed()
                        .toList());
    }

    @Test
    void has_a_cursor_for_each_view() throws Exception {
        guest.print("one two ");
        SerialConsole late = console.fromNow();
        guest.print("one");
        assertThat(console.expect("one", LONG).start()).isEqualTo(new Mark(0));
        assertThat(late.cursor()).isEqualTo(new Mark(8));
        assertThat(late.expect("one", LONG).start()).isEqualTo(new Mark(8));
        assertThat(console.from(new Mark(1)).expect("one", LONG).start()).isEqualTo(new Mark(8));
        assertThat(late.fromPowerOn().expect("one", LONG).start()).isEqualTo(new Mark(0));
        assertThat(console.mark()).isEqualTo(new Mark(11));
        assertThatExceptionOfType(IndexOutOfBoundsException.class).isThrownBy(() -> console.from(new Mark(12)));
    }

    @Test
    void finds_a_regex_with_its_groups_in_an_unfinished_line() throws Exception {
        guest.print("eth0: \u001b[1m10.0.0.7\u001b[0m/24 up");
        Match match = console.expect(Pattern.compile("(\\d+\\.\\d+\\.\\d+\\.\\d+)/(\\d+)(x)?"), LONG);
        assertThat(match.text()).isEqualTo("10.0.0.7/24");
        assertThat(match.groups()).containsExactly("10.0.0.7", "24", "");
        assertThat(match.before()).isEqualTo("eth0: ");
        assertThat(match.start()).isEqualTo(new Mark(10));
        assertThat(match.end()).isEqualTo(new Mark(25));
    }

    @Test
    void holds_at_most_the_last_64_kib_before_a_match() throws Exception {
        guest.print("x".repeat(100_000) + "login:");
        assertThat(console.expect("login:", LONG).before()).isEqualTo("x".repeat(65_536));
    }

    @Test
    void matches_what_came_just_before_the_hang_up() {
        guest.line.print("reboot: Power down\r\n");
        guest.hangUp();
        guest.ticker.advance(LONG);
        assertThat(console.expect("Power down\n", Duration.ZERO).text()).isEqualTo("Power down\n");
        assertThatExceptionOfType(ConsoleEndedException.class).isThrownBy(() -> console.expect("login:", LONG));
    }

    @Test
    void matches_what_came_before_the_deadline_even_if_nobody_looked() throws Exception {
        guest.print("login:");
        assertThat(console.expect("login:", Duration.ZERO).start()).isEqualTo(new Mark(0));
    }

    @Test
    void scales_its_own_deadline_and_no_other(@TempDir Path directory) throws Exception {
        SerialConsole scaled =
                SerialConsole.open(new FakeLine(), directory, ConsoleSubject.named("Guest 'vm'"), 2.5, guest.ticker);
        try (scaled) {
            var wait = guest.whileWaiting(() -> scaled.expect("login:"));
            guest.ticker.advance(Duration.ofSeconds(150));
            assertThat(ConsoleFixture.failure(wait))
                    .hasMessageStartingWith("Guest 'vm' did not print \"login:\" within 2 min 30 s.");
        }
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SerialConsole.open(
                        new FakeLine(), directory, ConsoleSubject.named("Guest 'vm'"), 0, guest.ticker))
                .withMessage("deadlineScale must be positive: 0.0");
    }

    @Test
    void takes_any_duration() throws Exception {
        guest.print("login:");
        assertThat(console.expect("login:", Duration.ofSeconds(Long.MAX_VALUE)).text())
                .isEqualTo("login:");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> console.expect("login:", Duration.ofSeconds(-1)))
                .withMessage("timeout must not be negative: PT-1S");
    }

    @Test
    void refuses_what_can_never_be_printed() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> console.expect("", LONG))
                .withMessage("text must not be empty");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> console.expect("ok\r\n", LONG))
                .withMessage("text must not contain a carriage return, as every line ending is matched as \\n:"
                        + " \"ok\\\\r\\n\"");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> console.hasPrinted("\u001b[1mok"))
                .withMessage("text must not contain the control character U+001B, as text is matched without escape"
                        + " sequences and control characters: \"?[1mok\"");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> console.expect("ok\ud83d", LONG))
                .withMessageStartingWith("text must not contain half of a surrogate pair: ");
    }

    @Test
    void says_whether_something_was_printed() throws Exception {
        guest.print("one\r\ntwo");
        assertThat(console.hasPrinted("one\ntw")).isTrue();
        assertThat(console.hasPrinted("three")).isFalse();
        assertThat(console.fromNow().hasPrinted("one")).isFalse();
        assertThat(console.cursor()).isEqualTo(Mark.POWER_ON);
    }

    @Test
    void types() {
        console.send("a\u00e9");
        console.sendLine("ls");
        console.send(new byte[] {3});
        assertThat(guest.line.typed()).isEqualTo("a\u00e9ls\r\u0003");
    }

    @Test
    void counts_time_from_power_on() throws Exception {
        guest.ticker.advance(Duration.ofSeconds(5));
        console.poweredOn();
        guest.ticker.advance(Duration.ofSeconds(2));
        guest.print("SeaBIOS");
        assertThat(console.transcript().timeOf(0)).isEqualTo(Duration.ofSeconds(2));
    }

    @Test
    void is_not_harmed_by_interrupts() throws Exception {
        guest.print("one two three");
        Thread.currentThread().interrupt();
        assertThatExceptionOfType(ConsoleInterruptedException.class).isThrownBy(() -> console.expect("one", LONG));
        assertThat(Thread.currentThread().isInterrupted()).isTrue();
        assertThat(console.transcript().text(Mark.POWER_ON, console.mark())).isEqualTo("one two three");
        assertThat(Thread.interrupted()).isTrue();
        guest.print(" four");
        assertThat(console.expect("four", LONG).start()).isEqualTo(new Mark(14));
    }

    @Test
    void gives_every_line_to_a_listener_from_power_on_until_the_hang_up() throws Exception {
        guest.print("one\r\ntwo\r\nthr");
        var lines = new LinkedBlockingQueue<ConsoleLine>();
        console.onLine(lines::add);
        assertThat(next(lines)).isEqualTo(new ConsoleLine(0, Duration.ZERO, "one", true));
        assertThat(next(lines)).isEqualTo(new ConsoleLine(5, Duration.ZERO, "two", true));
        guest.ticker.advance(Duration.ofSeconds(1));
        guest.print("ee\r\nfour");
        assertThat(next(lines)).isEqualTo(new ConsoleLine(10, Duration.ZERO, "three", true));
        guest.hangUp();
        assertThat(next(lines)).isEqualTo(new ConsoleLine(17, Duration.ofSeconds(1), "four", false));
    }

    private static ConsoleLine next(LinkedBlockingQueue<ConsoleLine> lines) throws InterruptedException {
        ConsoleLine line = lines.poll(60, TimeUnit.SECONDS);
        return java.util.Objects.requireNonNull(line, "no line came");
    }

    @Test
    void gives_nothing_to_a_listener_that_is_gone() throws Exception {
        var lines = new LinkedBlockingQueue<ConsoleLine>();
        Subscription subscription = console.onLine(lines::add);
        guest.print("one\r\n");
        next(lines);
        subscription.close();
        subscription.close();
        guest.print("two\r\n");
        console.close();
        assertThat(lines).isEmpty();
    }

    @Test
    void lets_a_listener_end_itself() throws Exception {
        var ended = new CompletableFuture<String>();
        var subscription = new CompletableFuture<Subscription>();
        subscription.complete(console.onLine(line -> {
            subscription.join().close();
            ended.complete(line.text());
        }));
        guest.print("one\r\n");
        assertThat(get(ended)).isEqualTo("one");
    }

    @Test
    void goes_on_while_a_listener_is_stuck_and_without_one_that_throws() throws Exception {
        var stuck = new CountDownLatch(1);
        var seen = new LinkedBlockingQueue<ConsoleLine>();
        console.onLine(line -> {
            try {
                stuck.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            seen.add(line);
        });
        console.onLine(line -> {
            throw new IllegalStateException("a listener that a test makes fail");
        });
        for (int i = 0; i < 1000; i++) {
            guest.line.print("line " + i + "\r\n");
        }
        console.expect("line 999\n", LONG);
        assertThat(seen).isEmpty();
        stuck.countDown();
        console.close();
        assertThat(seen).hasSize(1000);
    }

    @Test
    void closing_gives_listeners_all_that_was_printed() throws Exception {
        var seen = new ArrayList<String>();
        console.onLine(line -> seen.add(line.text()));
        guest.print("one\r\ntwo\r\nthree");
        console.close();
        console.close();
        assertThat(seen).containsExactly("one", "two", "three");
    }

    @Test
    void stays_readable_when_it_is_closed() throws Exception {
        guest.print("one\r\ntwo\r\n");
        console.close();
        assertThat(console.fromPowerOn().expect("two", LONG).start()).isEqualTo(new Mark(5));
        Files.delete(console.transcript().file());
        assertThatExceptionOfType(UncheckedIOException.class)
                .isThrownBy(() -> console.fromPowerOn().expect("two", LONG));
    }

    @Test
    void names_its_threads_after_the_guest_and_ends_them() throws Exception {
        console.onLine(line -> {});
        console.add(line -> null);
        assertThat(threads())
                .containsExactlyInAnyOrder(
                        "kvmguest console: Guest 'router' (image debian-12)",
                        "kvmguest lines: Guest 'router' (image debian-12)",
                        "kvmguest tripwires: Guest 'router' (image debian-12)");
        console.close();
        assertThat(threads()).isEmpty();
    }

    private static List<String> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(name -> name.startsWith("kvmguest ") && name.contains("router"))
                .toList();
    }

    @Test
    void records_each_console_in_a_file_of_its_own(@TempDir Path directory) throws Exception {
        Path nested = directory.resolve("a/b");
        try (ConsoleFixture first = new ConsoleFixture(nested);
                ConsoleFixture second = new ConsoleFixture(nested)) {
            assertThat(first.console.transcript().file()).isEqualTo(nested.resolve("console.raw"));
            assertThat(second.console.transcript().file()).isEqualTo(nested.resolve("console-2.raw"));
        }
        Path file = Files.writeString(directory.resolve("file"), "");
        assertThatExceptionOfType(UncheckedIOException.class)
                .isThrownBy(() -> SerialConsole.open(new FakeLine(), file, ConsoleSubject.named("Guest 'vm'"), 1))
                .withMessage("The console of Guest 'vm' cannot be recorded in " + file);
    }
}
