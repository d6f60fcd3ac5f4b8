package io.kvmguest;

import static io.kvmguest.assertions.GuestAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.kvmguest.boot.BootPhase;
import io.kvmguest.console.ConsoleEndedException;
import io.kvmguest.console.ConsoleLine;
import io.kvmguest.console.SerialPortException;
import io.kvmguest.console.SerialPortSettings;
import io.kvmguest.shell.CommandResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A board on a serial port: a real kernel behind a pseudo-terminal, at the speed of a UART. */
@Tag("guest")
@Timeout(1800)
class BoardGuestTest {

    @TempDir
    Path directory;

    private Path file(String name, int size) throws IOException {
        byte[] bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        return Files.write(directory.resolve(name), bytes);
    }

    @Test
    void comes_from_power_on_to_a_proven_root_shell_and_does_so_again() throws IOException {
        try (SimulatedBoard simulated = new SimulatedBoard(directory, 115_200, 0);
                Board board = Board.connect(simulated.spec().power(simulated))) {
            assertThat(board.bootLog()).reached(BootPhase.ROOT_SHELL).hasNoKernelProblems();
            assertThat(board.bootLog().start().offset()).isZero();
            CommandResult result = board.shell().run("id -u; echo no >&2; exit 3");
            assertThat(result.stdout()).isEqualTo("0");
            assertThat(result.stderr()).isEqualTo("no");
            assertThat(result.exitStatus()).isEqualTo(3);
            assertThat(board.commandsRun()).isEqualTo(1);

            Path sent = file("sent", 20_000);
            board.shell().upload(sent, "/tmp/sent");
            board.shell().download("/tmp/sent", directory.resolve("back"));
            assertThat(directory.resolve("back")).hasSameBinaryContentAs(sent);

            board.reboot();
            assertThat(board.shell().run("ls /tmp").stdout()).doesNotContain("sent");
            assertThat(board.bootLog()).reached(BootPhase.ROOT_SHELL).reached(BootPhase.FIRMWARE);
            assertThat(board.bootLog().start().offset()).isPositive();

            board.powerCycle();
            assertThat(board.prove()).isEmpty();

            board.saveEvidence(directory.resolve("evidence"));
            assertThat(directory.resolve("evidence/console.log")).content().contains("Linux version");
            assertThat(directory.resolve("evidence/boot.txt")).content().contains("root shell");
        }
    }

    @Test
    void is_found_when_it_is_up_already() throws IOException {
        try (SimulatedBoard simulated = new SimulatedBoard(directory, 115_200, 0)) {
            try (Board before = Board.connect(simulated.spec().power(simulated))) {
                before.shell().run("echo mine >/tmp/left").requireSuccess();
            }
            try (Board board = Board.connect(simulated.spec().away(Duration.ZERO))) {
                assertThat(board.shell().run("cat /tmp/left").stdout()).isEqualTo("mine");
                simulated.unplug(); // like a test run that was killed, which gives nothing back
            }
            simulated.plugIn();
            try (Board board = Board.connect(simulated.spec())) {
                assertThat(board.shell().run("cat /tmp/left").stdout()).isEqualTo("mine");
            }
        }
    }

    @Test
    void goes_on_when_its_adapter_was_pulled_out_and_put_in() throws Exception {
        try (SimulatedBoard simulated = new SimulatedBoard(directory, 115_200, 0);
                Board board = Board.connect(simulated.spec().power(simulated).away(Duration.ofMinutes(2)))) {
            simulated.unplug();
            CompletableFuture<CommandResult> asked =
                    CompletableFuture.supplyAsync(() -> board.shell().run("echo still here"));
            simulated.plugIn();
            assertThat(asked.handle((result, failure) -> true).get())
                    .isTrue(); // what was typed into nothing may be lost
            board.prove();
            assertThat(board.shell().run("echo here again").stdout()).isEqualTo("here again");
        }
    }

    @Test
    void says_that_its_adapter_has_vanished() throws IOException {
        try (SimulatedBoard simulated = new SimulatedBoard(directory, 115_200, 0);
                Board board = Board.connect(simulated.spec().power(simulated).away(Duration.ofMillis(200)))) {
            simulated.unplug();
            assertThatExceptionOfType(ConsoleEndedException.class)
                    .isThrownBy(() -> board.console().expect("anything"))
                    .withMessageContaining("Board 'simulated' (" + directory.resolve("port") + " at 115200 8N1)")
                    .withMessageContaining("port was closed by its peer");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {115_200, 9_600})
    void answers_exactly_over_a_noisy_line(int baud) throws IOException {
        try (SimulatedBoard simulated = new SimulatedBoard(directory, baud, 2e-4);
                Board board = Board.connect(simulated.spec().power(simulated))) {
            StringBuilder wanted = new StringBuilder();
            for (int i = 0; i < 100; i++) {
                wanted.append("line ").append(i).append('\n');
            }
            for (int i = 0; i < 10; i++) {
                CommandResult result =
                        board.shell().run("i=0; while [ $i -lt 100 ]; do echo line $i; i=$((i+1)); done; exit " + i);
                assertThat(result.stdout() + "\n").isEqualTo(wanted.toString());
                assertThat(result.exitStatus()).isEqualTo(i);
            }
        }
    }

    @Test
    void carries_a_megabyte_both_ways() throws IOException {
        SlowTests.require();
        try (SimulatedBoard simulated = new SimulatedBoard(directory, 115_200, 0);
                Board board = Board.connect(simulated.spec().power(simulated))) {
            Path sent = file("sent", 1 << 20);
            board.shell().upload(sent, "/tmp/sent");
            board.shell().download("/tmp/sent", directory.resolve("back"));
            assertThat(directory.resolve("back")).hasSameBinaryContentAs(sent);
        }
    }

    @Test
    void shows_the_lines_of_its_console_as_they_come() throws Exception {
        CountDownLatch kernel = new CountDownLatch(1);
        try (SimulatedBoard simulated = new SimulatedBoard(directory, 115_200, 0);
                Board board = Board.connect(simulated.spec().power(simulated), (ConsoleLine line) -> {
                    if (line.text().contains("Linux version")) {
                        kernel.countDown();
                    }
                })) {
            kernel.await();
            assertThat(board.login().toString()).startsWith("root shell by autologin");
        }
    }

    @Test
    void says_that_its_port_is_not_there() {
        BoardSpec spec = BoardSpec.of(
                SerialPortSettings.port(directory.resolve("ttyUSB9").toString()));
        assertThatExceptionOfType(SerialPortException.class)
                .isThrownBy(() -> Board.connect(spec))
                .withMessageStartingWith("There is no serial port " + directory.resolve("ttyUSB9") + ".");
    }
}
