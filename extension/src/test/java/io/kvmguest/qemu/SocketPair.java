package io.kvmguest.qemu;

import io.kvmguest.console.SocketLine;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** A line and, in place of QEMU, its other end. */
final class SocketPair implements AutoCloseable {

    private final SocketLine line;
    private final SocketChannel peer;

    SocketPair(Path directory) {
        Path path = directory.resolve("pair.sock");
        try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(UnixDomainSocketAddress.of(path));
            peer = SocketChannel.open(UnixDomainSocketAddress.of(path));
            line = SocketLine.of(server.accept(), "unix:" + path);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    SocketLine line() {
        return line;
    }

    SocketChannel peer() {
        return peer;
    }

    /** Writes at the other end. */
    void tell(String text) {
        try {
            ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
            while (bytes.hasRemaining()) {
                peer.write(bytes);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Reads a line of text at the other end; what is left of one when it closes. */
    String hear() {
        StringBuilder text = new StringBuilder();
        ByteBuffer one = ByteBuffer.allocate(1);
        try {
            while (peer.read(one) > 0 && one.get(0) != '\n') {
                text.append((char) one.get(0));
                one.clear();
            }
            return text.toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void hangUp() {
        try {
            peer.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() throws IOException {
        peer.close();
        line.close();
    }
}
