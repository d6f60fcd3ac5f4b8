package io.kvmguest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.kvmguest.boot.BootLog;
import io.kvmguest.boot.BootPhase;
import io.kvmguest.console.ConsoleEndedException;
import io.kvmguest.console.ConsoleTimeoutException;
import io.kvmguest.console.Ending;
import io.kvmguest.console.Recording;
import io.kvmguest.console.RecordingException;
import io.kvmguest.console.ReplayLine.Pace;
import io.kvmguest.console.ReplayLine.Typing;
import io.kvmguest.console.ReplayMismatchException;
import io.kvmguest.console.SerialConsole;
import io.kvmguest.shell.CommandResult;
import java.io.ByteArrayInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class ReplayTest {

    private static final Path INSTALLER = Path.of("src/test/resources/recordings/installer.cast");
    private static final Path TRANSCRIPTS = Path.of("src/test/resources/transcripts");

    private static Recording cast(String text) {
        return Recording.read(new ByteArrayInputStream(text.getBytes(UTF_8)), "vm.cast");
    }

    @Test
    void plays_a_dialog() {
        try (Replay replay = Replay.of(INSTALLER)) {
            SerialConsole console = replay.console();
            console.expect("Host name: ");
            console.sendLine("router");
            assertThat(console.expect("set to router").at()).isEqualTo(Duration.ofSeconds(7));
            assertThat(replay.name()).isEqualTo("installer");
            assertThat(replay.wasTypedOn()).isTrue();
        }
    }

    @Test
    void says_what_it_waits_for_where_a_wait_is_in_vain() {
        try (Replay replay = Replay.of(INSTALLER)) {
            SerialConsole console = replay.console();
            BootLog unusedAllThereIs = replay.bootLog();
            assertThatExceptionOfType(ConsoleTimeoutException.class)
                    .isThrownBy(() -> console.expect("set to router", Duration.ofMillis(20)))
                    .withMessage("""
                            Guest 'installer' (replay of installer.cast) did not print "set to router" within 20 ms.
                              It was waiting for "router\\r" to be typed, as it was at event 4 of installer.cast (line 5, 6 s after power-on).
                              Last lines of the console:
                                | [    0.000000] Linux version 6.1.0-50-cloud-amd64 (debian-kernel@lists.debian.org)
                                | [    1.505516] Run /init as init process
                                | Host name:""");
        }
    }

    @Test
    void refuses_what_was_not_typed() {
        try (Replay replay = Replay.of(INSTALLER)) {
            SerialConsole console = replay.console();
            assertThatExceptionOfType(ReplayMismatchException.class)
                    .isThrownBy(() -> console.sendLine("client"))
                    .withMessageContaining("recorded: \"router\\r\"")
                    .withMessageContaining("typed:    \"client\\r\"");
        }
    }

    @Test
    void has_the_boot_with_the_durations_that_are_recorded() {
        try (Replay replay = Replay.of(INSTALLER)) {
            BootLog boot = replay.bootLog();
            assertThat(boot.phases())
                    .extracting(phase -> phase.phase() + " " + phase.at().toMillis())
                    .containsExactly("KERNEL 500", "INITRAMFS 2500");
            assertThat(boot.origin()).hasToString("recorded 2017-09-03T19:35:15Z by installer.cast");
        }
    }

    @Test
    void has_all_of_a_boot_of_which_only_the_output_was_recorded() {
        try (Replay replay = Replay.of(TRANSCRIPTS.resolve("deb12-systemd.log.gz"))) {
            BootLog boot = replay.bootLog();
            assertThat(boot.reached(BootPhase.LOGIN)).isTrue();
            assertThat(boot.kernelMessages()).hasSize(473);
            SerialConsole console = replay.console();
            assertThatExceptionOfType(ConsoleEndedException.class)
                    .isThrownBy(() -> console.expect("never printed"))
                    .matches(e -> e.ending().equals(new Ending(Ending.Kind.POWER_OFF, "the guest powered itself off")));
        }
    }

    @Test
    void ends_a_wait_as_a_guest_does() {
        try (Replay replay = Replay.of(TRANSCRIPTS.resolve("mini-crash.log.gz"))) {
            SerialConsole console = replay.console();
            assertThatExceptionOfType(ConsoleEndedException.class)
                    .isThrownBy(() -> console.expect("never printed"))
                    .matches(e -> e.ending().kind() == Ending.Kind.PANIC);
        }
    }

    @Test
    void knows_where_the_shell_was_proven() {
        String header = "{\"version\": 2, \"width\": 80, \"height\": 24, \"kvmguest\":"
                + " {\"boot\": \"7\", \"proven\": \"40\", \"where\": \"process 4711 on ci-3\"}}\n";
        Recording recording = cast(header
                + "[1, \"o\", \"before\\n\"]\n"
                + "[2, \"o\", \"Linux version 6.1.0-50-cloud-amd64\\n\"]\n"
                + "[5, \"i\", \"ls\\n\"]\n"
                + "[6, \"o\", \"bin\\n\"]\n");
        try (Replay replay = Replay.start(ReplaySpec.of(recording))) {
            assertThat(replay.bootLog().start().offset()).isEqualTo(7);
            assertThat(replay.bootLog().reached(BootPhase.ROOT_SHELL)).isTrue();
            assertThat(replay.bootLog().total()).contains(Duration.ofSeconds(1));
            assertThat(replay.bootLog().origin()).hasToString("recorded 1970-01-01T00:00:00Z by process 4711 on ci-3");
        }
    }

    @Test
    void does_not_know_of_a_proof_before_it_was_played() {
        String header =
                "{\"version\": 2, \"width\": 80, \"height\": 24, \"kvmguest\": {\"boot\": \"0\", \"proven\": \"38\"}}\n";
        Recording recording = cast(header
                + "[2, \"o\", \"Linux version 6.1.0-50-cloud-amd64\\n\"]\n"
                + "[5, \"i\", \"ls\\n\"]\n"
                + "[6, \"o\", \"bin\\n\"]\n");
        try (Replay replay = Replay.start(ReplaySpec.of(recording))) {
            assertThat(replay.bootLog().reached(BootPhase.ROOT_SHELL)).isFalse();
            replay.console().send("ls\n");
            assertThat(replay.bootLog().reached(BootPhase.ROOT_SHELL)).isTrue();
        }
    }

    @Test
    void gives_its_lines_to_a_listener() {
        List<String> lines = new CopyOnWriteArrayList<>();
        Replay replay = Replay.start(ReplaySpec.of(INSTALLER).typing(Typing.IGNORED), line -> lines.add(line.text()));
        BootLog unusedAllThereIs = replay.bootLog();
        replay.close();
        assertThat(lines)
                .containsExactly(
                        "[    0.000000] Linux version 6.1.0-50-cloud-amd64 (debian-kernel@lists.debian.org)",
                        "[    1.505516] Run /init as init process",
                        "Host name: router",
                        "Host name set to router.");
    }

    /** A guest without a driver for virtio-serial ports, whose commands ran on its console. */
    @Test
    void plays_the_root_shell_of_a_guest() {
        ReplaySpec spec = ReplaySpec.of(Path.of("src/test/resources/recordings/mini-console.cast.gz"))
                .typing(Typing.CHECKED_WITH_ROOT_SHELL);
        try (Replay replay = Replay.start(spec)) {
            CommandResult result = replay.shell().run("echo out; echo err >&2; uname -r; exit 7");
            assertThat(result.lines()).containsExactly("out", "6.1.0-56-cloud-amd64");
            assertThat(result.stderr()).isEqualTo("err");
            assertThat(result.exitStatus()).isEqualTo(7);
            assertThat(replay.shell().run("cat /proc/uptime; ip link").stdout()).contains("52:54:00:7e:ee:49");
            assertThat(replay.bootLog().total()).contains(Duration.ofNanos(7_828_326_000L));
        }
    }

    @Test
    void says_why_it_has_no_root_shell() {
        String notTyped =
                "vm.cast does not have what its root shell has typed: that is so only where a guest of this library"
                        + " was recorded whose commands ran on its console, and not over virtio-serial ports";
        ReplaySpec without = ReplaySpec.of(cast("{\"version\": 2}\n"));
        try (Replay replay = Replay.start(without)) {
            assertThatIllegalStateException()
                    .isThrownBy(replay::shell)
                    .withMessage("Guest 'vm' (replay of vm.cast) has no root shell: " + notTyped);
        }
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Replay.start(without.typing(Typing.CHECKED_WITH_ROOT_SHELL)))
                .withMessage("there is no root shell to be played: " + notTyped);
        ReplaySpec with = ReplaySpec.of(cast("{\"version\": 2, \"kvmguest\": {\"seed\": \"1\"}}\n"));
        assertThat(with.typing(Typing.CHECKED_WITH_ROOT_SHELL).shellObstacle()).isEmpty();
        try (Replay replay = Replay.start(with)) {
            assertThatIllegalStateException()
                    .isThrownBy(replay::shell)
                    .withMessage("Guest 'vm' (replay of vm.cast) has no root shell: it is played without: ask for"
                            + " Typing.CHECKED_WITH_ROOT_SHELL");
        }
    }

    @Test
    void names_itself_after_its_file() {
        assertThat(ReplaySpec.of(Recording.of("a guest.log.gz", new byte[0])).name())
                .isEqualTo("a-guest");
        assertThat(ReplaySpec.of(Recording.of(".log", new byte[0])).name()).isEqualTo("recording");
        assertThat(ReplaySpec.of(INSTALLER).name("vm").name()).isEqualTo("vm");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ReplaySpec.of(INSTALLER).name("a b"))
                .withMessage("name must be made of letters, digits, '.', '_' and '-', but was \"a b\"");
        assertThat(ReplaySpec.of(INSTALLER).pace(Pace.RECORDED).pace()).isEqualTo(Pace.RECORDED);
    }

    @Test
    void says_that_there_is_no_recording() {
        assertThatExceptionOfType(RecordingException.class)
                .isThrownBy(() -> Replay.of(Path.of("missing.cast")))
                .withMessageStartingWith("There is no recording /");
    }

    @Test
    void leaves_what_was_printed_as_evidence(@TempDir Path folder) {
        try (Replay replay = Replay.of(INSTALLER)) {
            BootLog unusedAllThereIs = replay.bootLog();
            replay.saveEvidence(folder);
            assertThat(folder.resolve("console.log")).content().endsWith("Host name: ");
            assertThat(folder.resolve("boot.txt")).content().contains("initramfs");
        }
    }

    /** Nothing of a replay is held up where its last line is not complete. */
    @Test
    @Timeout(4)
    void closes_at_once_where_it_ends_in_a_prompt() {
        Recording recording = cast("""
                {"version": 2, "width": 80, "height": 24}
                [1, "o", "one\\n"]
                [2, "i", "x"]
                [3, "o", "# "]
                """);
        try (Replay replay = Replay.start(ReplaySpec.of(recording))) {
            BootLog unusedAllThereIs = replay.bootLog();
            replay.console().send("x");
            replay.console().expect("# ");
        }
    }

    @Test
    void leaves_nothing_on_the_host() {
        Path spool;
        try (Replay replay = Replay.of(INSTALLER)) {
            spool = replay.console().transcript().file();
            assertThat(Files.exists(spool)).isTrue();
        }
        assertThat(spool.getParent()).doesNotExist();
    }
}
