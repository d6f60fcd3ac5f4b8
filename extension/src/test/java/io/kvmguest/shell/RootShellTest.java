package io.kvmguest.shell;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(120)
class RootShellTest {

    @TempDir
    Path directory;

    private @Nullable FakeGuest guest;

    @AfterEach
    void close() {
        if (guest != null) {
            guest.close();
            // The guest's half cleans up when its terminal is gone, and nobody can wait for it.
            await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> {
                try (Stream<Path> left = Files.list(started().jobs())) {
                    assertThat(left).as("what the shell has left in the guest").isEmpty();
                }
            });
        }
    }

    private FakeGuest started() {
        return Objects.requireNonNull(guest);
    }

    /** Whoever was started with {@code &} by a shell without job control ignores SIGINT, and so does what it starts. */
    private static void assumeInterruptible() throws IOException {
        long ignored = Files.readAllLines(Path.of("/proc/self/status")).stream()
                .filter(line -> line.startsWith("SigIgn:"))
                .mapToLong(line ->
                        Long.parseLong(line.substring("SigIgn:".length()).strip(), 16))
                .findFirst()
                .orElse(0);
        assumeThat(ignored & 0b10)
                .as("SIGINT, which the tests were started to ignore")
                .isZero();
    }

    private RootShell start(String shell) throws Exception {
        FakeGuest started = FakeGuest.start(shell, directory);
        guest = started;
        return started.shell();
    }

    @ParameterizedTest
    @ValueSource(strings = {"dash -i", "bash -i", "busybox sh -i"})
    void keeps_output_error_and_status_apart(String shell) throws Exception {
        RootShell root = start(shell);
        CommandResult result = root.run("echo out; echo err >&2; exit 7");
        assertThat(result.exitStatus()).isEqualTo(7);
        assertThat(result.stdout()).isEqualTo("out");
        assertThat(result.stderr()).isEqualTo("err");
        assertThat(result.guest()).isEqualTo(FakeGuest.NAME);
        assertThat(root.run("true").exitStatus()).isZero();
        assertThat(root.run("kill -SEGV $$").exitStatus()).isEqualTo(139);
        assertThat(root.run("nonsense").exitStatus()).isEqualTo(127);
        assertThat(root.run("echo only err >&2").stderr()).isEqualTo("only err");
    }

    @ParameterizedTest
    @ValueSource(strings = {"dash -i", "bash -i", "busybox sh -i"})
    void brings_every_byte(String shell) throws Exception {
        RootShell root = start(shell);
        assertThat(root.run("printf '\\000\\001\\377\\033[31m\\303\\251\\r\\n\\n'")
                        .stdoutBytes())
                .isEqualTo(new byte[] {0, 1, -1, 27, '[', '3', '1', 'm', (byte) 0xc3, (byte) 0xa9, '\r', '\n', '\n'});
        assertThat(root.run("printf 'no end'").stdoutBytes()).isEqualTo(bytes("no end"));
        byte[] all = new byte[1 << 20];
        new Random(7).nextBytes(all);
        Files.write(directory.resolve("data"), all);
        assertThat(root.run("cat " + directory + "/data").stdoutBytes()).isEqualTo(all);
        assertThat(root.run("yes 0123456789 | head -c 1000000").stdoutBytes()).hasSize(1000000);
        assertThat(root.run(Command.of("cat").stdin(bytes("a\n\0b"))).stdoutBytes())
                .isEqualTo(bytes("a\n\0b"));
        assertThat(root.run(Command.of("cksum").stdin(all)).stdout()).isEqualTo(Cksum.of(all) + " 1048576");
    }

    @ParameterizedTest
    @ValueSource(strings = {"dash -i", "bash -i", "busybox sh -i"})
    void takes_scripts_of_every_kind(String shell) throws Exception {
        RootShell root = start(shell);
        assertThat(root.run("echo \"it's $((6 * 7))\"; printf '%s\\n' '-x\\'").stdout())
                .isEqualTo("it's 42\n-x\\");
        assertThat(root.run(" -x").exitStatus()).isEqualTo(127);
        assertThat(root.run("for i in 1 2 3\ndo\n\techo $i # äöü\ndone\n").lines())
                .containsExactly("1", "2", "3");
        String longScript = "true aaaaaaaaaa\n".repeat(7_000) + "echo end of 112 kB";
        assertThat(root.run(longScript).stdout()).isEqualTo("end of 112 kB");
        assertThat(root.run("true bbbbbbbbb\n".repeat(2_000) + "echo end of 30 kB")
                        .stdout())
                .isEqualTo("end of 30 kB");
        assertThat(root.run(Command.of("echo \"$A,$B\"; pwd")
                                .with("A", "it's ä\n!")
                                .with("B", "")
                                .in("/usr"))
                        .stdout())
                .isEqualTo("it's ä\n!,\n/usr");
        CommandResult nowhere = root.run(Command.of("echo never").in("/no where"));
        assertThat(nowhere.exitStatus()).isNotZero();
        assertThat(nowhere.stdout()).isEmpty();
        assertThat(nowhere.stderr()).contains("/no where");
    }

    @ParameterizedTest
    @ValueSource(strings = {"dash -i", "bash -i", "busybox sh -i"})
    void starts_every_command_in_the_same_state(String shell) throws Exception {
        assumeInterruptible();
        RootShell root = start(shell);
        String before = root.run("pwd; umask; env | grep -vE '^(_|PPID|SHLVL)='; ulimit -n")
                .stdout();
        assertThat(root.run("cd /; umask 0; A=1; export A; trap '' INT; set -e; exec 3>/dev/null")
                        .exitStatus())
                .isZero();
        assertThat(root.run("pwd; umask; env | grep -vE '^(_|PPID|SHLVL)='; ulimit -n")
                        .stdout())
                .isEqualTo(before)
                .contains("TERM=dumb")
                .doesNotContain("kvmguest");
        assertThat(root.run("ls /proc/self/fd").lines()).hasSize(4);
        assertThat(root.run("kill -INT $$; echo ignored").exitStatus()).isEqualTo(130);
    }

    @ParameterizedTest
    @ValueSource(strings = {"dash -i", "bash -i", "busybox sh -i"})
    void is_not_confused_by_what_commands_do(String shell) throws Exception {
        RootShell root = start(shell);
        String tty = "/proc/"
                + root.run("grep PPid /proc/$PPID/status").lines().get(0).replaceAll("\\D", "") + "/fd/0";
        assertThat(root.run("read x </dev/tty").exitStatus()).isNotZero();
        assertThat(root.run("stty sane <" + tty).exitStatus()).isZero();
        assertThat(root.run("echo cooked").stdout()).isEqualTo("cooked");
        assertThat(root.run("stty -a <" + tty).stdout()).contains("-echo ").contains("-opost");
        assertThat(root.run("stty -F $(readlink " + tty + ") raw opost olcuc ixon -echo")
                        .exitStatus())
                .isZero();
        assertThat(root.run("echo lower").stdout()).isEqualTo("lower");
        String log = started().console().transcript().file().toString();
        assertThat(root.run("cat " + log + " >" + tty).exitStatus()).isZero();
        assertThat(root.run("echo own frames").stdout()).isEqualTo("own frames");
        assertThat(root.run("kill $PPID; echo alive").stdout()).isEqualTo("alive");
        CommandResult killed = root.run("echo before; kill -KILL $PPID; echo after");
        assertThat(killed.exitStatus()).isEqualTo(137);
        assertThat(killed.stdout()).startsWith("before");
        assertThat(root.run("sleep 3 & echo left behind").stdout()).isEqualTo("left behind");
        assertThat(root.run("exit 3").exitStatus()).isEqualTo(3);
    }

    @ParameterizedTest
    @ValueSource(strings = {"dash -i", "bash -i", "busybox sh -i"})
    void ends_a_command_at_its_deadline(String shell) throws Exception {
        RootShell root = start(shell);
        Path alive = directory.resolve("alive");
        String script = "echo so far; (trap '' TERM; setsid sh -c 'while sleep 0.01; do echo . >>" + alive
                + "; done') & while :; do sleep 100; done";
        assertThatExceptionOfType(CommandTimeoutException.class)
                .isThrownBy(() -> root.run(Command.of(script).timeout(Duration.ofMillis(300))))
                .satisfies(e -> assertThat(e.resultSoFar().stdout()).isEqualTo("so far"));
        assertThat(root.run("s() { wc -c <" + alive + "; }; a=$(s); sleep 0.1; [ $a = $(s) ] && echo dead")
                        .stdout())
                .isEqualTo("dead");
        assertThatExceptionOfType(CommandTimeoutException.class)
                .isThrownBy(() -> root.run(
                        Command.of("trap '' TERM; while :; do sleep 1; done").timeout(Duration.ofMillis(100))));
        assertThat(root.run("echo on").stdout()).isEqualTo("on");
    }

    @ParameterizedTest
    @ValueSource(strings = {"dash -i", "bash -i", "busybox sh -i"})
    void runs_the_commands_of_several_threads_one_after_another(String shell) throws Exception {
        RootShell root = start(shell);
        // Whoever finds the folder of another is beside it.
        String alone = "mkdir " + directory + "/one && sleep 0.1 && rmdir " + directory + "/one && echo $N";
        List<CompletableFuture<String>> results = Stream.of("a", "b", "c")
                .map(name -> CompletableFuture.supplyAsync(
                        () -> root.run(Command.of(alone).with("N", name)).stdout()))
                .toList();
        assertThat(results.stream().map(CompletableFuture::join)).containsExactly("a", "b", "c");
    }

    @ParameterizedTest
    @ValueSource(strings = {"dash -i", "bash -i", "busybox sh -i"})
    void moves_files(String shell) throws Exception {
        RootShell root = start(shell);
        Path from = Files.createDirectories(directory.resolve("from/sub"));
        byte[] data = new byte[20_000];
        new Random(9).nextBytes(data);
        Files.write(from.resolve("data"), data);
        root.upload(directory.resolve("from"), directory + "/guest/to");
        assertThat(directory.resolve("guest/to/sub/data")).hasBinaryContent(data);
        root.download(directory + "/guest/to", directory.resolve("back"));
        assertThat(directory.resolve("back/sub/data")).hasBinaryContent(data);
        root.upload(from.resolve("data"), directory + "/guest/file");
        assertThat(directory.resolve("guest/file")).hasBinaryContent(data);
        try (Stream<Path> left = Files.list(directory.resolve("guest"))) {
            assertThat(left).hasSize(2);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"dash -i", "bash -i", "busybox sh -i"})
    void brings_the_lines_of_a_started_command(String shell) throws Exception {
        assumeInterruptible();
        RootShell root = start(shell);
        Path go = directory.resolve("go");
        try (RunningCommand command =
                root.start("echo first; while [ ! -e " + go + " ]; do sleep 0.05; done; echo err >&2; exit 5")) {
            assertThat(command.nextLine(Duration.ofSeconds(60)))
                    .contains(new OutputLine(OutputLine.Source.STDOUT, "first"));
            assertThat(command.isRunning()).isTrue();
            Files.createFile(go);
            CommandResult result = command.await(Duration.ofSeconds(60));
            assertThat(result.exitStatus()).isEqualTo(5);
            assertThat(result.stderr()).isEqualTo("err");
        }
        try (RunningCommand sleeper = root.start("sleep 1000")) {
            sleeper.kill("TERM");
            assertThat(sleeper.await(Duration.ofSeconds(60)).exitStatus()).isEqualTo(143);
        }
        try (RunningCommand sleeper = root.start("sleep 1000")) {
            sleeper.kill("INT");
            assertThat(sleeper.await(Duration.ofSeconds(60)).exitStatus()).isEqualTo(130);
        }
        Command reader = Command.of("cat; echo $X$D$N")
                .stdin(bytes("in "))
                .with("X", "x")
                .with("D", "d")
                .with("N", "n");
        try (RunningCommand cat = root.start(reader)) {
            assertThat(cat.await(Duration.ofSeconds(60)).stdout()).isEqualTo("in xdn");
        }
        try (RunningCommand nowhere = root.start(Command.of("echo never").in("/no where"))) {
            CommandResult result = nowhere.await(Duration.ofSeconds(60));
            assertThat(result.exitStatus()).isNotZero();
            assertThat(result.stdout()).isEmpty();
            assertThat(result.stderr()).contains("/no where");
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
