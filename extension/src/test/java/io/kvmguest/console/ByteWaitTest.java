package io.kvmguest.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class ByteWaitTest {

    private static final Duration LONG = Duration.ofSeconds(30);

    private final FakeLine line = new FakeLine();
    private final FakeTicker ticker = new FakeTicker();
    private SerialConsole console;

    @BeforeEach
    void open(@TempDir Path directory) {
        console = SerialConsole.open(line, directory, ConsoleSubject.named("Guest 'vm'"), 1, ticker);
    }

    @AfterEach
    void close() {
        console.close();
    }

    @Test
    void returns_when_more_bytes_have_come() throws Exception {
        ByteWait wait = console.awaitBytes("an answer");
        CompletableFuture<Boolean> came = CompletableFuture.supplyAsync(() -> wait.await(2, LONG));
        line.print("\u0001\u0002");
        line.awaitDrained();
        ticker.awaitSleeping(1);
        assertThat(came).isNotDone();
        line.print("\u0003");
        assertThat(came.get(30, TimeUnit.SECONDS)).isTrue();
        assertThat(wait.await(0, LONG)).isTrue();
    }

    @Test
    void says_when_the_time_is_over() throws Exception {
        ByteWait wait = console.awaitBytes("an answer");
        CompletableFuture<Boolean> came = CompletableFuture.supplyAsync(() -> wait.await(0, LONG));
        ticker.awaitSleeping(1);
        ticker.advance(LONG);
        assertThat(came.get(30, TimeUnit.SECONDS)).isFalse();
    }

    @Test
    void names_the_end_of_the_guest_and_counts_from_its_first_look() throws Exception {
        line.print("Kernel panic\n");
        line.awaitDrained();
        ByteWait wait = console.awaitBytes("the end of the command \"halt\"");
        assertThat(wait.await(0, LONG)).isTrue();
        ticker.advance(Duration.ofSeconds(3));
        line.hangUp();
        console.end(new Ending(Ending.Kind.MACHINE_DIED, "QEMU was killed by SIGKILL"));
        CompletableFuture<Boolean> came = CompletableFuture.supplyAsync(() -> wait.await(13, LONG));
        assertThatExceptionOfType(ConsoleEndedException.class)
                .isThrownBy(() -> {
                    try {
                        came.get(30, TimeUnit.SECONDS);
                    } catch (java.util.concurrent.ExecutionException e) {
                        throw e.getCause();
                    }
                })
                .withMessage("""
                        Guest 'vm' died while the end of the command "halt" was awaited, after 3 s.
                          Cause: QEMU was killed by SIGKILL.
                          Last lines of the console:
                            | Kernel panic""");
    }

    @Test
    void says_that_it_was_interrupted() {
        ByteWait wait = console.awaitBytes("the end of the command \"ls\"");
        Thread.currentThread().interrupt();
        assertThatExceptionOfType(ConsoleInterruptedException.class)
                .isThrownBy(() -> wait.await(0, LONG))
                .withMessageStartingWith(
                        "Interrupted after 0 ms while the end of the command \"ls\" was awaited from Guest 'vm'.");
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void knows_who_is_at_the_other_end() {
        assertThat(console.subject().name()).isEqualTo("Guest 'vm'");
        assertThat(console.deadlineScale()).isEqualTo(1);
    }
}
