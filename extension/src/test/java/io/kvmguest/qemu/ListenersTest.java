package io.kvmguest.qemu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.kvmguest.console.SocketLine;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class ListenersTest {

    private static final Duration PLENTY = Duration.ofSeconds(30);

    private final Path directory;
    private final Path one;
    private final Path two;

    ListenersTest(@TempDir Path parent) throws IOException {
        directory = Files.createDirectory(parent.resolve("work"));
        one = directory.resolve("one.sock");
        two = directory.resolve("two.sock");
    }

    @Test
    void accept_gives_the_lines_in_their_order_whoever_comes_first() throws IOException {
        try (Supervisor supervisor = supervisor("sleep", "1000");
                Listeners listeners = Listeners.bind(List.of(one, two));
                SocketChannel second = SocketChannel.open(UnixDomainSocketAddress.of(two));
                SocketChannel first = SocketChannel.open(UnixDomainSocketAddress.of(one))) {
            first.write(ByteBuffer.wrap(new byte[] {1}));
            second.write(ByteBuffer.wrap(new byte[] {2}));

            List<SocketLine> lines = listeners.accept(supervisor, PLENTY, failure());

            byte[] buffer = new byte[1];
            lines.get(0).read(buffer, 0, 1);
            assertThat(buffer[0]).isEqualTo((byte) 1);
            lines.get(1).read(buffer, 0, 1);
            assertThat(buffer[0]).isEqualTo((byte) 2);
            lines.forEach(SocketLine::hangUp);
        }
    }

    @Test
    void accept_fails_when_qemu_exits() {
        try (Supervisor supervisor = supervisor("sh", "-c", "echo 'qemu: -foo: invalid option' >&2; exit 1");
                Listeners listeners = Listeners.bind(List.of(one))) {
            assertThatExceptionOfType(QemuStartException.class)
                    .isThrownBy(() -> listeners.accept(supervisor, PLENTY, failure()))
                    .withMessage("""
                            QEMU of guest 'router' did not start: QEMU exited with status 1
                              It wrote to standard error:
                                | qemu: -foo: invalid option
                              Command line: qemu -foo 'a b'""")
                    .satisfies(failed -> assertThat(failed.gist()).isEqualTo("-foo: invalid option"));
        }
    }

    @Test
    void accept_fails_when_qemu_does_not_come_in_time() {
        try (Supervisor supervisor = supervisor("sleep", "1000");
                Listeners listeners = Listeners.bind(List.of(one))) {
            assertThatExceptionOfType(QemuStartException.class)
                    .isThrownBy(() -> listeners.accept(supervisor, Duration.ofMillis(1), failure()))
                    .withMessage("""
                            QEMU of guest 'router' did not start: it has not connected to its sockets within 0 s
                              It wrote to standard error:
                                (nothing)
                              Command line: qemu -foo 'a b'""");
        }
    }

    @Test
    void accept_fails_when_the_thread_is_interrupted() {
        try (Supervisor supervisor = supervisor("sleep", "1000");
                Listeners listeners = Listeners.bind(List.of(one))) {
            Thread.currentThread().interrupt();

            assertThatExceptionOfType(QemuStartException.class)
                    .isThrownBy(() -> listeners.accept(supervisor, PLENTY, failure()))
                    .withMessageStartingWith(
                            "QEMU of guest 'router' did not start: the thread that waited for it was interrupted\n");
            assertThat(Thread.interrupted()).isTrue();
        }
    }

    @Test
    void a_path_that_is_too_long_is_told_with_a_way_out() throws IOException {
        Path deep = Files.createDirectories(directory.resolve("d".repeat(100)));
        Path path = deep.resolve("console.sock");

        assertThatExceptionOfType(QemuStartException.class)
                .isThrownBy(() -> Listeners.bind(List.of(one, path)))
                .withMessage("""
                        The path of a unix socket may have 107 bytes; this one has %d: %s
                          Choose a shorter directory for work files: -Dkvmguest.work=/tmp, or KVMGUEST_WORK in the environment.""".formatted(path.toString().length(), path));
    }

    @Test
    void a_directory_that_is_not_there() {
        Path path = directory.resolve("missing").resolve("console.sock");

        assertThatExceptionOfType(QemuStartException.class)
                .isThrownBy(() -> Listeners.bind(List.of(path)))
                .withMessageStartingWith("The sockets for QEMU could not be made in " + path.getParent() + ": ");
    }

    private Supervisor supervisor(String... command) {
        return Supervisor.start(List.of(command), directory, "test");
    }

    private static StartFailure failure() {
        return new StartFailure("router", List.of("qemu", "-foo", "a b"));
    }
}
