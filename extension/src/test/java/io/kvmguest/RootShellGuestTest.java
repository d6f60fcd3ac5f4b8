package io.kvmguest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.kvmguest.console.SerialConsole;
import io.kvmguest.shell.Command;
import io.kvmguest.shell.CommandResult;
import io.kvmguest.shell.CommandTimeoutException;
import io.kvmguest.shell.OutputLine;
import io.kvmguest.shell.OutputLine.Source;
import io.kvmguest.shell.RootShell;
import io.kvmguest.shell.RunningCommand;
import io.kvmguest.shell.ShellLostException;
import io.kvmguest.shell.TransferException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Root shells over the ports of guests with busybox and with dash as their shell. */
@Tag("guest")
@Timeout(900)
class RootShellGuestTest {

    private static final Map<String, Guest> GUESTS = new HashMap<>();

    private static final Duration LONG_ENOUGH = Duration.ofMinutes(2);

    @TempDir
    Path folder;

    private static synchronized Guest guest(String image) {
        return GUESTS.computeIfAbsent(image, name -> Guest.start(GuestSpec.of(name)));
    }

    private static RootShell root(String image) {
        return guest(image).shell();
    }

    @BeforeEach
    void prove_what_runs() {
        GUESTS.values().forEach(Guest::prove);
    }

    @AfterAll
    static void close() {
        GUESTS.values().forEach(Guest::close);
        GUESTS.clear();
    }

