package io.kvmguest.shell;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.kvmguest.console.Mark;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Commands over a line that they share with a kernel, or that is not a good one. */
@Timeout(240)
class NoisyRootShellTest {

    private static final String KERNEL = "[ %4d.123456] e1000 0000:00:03.0: eth0 NIC Link is Up\r\n";
    private static final String LINES =
            IntStream.rangeClosed(1, 200).mapToObj(i -> "line " + i).collect(Collectors.joining("\n"));

    @TempDir
    Path directory;

    @ParameterizedTest
    @ValueSource(strings = {"dash -i", "bash -i", "busybox sh -i"})
    void brings_every_byte_in_a_flood_of_kernel_lines(String shell) throws Exception {
        try (FakeGuest guest = FakeGuest.start(shell, directory, line -> new NoisyLine(line, 40, KERNEL))) {
            RootShell root = guest.shell();
            for (int i = 0; i < 40; i++) {
                CommandResult result =
                        root.run("i=0; while [ $i -lt 200 ]; do i=$((i + 1)); echo line $i; done; exit " + i);
                assertThat(result.stdout()).isEqualTo(LINES);
                assertThat(result.exitStatus()).isEqualTo(i);
            }
            byte[] data = new byte[200_000];
            new Random(7).nextBytes(data);
            Files.write(directory.resolve("data"), data);
            assertThat(root.run("cat " + directory + "/data").stdoutBytes()).isEqualTo(data);
            assertThat(root.run("true").exitStatus()).isZero();
        }
    }

    @Test
    void leaves_every_kernel_line_readable() throws Exception {
        try (FakeGuest guest = FakeGuest.start("dash -i", directory, line -> new NoisyLine(line, 40, KERNEL))) {
            RootShell root = guest.shell();
            Mark before = guest.console().mark();
            assertThat(root.run("echo 'Kernel panic - not syncing'; yes Oops: | head -c 20000")
                            .stdoutBytes())
                    .hasSize(20_027);
            String text =
                    guest.console().transcript().text(before, guest.console().mark());
            // Where one lies in the two bytes that begin a frame, the rest of the frame stands there as no ASCII.
            assertThat(text.lines().filter(line -> line.contains("e1000")))
                    .hasSizeGreaterThan(2)
                    .allMatch(line -> line.matches(
                            "[^\\x00-\\x7f]*\\[ +\\d+\\.123456\\] e1000 0000:00:03.0: eth0 NIC Link is Up"));
            assertThat(text).doesNotContain("Kernel panic", "Oops");
        }
    }

    @Test
    void brings_every_byte_although_programs_print_more_than_ascii() throws Exception {
        try (FakeGuest guest =
                FakeGuest.start("dash -i", directory, line -> new NoisyLine(line, 4_000, "Größe …\r\n"))) {
            RootShell root = guest.shell();
            byte[] data = new byte[60_000];
            new Random(8).nextBytes(data);
            Files.write(directory.resolve("data"), data);
            for (int i = 0; i < 3; i++) {
                assertThat(root.run("cat " + directory + "/data").stdoutBytes()).isEqualTo(data);
                assertThat(root.run("seq 200").lines()).hasSize(200);
            }
        }
    }

    @Test
    void brings_every_byte_over_a_line_that_loses_some_and_runs_each_command_once() throws Exception {
        AtomicReference<LossyLine> lossy = new AtomicReference<>();
        try (FakeGuest guest = FakeGuest.start("dash -i", directory, line -> {
            lossy.set(new LossyLine(line, 3_000));
            return lossy.get();
        })) {
            RootShell root = guest.shell();
            requireNonNull(lossy.get()).startLosing();
            for (int i = 0; i < 20; i++) {
                assertThat(root.run("echo x >>count; seq 100").lines()).hasSize(100);
            }
            assertThat(root.run("wc -l <count").stdout()).isEqualTo("20");
        }
    }
}
