package io.kvmguest.shell;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.kvmguest.Replay;
import io.kvmguest.ReplaySpec;
import io.kvmguest.boot.BootPhase;
import io.kvmguest.console.ConsoleSubject;
import io.kvmguest.console.Mark;
import io.kvmguest.console.ReplayLine.Typing;
import io.kvmguest.console.ReplayMismatchException;
import io.kvmguest.console.SerialConsole;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A root shell of this machine, recorded on its console, and played again. */
@Timeout(240)
class ReplayedShellTest {

    private static final long SEED = 4711;

    @TempDir
    Path directory;

    /** Runs some commands, and returns what came of them. */
    private static List<String> session(RootShell root) {
        List<String> results = new ArrayList<>();
        CommandResult both = root.run("echo out; echo err >&2; exit 7");
        results.add(both.exitStatus() + " " + both.stdout() + " " + both.stderr());
        results.add(root.run(Command.of("cat").stdin("a\n\0b".getBytes(UTF_8))).stdout());
        results.add(root.run("seq 5000 | cksum").stdout());
        return results;
    }

    private Path recorded(String shell, List<String> results) throws Exception {
        Path home = Files.createDirectories(directory.resolve("home"));
        Path file = directory.resolve("console.cast");
        try (SerialConsole console = SerialConsole.open(
                PtyLine.start(shell, home), directory.resolve("spool"), ConsoleSubject.named("Guest 'vm'"), 1)) {
            RootConsole root = new RootConsole(console, GuestPorts.none(), Credentials.none(), SEED);
            assertThat(root.isOnConsole()).isFalse();
            RootShellReady ready = (RootShellReady) root.login(Mark.POWER_ON, Duration.ofSeconds(60));
            assertThat(root.isOnConsole()).isTrue();
            results.addAll(session(ready.shell()));
            String proven = String.valueOf(ready.proven().offset());
            console.saveCast(file, Instant.EPOCH, Map.of("seed", String.valueOf(SEED), "boot", "0", "proven", proven));
        }
        return file;
    }

    @ParameterizedTest
    @ValueSource(strings = {"dash -i", "bash -i", "busybox sh -i"})
    void gives_the_same_answers_to_the_same_commands(String shell) throws Exception {
        List<String> results = new ArrayList<>();
        Path file = recorded(shell, results);
        assertThat(results.get(0)).isEqualTo("7 out err");

        ReplaySpec spec = ReplaySpec.of(file).typing(Typing.CHECKED_WITH_ROOT_SHELL);
        for (int i = 0; i < 2; i++) {
            try (Replay replay = Replay.start(spec)) {
                assertThat(session(replay.shell())).isEqualTo(results);
                assertThat(replay.bootLog().reached(BootPhase.ROOT_SHELL)).isTrue();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = "dash -i")
    void says_which_command_was_another_one(String shell) throws Exception {
        Path file = recorded(shell, new ArrayList<>());
        try (Replay replay = Replay.start(ReplaySpec.of(file).typing(Typing.CHECKED_WITH_ROOT_SHELL))) {
            RootShell root = replay.shell();
            assertThatExceptionOfType(ReplayMismatchException.class)
                    .isThrownBy(() -> root.run("echo other"))
                    .withMessageStartingWith("Something else was typed than was recorded, at event ")
                    .withMessageContaining(" of console.cast (line ");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = "dash -i")
    void plays_on_without_its_shell(String shell) throws Exception {
        Path file = recorded(shell, new ArrayList<>());
        try (Replay replay = Replay.of(file)) {
            assertThat(replay.bootLog().reached(BootPhase.ROOT_SHELL)).isTrue();
            assertThat(replay.console().transcript().length())
                    .isEqualTo(ReplaySpec.of(file).recording().transcript().length());
        }
    }
}