    @ParameterizedTest
    @ValueSource(strings = {"mini", "debian-12"})
    void keeps_output_error_and_status_apart(String image) {
        CommandResult result = root(image).run("echo out; echo err >&2; exit 7");
        assertThat(result.exitStatus()).isEqualTo(7);
        assertThat(result.stdout()).isEqualTo("out");
        assertThat(result.stderr()).isEqualTo("err");
        assertThat(root(image).run("kill -SEGV $$").exitStatus()).isEqualTo(139);
        assertThat(root(image).run("nonsense").exitStatus()).isEqualTo(127);
        assertThat(root(image).run("id -u; pwd; echo $TERM").lines()).containsExactly("0", "/root", "dumb");
        assertThat(root(image).run("ls /proc/self/fd").lines()).hasSize(4);
        assertThat(root(image).run("read x </dev/tty").exitStatus()).isNotZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"mini", "debian-12"})
    void brings_every_byte(String image) {
        assertThat(root(image)
                        .run("printf '\\000\\001\\377\\033[31m\\303\\251\\r\\n\\n'")
                        .stdoutBytes())
                .isEqualTo(new byte[] {0, 1, -1, 27, '[', '3', '1', 'm', (byte) 0xc3, (byte) 0xa9, '\r', '\n', '\n'});
        assertThat(root(image).run("printf 'no end' >&2").stderrBytes()).isEqualTo(bytes("no end"));
        byte[] all = new byte[1_000_003];
        new Random(7).nextBytes(all);
        assertThat(root(image).run(Command.of("cat").stdin(all)).stdoutBytes()).isEqualTo(all);
        assertThat(root(image).run(Command.of("head -c 3").stdin(all)).stdoutBytes())
                .isEqualTo(new byte[] {all[0], all[1], all[2]});
        assertThat(root(image).run("echo after").stdout()).isEqualTo("after");
    }

    @ParameterizedTest
    @ValueSource(strings = {"mini", "debian-12"})
    void takes_scripts_of_every_kind(String image) {
        assertThat(root(image)
                        .run("echo \"it's $((6 * 7))\"; printf '%s\\n' '-x\\'")
                        .stdout())
                .isEqualTo("it's 42\n-x\\");
        assertThat(root(image).run("for i in 1 2\ndo\n\techo $i # äöü\ndone\n").lines())
                .containsExactly("1", "2");
        assertThat(root(image).run("if").exitStatus()).isEqualTo(2);
        assertThat(root(image)
                        .run("true aaaaaaaaaa\n".repeat(7_000) + "echo end of 112 kB")
                        .stdout())
                .isEqualTo("end of 112 kB");
        assertThat(root(image)
                        .run(Command.of("echo \"$A,$B\"; pwd")
                                .with("A", "it's ä\n!")
                                .with("B", "")
                                .in("/usr"))
                        .stdout())
                .isEqualTo("it's ä\n!,\n/usr");
        assertThat(root(image).run(Command.of("echo never").in("/no where")).stdout())
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"mini", "debian-12"})
    void is_not_confused_by_what_commands_do(String image) {
        assertThat(root(image).run("kill $PPID; kill 0; echo never").exitStatus())
                .isEqualTo(143);
        CommandResult killed = root(image).run("echo before; kill -KILL $PPID; sleep 1; echo after");
        assertThat(killed.exitStatus()).isEqualTo(137);
        assertThat(killed.stdout()).startsWith("before");
        assertThat(root(image).run("sleep 1000 & echo left behind").stdout()).isEqualTo("left behind");
        assertThat(root(image)
                        .run("(while :; do echo flood; done) & echo flooded")
                        .lines())
                .contains("flooded");
        assertThat(root(image).run("echo next").stdout()).isEqualTo("next");
        assertThat(root(image)
                        .run(
                                "for p in $(grep -l KVMGUEST_JOB= /proc/[0-9]*/environ); do p=${p#/proc/}; p=${p%/environ};"
                                        + " [ $p = $$ ] || kill -9 $p; done; true")
                        .exitStatus())
                .isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"mini", "debian-12"})
    void comes_back_when_everything_was_killed(String image) {
        assertThatExceptionOfType(ShellLostException.class)
                .isThrownBy(() -> root(image).run("kill -9 -1"))
                .withMessageContaining("the root shell was lost while it ran \"kill -9 -1\"");
        assertThat(root(image).run("echo back").stdout()).isEqualTo("back");
        assertThat(guest(image).prove()).isEmpty();
    }

    /** Nothing is left then that could show a file, but the shells that run. */
    @ParameterizedTest
    @ValueSource(strings = {"mini", "debian-12"})
    void tells_what_a_command_printed_that_removed_all_programs(String image) {
        try (Guest fresh = Guest.start(GuestSpec.of(image))) {
            RootShell root = fresh.shell();
            CommandResult result =
                    root.run("printf ' \\\\a\\377\\n\\n\\33[1m'; cd /; rm -rf usr/bin bin; echo gone >&2; exit 7");
            assertThat(result.exitStatus()).isEqualTo(7);
            assertThat(result.stdoutBytes()).isEqualTo(new byte[] {' ', '\\', 'a', -1, '\n', '\n', 27, '[', '1', 'm'});
            assertThat(result.stderr()).isEqualTo("gone");
            assertThat(root.run("true").exitStatus()).isEqualTo(127);
            assertThat(root.run("true").stderr()).contains("/bin/sh: not found");
        }
    }

    @Test
    void says_what_of_it_cannot_be_told() {
        try (Guest fresh = Guest.start(GuestSpec.of("debian-12"))) {
            assertThatExceptionOfType(ShellLostException.class)
                    .isThrownBy(() -> fresh.shell().run("printf 'a\\0b'; rm -rf /usr/bin"))
                    .withMessageContaining(
                            "It cannot tell what a command printed: the guest's cat does not run any more, and"
                                    + " its shell alone read 2 of 3 bytes.");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"mini", "debian-12"})
    void ends_a_command_at_its_deadline(String image) {
        String script = "echo so far; (trap '' TERM; setsid sh -c 'while :; do echo . >>/tmp/alive; done') &"
                + " while :; do sleep 100; done";
        assertThatExceptionOfType(CommandTimeoutException.class)
                .isThrownBy(() -> root(image).run(Command.of(script).timeout(Duration.ofSeconds(1))))
                .satisfies(e -> assertThat(e.resultSoFar().stdout()).isEqualTo("so far"))
                .satisfies(e -> assertThat(e.resultSoFar().exitStatus()).isEqualTo(143));
        assertThat(root(image)
                        .run("a=$(wc -c </tmp/alive); sleep 1; [ $a = $(wc -c </tmp/alive) ]; echo $?")
                        .stdout())
                .isEqualTo("0");
        assertThatExceptionOfType(CommandTimeoutException.class)
                .isThrownBy(() -> root(image)
                        .run(Command.of("trap '' TERM; while :; do sleep 1; done")
                                .timeout(Duration.ofMillis(100))))
                .satisfies(e -> assertThat(e.resultSoFar().exitStatus()).isEqualTo(137));
        assertThat(root(image).run("echo on").stdout()).isEqualTo("on");
    }

    @ParameterizedTest
    @ValueSource(strings = {"mini", "debian-12"})
    void runs_commands_of_several_threads_side_by_side(String image) {
        RootShell root = root(image);
        String meet =
                "mkdir -p /tmp/meet; : >/tmp/meet/$N; while [ $(ls /tmp/meet | wc -l) -lt 4 ]; do :; done; echo $N";
        List<CompletableFuture<String>> met = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            Command command = Command.of(meet).with("N", "n" + i).timeout(LONG_ENOUGH);
            met.add(CompletableFuture.supplyAsync(() -> root.run(command).stdout()));
        }
        assertThat(met.stream().map(CompletableFuture::join)).containsExactly("n0", "n1", "n2", "n3");
    }

    @ParameterizedTest
    @ValueSource(strings = {"mini", "debian-12"})
    void brings_lines_as_they_come(String image) {
        try (RunningCommand command = root(image)
                .start("echo first; while [ ! -e /tmp/go ]; do :; done;"
                        + " echo second; echo third >&2; sleep 1000 & printf no-end; exit 3")) {
            assertThat(command.nextLine(LONG_ENOUGH)).contains(new OutputLine(Source.STDOUT, "first"));
            assertThat(command.isRunning()).isTrue();
            root(image).run(": >/tmp/go").requireSuccess();
            CommandResult result = command.await(LONG_ENOUGH);
            assertThat(result.exitStatus()).isEqualTo(3);
            assertThat(result.stdout()).isEqualTo("first\nsecond\nno-end");
            assertThat(result.stderr()).isEqualTo("third");
            List<OutputLine> lines = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                lines.add(command.nextLine(LONG_ENOUGH).orElseThrow());
            }
            assertThat(lines)
                    .containsExactlyInAnyOrder(
                            new OutputLine(Source.STDOUT, "second"),
                            new OutputLine(Source.STDERR, "third"),
                            new OutputLine(Source.STDOUT, "no-end"));
            assertThat(command.nextLine(LONG_ENOUGH)).isEmpty();
            assertThat(command.isRunning()).isFalse();
        }
        root(image).run("rm -f /tmp/go").requireSuccess();
    }

    @ParameterizedTest
    @ValueSource(strings = {"mini", "debian-12"})
    void ends_a_started_command(String image) {
        for (int i = 0; i < 4; i++) {
            try (RunningCommand flood = root(image).start("while :; do echo y; done")) {
                assertThat(flood.nextLine(LONG_ENOUGH)).contains(new OutputLine(Source.STDOUT, "y"));
                flood.kill("TERM");
                assertThat(flood.await(LONG_ENOUGH).exitStatus()).isEqualTo(143);
            }
        }
        for (String signal : List.of("TERM", "INT")) {
            try (RunningCommand sleeper = root(image).start("sleep 1000")) {
                sleeper.kill(signal);
                assertThat(sleeper.await(LONG_ENOUGH).exitStatus()).isEqualTo(signal.equals("TERM") ? 143 : 130);
            }
        }
        Command reader = Command.of("cat; echo $X$D$N")
                .stdin("in ".getBytes(StandardCharsets.UTF_8))
                .with("X", "x")
                .with("D", "d")
                .with("N", "n");
        try (RunningCommand cat = root(image).start(reader)) {
            assertThat(cat.await(LONG_ENOUGH).stdout()).isEqualTo("in xdn");
        }
        try (RunningCommand nowhere = root(image).start(Command.of("echo never").in("/no where"))) {
            CommandResult result = nowhere.await(LONG_ENOUGH);
            assertThat(result.exitStatus()).isNotZero();
            assertThat(result.stdout()).isEmpty();
            assertThat(result.stderr()).contains("/no where");
        }
        try (RunningCommand sleeper = root(image).start("sleep 1000")) {
            assertThatExceptionOfType(CommandTimeoutException.class)
                    .isThrownBy(() -> sleeper.await(Duration.ofMillis(100)))
                    .withMessageContaining("a command did not end within 100 ms and was ended.");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"mini", "debian-12"})
    void moves_folders_with_links_and_modes(String image) throws IOException {
        Path there = Files.createDirectories(folder.resolve("there/sub dir"));
        byte[] data = new byte[300_000];
        new Random(8).nextBytes(data);
        Files.write(there.resolve("it's data"), data);
        Files.setPosixFilePermissions(there.resolve("it's data"), PosixFilePermissions.fromString("rwxr-x---"));
        Files.createSymbolicLink(there.resolve("link"), Path.of("it's data"));
        Files.createDirectory(there.resolve("empty"));

        root(image).upload(folder.resolve("there"), "/tmp/up/here");
        assertThat(root(image)
                        .run("cd '/tmp/up/here/sub dir'; ls; readlink link; ls -l \"it's data\"")
                        .stdout())
                .startsWith("empty\nit's data\nlink\nit's data\n-rwxr-x---")
                .contains("root")
                .contains("300000");
        root(image).download("/tmp/up/here", folder.resolve("back"));
        Path back = folder.resolve("back/sub dir");
        assertThat(back.resolve("it's data")).hasBinaryContent(data);
        assertThat(Files.getPosixFilePermissions(back.resolve("it's data")))
                .isEqualTo(PosixFilePermissions.fromString("rwxr-x---"));
        assertThat(Files.readSymbolicLink(back.resolve("link"))).isEqualTo(Path.of("it's data"));
        assertThat(back.resolve("empty")).isEmptyDirectory();

        root(image).download("/tmp/up/here/sub dir/link", folder.resolve("one/file"));
        assertThat(folder.resolve("one/file")).hasBinaryContent(data);
        root(image).upload(folder.resolve("one/file"), "/tmp/up/again");
        assertThat(root(image).run("wc -c </tmp/up/again; ls /tmp/up").lines())
                .containsExactly("300000", "again", "here");
    }

    @ParameterizedTest
    @ValueSource(strings = {"mini", "debian-12"})
    void says_why_a_file_was_not_moved(String image) {
        assertThatExceptionOfType(TransferException.class)
                .isThrownBy(() -> root(image).download("/no/such", folder.resolve("x")))
                .withMessageStartingWith("Guest '" + image + "' (image " + image + "): the download of /no/such to "
                        + folder.resolve("x") + " failed.\n  There is no such file in the guest.\n");
        assertThatExceptionOfType(TransferException.class)
                .isThrownBy(() -> root(image).upload(folder.resolve("none"), "/tmp/x"))
                .withMessageContaining("There is no such file.\n");
        assertThatExceptionOfType(TransferException.class)
                .isThrownBy(() -> root(image).upload(folder, "/proc/x/y"))
                .withMessageContaining("The guest says: mkdir: ");
    }

    /** The kernel's log goes where the commands do not. */
    @ParameterizedTest
    @ValueSource(strings = {"mini", "debian-12"})
    void brings_every_byte_while_the_kernel_floods_the_console(String image) {
        RootShell root = root(image);
        SerialConsole console = guest(image).console();
        try (KernelFlood flood = KernelFlood.start(root)) {
            for (int i = 0; i < 20; i++) {
                CommandResult result = KernelFlood.run(root, i);
                assertThat(result.stdout()).isEqualTo(KernelFlood.WANTED);
                assertThat(result.exitStatus()).isEqualTo(i);
            }
            assertThat(flood.isRunning()).isTrue();
        }
        KernelFlood.await(console, 100);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
