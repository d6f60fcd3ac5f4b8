package io.kvmguest.console;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UnixSocketLineTest extends SerialLineContract {

    @Override
    Pair connect(Path directory) throws Exception {
        UnixDomainSocketAddress address = UnixDomainSocketAddress.of(directory.resolve("console.sock"));
        try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(address);
            SocketChannel guest = SocketChannel.open(address);
            return new Pair(SocketLine.of(server.accept(), "unix:" + address), new SocketPeer(guest));
        }
    }

    @Test
    void connects_to_a_socket(@TempDir Path directory) throws Exception {
        Path socket = directory.resolve("qemu.sock");
        assertThatIOException().isThrownBy(() -> SocketLine.connect(socket));
        try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(UnixDomainSocketAddress.of(socket));
            try (SocketLine line = SocketLine.connect(socket);
                    SocketChannel peer = server.accept()) {
                assertThat(line.description()).isEqualTo("unix:" + socket);
                assertThat(line).hasToString("unix:" + socket);
                line.write(new byte[] {1}, 0, 1);
                assertThat(peer.read(ByteBuffer.allocate(10))).isEqualTo(1);
            }
        }
    }

    @Test
    void gives_after_its_hang_up_what_was_not_read_before(@TempDir Path directory) throws Exception {
        Pair pair = connect(directory);
        try (SocketLine line = (SocketLine) pair.line()) {
            pair.peer().print("the last words".getBytes(US_ASCII));
            pair.peer().hangUp();

            line.hangUp();

            assertThat(read(line, 4)).isEqualTo("the ");
            assertThat(read(line, 100)).isEqualTo("last words");
            assertThat(line.read(new byte[1], 0, 1)).isEqualTo(-1);
        }
    }

    @Test
    void gives_nothing_once_it_is_closed(@TempDir Path directory) throws Exception {
        Pair pair = connect(directory);
        SocketLine line = (SocketLine) pair.line();
        pair.peer().print("the last words".getBytes(US_ASCII));
        line.hangUp();

        line.close();

        assertThat(line.read(new byte[1], 0, 1)).isEqualTo(-1);
        pair.peer().hangUp();
    }

    @Test
    void wakes_a_read_by_its_hang_up(@TempDir Path directory) throws Exception {
        Pair pair = connect(directory);
        try (SocketLine line = (SocketLine) pair.line()) {
            Running<Integer> reading = onThread(() -> line.read(new byte[1], 0, 1));
            awaitQuiet(reading.thread());

            line.hangUp();

            assertThat(reading.get()).isEqualTo(-1);
        } finally {
            pair.peer().hangUp();
        }
    }

    private static String read(SocketLine line, int atMost) throws IOException {
        byte[] buffer = new byte[atMost];
        return new String(buffer, 0, line.read(buffer, 0, atMost), US_ASCII);
    }
}
