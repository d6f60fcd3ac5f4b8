package io.kvmguest.console;

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
            return new Pair(UnixSocketLine.of(server.accept(), "unix:" + address), new SocketPeer(guest));
        }
    }

    private record SocketPeer(SocketChannel channel) implements Peer {

        @Override
        public void print(byte[] bytes) throws IOException {
            ByteBuffer buffer = ByteBuffer.wrap(bytes);
            while (buffer.hasRemaining()) {
                channel.write(buffer);
            }
        }

        @Override
        public int read(byte[] buffer) throws IOException {
            return channel.read(ByteBuffer.wrap(buffer));
        }

        @Override
        public void hangUp() throws IOException {
            channel.close();
        }
    }

    @Test
    void connects_to_a_socket(@TempDir Path directory) throws Exception {
        Path socket = directory.resolve("qemu.sock");
        assertThatIOException().isThrownBy(() -> UnixSocketLine.connect(socket));
        try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(UnixDomainSocketAddress.of(socket));
            try (UnixSocketLine line = UnixSocketLine.connect(socket);
                    SocketChannel peer = server.accept()) {
                assertThat(line.description()).isEqualTo("unix:" + socket);
                assertThat(line).hasToString("unix:" + socket);
                line.write(new byte[] {1}, 0, 1);
                assertThat(peer.read(ByteBuffer.allocate(10))).isEqualTo(1);
            }
        }
    }
}
