package io.kvmguest.qemu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class CardListenersTest {

    private static final Duration PLENTY = Duration.ofSeconds(30);
    private static final QemuBinary NEW = new QemuBinary(Path.of("/usr/bin/qemu"), new QemuVersion(7, 2, 0), true);
    private static final QemuBinary OLD = new QemuBinary(Path.of("/usr/bin/qemu"), new QemuVersion(7, 1, 0), true);

    private final Path directory;

    CardListenersTest(@TempDir Path directory) {
        this.directory = directory;
    }

    @Test
    void are_there_for_cards_that_lead_nowhere_of_a_qemu_that_cannot_listen() {
        Machine machine = new MachineBuilder()
                .nic(new Machine.Nic("e1000", "52:54:00:00:00:01", Optional.of("user")))
                .nic(new Machine.Nic("e1000", "52:54:00:00:00:02", Optional.empty()))
                .build();

        try (CardListeners none = CardListeners.bind(NEW, machine);
                CardListeners one = CardListeners.bind(OLD, machine)) {
            assertThat(none.ports()).isEmpty();
            assertThat(one.ports()).containsOnlyKeys(1);
            assertThat(Sockets.listening()).containsExactlyInAnyOrderElementsOf(List.of("127.0.0.1:" + port(one, 1)));
        }
        assertThat(Sockets.listening()).isEmpty();
    }

    @Test
    void are_none_where_the_property_does_not_say_so() {
        assertThat(NEW.hasStream()).isTrue();
        assertThat(OLD.hasStream()).isFalse();
        System.setProperty(QemuBinary.NETDEV_PROPERTY, "socket");
        try {
            assertThat(NEW.hasStream()).isFalse();
        } finally {
            System.clearProperty(QemuBinary.NETDEV_PROPERTY);
        }
    }

    @Test
    void take_one_connection_and_listen_no_more() throws IOException {
        try (CardListeners listeners = CardListeners.bind("router", List.of(0, 3));
                Supervisor supervisor = supervisor("exec 3<>/dev/tcp/127.0.0.1/" + port(listeners, 3)
                        + " 4<>/dev/tcp/127.0.0.1/" + port(listeners, 0) + "; exec sleep 1000")) {
            Map<Integer, SocketChannel> taken = listeners.accept(supervisor, PLENTY, failure());

            assertThat(taken).containsOnlyKeys(0, 3);
            assertThat(Sockets.listening()).isEmpty();
            for (int card : List.of(0, 3)) {
                assertThatExceptionOfType(ConnectException.class).isThrownBy(() -> connect(port(listeners, card)));
            }
            for (SocketChannel each : taken.values()) {
                assertThat(each.isConnected()).isTrue();
                each.close();
            }
        }
    }

    @Test
    void refuse_whoever_is_not_qemu() throws IOException {
        try (CardListeners listeners = CardListeners.bind("router", List.of(0));
                SocketChannel first = connect(port(listeners, 0))) {
            first.write(ByteBuffer.wrap(new byte[] {0, 0, 0, 14}));
            connect(port(listeners, 0)).close(); // one that is gone when it is looked at
            try (Supervisor supervisor = supervisor(
                    "exec 3<>/dev/tcp/127.0.0.1/" + port(listeners, 0) + "; echo frame >&3; exec sleep 1000")) {
                SocketChannel qemu = Objects.requireNonNull(
                        listeners.accept(supervisor, PLENTY, failure()).get(0));

                assertThat(Sockets.isHungUp(first)).isTrue();
                ByteBuffer text = ByteBuffer.allocate(6);
                while (text.hasRemaining()) {
                    assertThat(qemu.read(text)).isPositive();
                }
                assertThat(new String(text.array(), StandardCharsets.US_ASCII)).isEqualTo("frame\n");
                qemu.close();
            }
        }
    }

    @Test
    void say_what_is_missing_when_qemu_does_not_connect_in_time() throws IOException {
        try (CardListeners listeners = CardListeners.bind("router", List.of(2));
                Supervisor supervisor = supervisor("exec sleep 1000")) {
            int port = port(listeners, 2);

            assertThatExceptionOfType(QemuStartException.class)
                    .isThrownBy(() -> listeners.accept(supervisor, Duration.ofMillis(1), failure()))
                    .withMessage("""
                            QEMU of guest 'router' did not start: it has not connected its network card 2 to 127.0.0.1:%d within 0 s
                              It wrote to standard error:
                                (nothing)
                              Command line: qemu -foo 'a b'""".formatted(port));
            assertThat(Sockets.listening()).isEmpty();
        }
    }

    @Test
    void say_who_was_refused_when_qemu_does_not_connect_in_time() throws IOException {
        try (CardListeners listeners = CardListeners.bind("router", List.of(0));
                Supervisor supervisor = supervisor("exec sleep 1000");
                SocketChannel foreign = connect(port(listeners, 0))) {
            String user = String.valueOf(Files.getAttribute(Path.of("/proc/self"), "unix:uid"));

            assertThatExceptionOfType(QemuStartException.class)
                    .isThrownBy(() -> listeners.accept(supervisor, Duration.ofSeconds(2), failure()))
                    .withMessageContaining("it has not connected its network card 0 to 127.0.0.1:"
                            + port(listeners, 0) + " (connections that are not its own were refused: "
                            + TcpPeer.text((InetSocketAddress) foreign.getLocalAddress()) + " (user id " + user
                            + ")) within 2 s");
            assertThat(Sockets.isHungUp(foreign)).isTrue();
        }
    }

    @Test
    void say_how_qemu_has_ended() {
        try (CardListeners listeners = CardListeners.bind("router", List.of(0));
                Supervisor supervisor = supervisor("echo 'qemu: -foo: invalid option' >&2; exit 1")) {
            assertThatExceptionOfType(QemuStartException.class)
                    .isThrownBy(() -> listeners.accept(supervisor, PLENTY, failure()))
                    .withMessageStartingWith(
                            "QEMU of guest 'router' did not start: QEMU exited with status 1\n  It wrote to standard error:\n");
            assertThat(Sockets.listening()).isEmpty();
        }
    }

    @Test
    void say_that_the_thread_was_interrupted() {
        try (CardListeners listeners = CardListeners.bind("router", List.of(0));
                Supervisor supervisor = supervisor("exec sleep 1000")) {
            Thread.currentThread().interrupt();

            assertThatExceptionOfType(QemuStartException.class)
                    .isThrownBy(() -> listeners.accept(supervisor, PLENTY, failure()))
                    .withMessageStartingWith(
                            "QEMU of guest 'router' did not start: the thread that waited for it was interrupted\n");
            assertThat(Thread.interrupted()).isTrue();
        }
    }

    private static int port(CardListeners listeners, int card) {
        return Objects.requireNonNull(listeners.ports().get(card));
    }

    private static SocketChannel connect(int port) throws IOException {
        return SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    }

    private Supervisor supervisor(String script) {
        return Supervisor.start(List.of("bash", "-c", script), directory, "test");
    }

    private static StartFailure failure() {
        return new StartFailure("router", List.of("qemu", "-foo", "a b"));
    }
}
