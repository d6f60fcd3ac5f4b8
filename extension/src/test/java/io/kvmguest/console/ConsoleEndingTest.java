package io.kvmguest.console;

import static io.kvmguest.console.ConsoleFixture.LONG;
import static io.kvmguest.console.ConsoleFixture.failure;
import static io.kvmguest.console.ConsoleFixture.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class ConsoleEndingTest {

    private static final Duration GRACE = Duration.ofNanos(Endings.GRACE);
    private static final Ending KILLED = new Ending(Ending.Kind.MACHINE_DIED, "QEMU was killed by SIGKILL");
    private static final Ending POWER_OFF = new Ending(Ending.Kind.POWER_OFF, "the guest powered itself off");
    private static final Ending PANIC = new Ending(Ending.Kind.PANIC, "Kernel panic - not syncing: VFS");

    private ConsoleFixture guest;

    @BeforeEach
    void open(@TempDir Path directory) throws Exception {
        guest = new ConsoleFixture(directory);
    }

    @AfterEach
    void close() {
        guest.close();
    }

    private static Ending endingOf(CompletableFuture<?> wait) throws Exception {
        assertThat(failure(wait)).isInstanceOf(ConsoleEndedException.class);
        return ((ConsoleEndedException) failure(wait)).ending();
    }

    private void panicsOn(String text) {
        guest.console.add(line -> line.text().contains(text) ? PANIC : null);
    }

    @Test
    void reports_a_hang_up_that_nobody_explains() throws Exception {
        var wait = guest.whileWaiting(() -> guest.console.expect("login:", LONG));
        guest.hangUp();
        guest.ticker.advance(GRACE);
        assertThat(endingOf(wait)).isEqualTo(new Ending(Ending.Kind.LINE_CLOSED, "fake:line was closed by its peer"));
        assertThat(guest.console.ending()).contains(endingOf(wait));
    }

    @Test
    void prefers_the_reason_that_comes_just_after_the_hang_up() throws Exception {
        var wait = guest.whileWaiting(() -> guest.console.expect("login:", LONG));
        guest.hangUp();
        guest.ticker.advance(GRACE.dividedBy(2));
        assertThat(guest.console.ending()).isEmpty();
        guest.console.end(KILLED);
        assertThat(endingOf(wait)).isEqualTo(KILLED);
    }

    @Test
    void needs_no_grace_when_the_line_is_drained_and_the_reason_is_told() throws Exception {
        guest.console.end(KILLED);
        var wait = guest.whileWaiting(() -> guest.console.expect("login:", LONG));
        guest.hangUp();
        assertThat(endingOf(wait)).isEqualTo(KILLED);
    }

    @Test
    void drains_the_line_before_it_reports_a_death() throws Exception {
        guest.console.end(KILLED);
        var wait = guest.whileWaiting(() -> guest.console.expect("last words", LONG));
        guest.line.print("these are my last ");
        guest.line.print("words");
        guest.hangUp();
        assertThat(get(wait).start()).isEqualTo(new Mark(13));
    }

    @Test
    void waits_for_the_drain_only_so_long() throws Exception {
        guest.console.end(KILLED);
        var wait = guest.whileWaiting(() -> guest.console.expect("login:", LONG));
        guest.ticker.advance(GRACE);
        assertThat(endingOf(wait)).isEqualTo(KILLED);
    }

    @Test
    void keeps_the_first_reason_that_is_told() throws Exception {
        guest.console.end(POWER_OFF);
        guest.console.end(KILLED);
        guest.hangUp();
        var wait = guest.console.fromNow();
        assertThatExceptionOfType(ConsoleEndedException.class)
                .isThrownBy(() -> wait.expect("login:", LONG))
                .satisfies(e -> assertThat(e.ending()).isEqualTo(POWER_OFF));
    }

    @Test
    void a_reason_told_late_replaces_a_hang_up_without_one() throws Exception {
        var wait = guest.whileWaiting(() -> guest.console.expect("login:", LONG));
        guest.hangUp();
        guest.ticker.advance(GRACE);
        assertThat(endingOf(wait).kind()).isEqualTo(Ending.Kind.LINE_CLOSED);
        guest.console.end(KILLED);
        assertThat(guest.console.ending()).contains(KILLED);
    }

    @Test
    void matches_the_text_of_a_panic_that_still_comes_after_the_tripwire() throws Exception {
        panicsOn("Kernel panic");
        var wait = guest.whileWaiting(() -> guest.console.expect("---[ end Kernel panic", LONG));
        guest.print("Kernel panic - not syncing: VFS\r\n");
        guest.print("CPU: 0 PID: 1\r\n---[ end Kernel panic - not syncing: VFS ]---\r\n");
        assertThat(get(wait).before()).isEqualTo("Kernel panic - not syncing: VFS\nCPU: 0 PID: 1\n");
    }

    @Test
    void fails_a_short_grace_after_a_tripwire() throws Exception {
        var tripped = new CompletableFuture<ConsoleLine>();
        guest.console.add(line -> {
            if (!line.text().contains("panic")) {
                return null;
            }
            tripped.complete(line);
            return PANIC;
        });
        var wait = guest.whileWaiting(() -> guest.console.expect("login:", LONG));
        guest.print("Kernel panic - not syncing: VFS\r\n");
        assertThat(get(tripped).text()).isEqualTo("Kernel panic - not syncing: VFS");
        guest.awaitEnding();
        guest.ticker.advance(GRACE.minusNanos(1));
        guest.ticker.awaitSleeping(1);
        assertThat(wait).isNotDone();
        guest.ticker.advance(Duration.ofNanos(1));
        assertThat(endingOf(wait)).isEqualTo(PANIC);
    }

    @Test
    void a_panic_explains_the_death_that_is_told_before_its_text_is_read() throws Exception {
        panicsOn("Kernel panic");
        var wait = guest.whileWaiting(() -> guest.console.expect("login:", LONG));
        guest.console.end(KILLED);
        guest.line.print("Kernel panic - not syncing: VFS\r\n");
        guest.hangUp();
        assertThat(endingOf(wait)).isEqualTo(PANIC);
        assertThat(guest.console.ending()).contains(PANIC);
    }

    @Test
    void shows_tripwires_an_unfinished_line_at_the_end() throws Exception {
        panicsOn("Kernel panic");
        var wait = guest.whileWaiting(() -> guest.console.expect("login:", LONG));
        guest.line.print("Kernel panic - not sync");
        guest.hangUp();
        assertThat(endingOf(wait)).isEqualTo(PANIC);
    }

    @Test
    void shows_tripwires_what_is_completed_after_they_were_added() throws Exception {
        guest.print("an old panic\r\nKernel pan");
        panicsOn("panic");
        var wait = guest.whileWaiting(() -> guest.console.expect("no such thing", LONG));
        assertThat(guest.console.ending()).isEmpty();
        guest.print("ic - not syncing\r\n");
        guest.awaitEnding();
        guest.ticker.advance(GRACE);
        assertThat(endingOf(wait)).isEqualTo(PANIC);
    }

    @Test
    void does_without_a_tripwire_that_throws() throws Exception {
        guest.console.add(line -> {
            throw new IllegalStateException("a tripwire that a test makes fail");
        });
        panicsOn("panic");
        guest.print("harmless\r\nKernel panic\r\n");
        guest.awaitEnding();
        assertThat(guest.console.ending()).contains(PANIC);
    }

    @Test
    void revives() throws Exception {
        panicsOn("panic");
        guest.print("Kernel panic\r\n");
        guest.awaitEnding();
        guest.ticker.advance(GRACE);
        guest.console.revive();
        assertThat(guest.console.ending()).isEmpty();
        var wait = guest.whileWaiting(() -> guest.console.expect("login: ", LONG));
        guest.print("vm login: ");
        assertThat(get(wait).text()).isEqualTo("login: ");

        guest.print("\r\nKernel panic\r\n");
        guest.awaitEnding();
        assertThat(guest.console.ending()).contains(PANIC);
    }

    @Test
    void stays_ended_when_it_is_revived_after_a_hang_up() throws Exception {
        guest.console.end(KILLED);
        guest.hangUp();
        assertThatExceptionOfType(ConsoleEndedException.class).isThrownBy(() -> guest.console.expect("login:", LONG));
        guest.console.revive();
        guest.ticker.advance(GRACE);
        assertThat(guest.console.ending()).map(Ending::kind).contains(Ending.Kind.LINE_CLOSED);
    }

    @Test
    void closing_here_ends_all_waits_at_once() throws Exception {
        var wait = guest.whileWaiting(() -> guest.console.expect("login:", LONG));
        guest.console.close();
        assertThat(endingOf(wait)).isEqualTo(new Ending(Ending.Kind.CLOSED_HERE, "the console was closed"));
        assertThat(guest.line.isClosed()).isTrue();
    }

    @Test
    void closing_here_does_not_explain_a_hang_up_before_it() throws Exception {
        guest.console.add(line -> null);
        guest.hangUp();
        guest.console.close();
        guest.ticker.advance(GRACE);
        assertThat(guest.console.ending()).map(Ending::kind).contains(Ending.Kind.LINE_CLOSED);
    }

    @Test
    void reports_a_line_that_breaks() throws Exception {
        var wait = guest.whileWaiting(() -> guest.console.expect("login:", LONG));
        guest.line.breakDown();
        guest.awaitHungUp();
        guest.ticker.advance(GRACE);
        assertThat(endingOf(wait).description())
                .isEqualTo("reading from fake:line failed: java.io.IOException: Input/output error");
    }

    @Test
    void ends_when_the_disk_is_full_and_drains_the_line_all_the_same(@TempDir Path directory) throws Exception {
        try (ConsoleFixture full = new ConsoleFixture(directory, 10)) {
            full.print("12345");
            var wait = full.whileWaiting(() -> full.console.expect("login:", LONG));
            full.print("67890abc");
            assertThat(endingOf(wait))
                    .isEqualTo(new Ending(
                            Ending.Kind.RECORDING_FAILED,
                            "writing to " + directory.resolve("console.raw") + " failed: No space left on device"));
            full.print("login:");
            assertThat(full.console.transcript().text(Mark.POWER_ON, full.console.mark()))
                    .isEqualTo("1234567890");
        }
    }
}
