package io.kvmguest.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class TcpLineTest extends SerialLineContract {

    private static final Duration TIMEOUT = Duration.ofSeconds(20);

    private static InetSocketAddress loopback(int port) {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    }

    @Override
    Pair connect(Path directory) throws Exception {
        try (ServerSocketChannel server = ServerSocketChannel.open()) {
            server.bind(loopback(0));
            SerialLine line = SocketLine.connect((InetSocketAddress) server.getLocalAddress(), TIMEOUT);
            return new Pair(line, new SocketPeer(server.accept()));
        }
    }

    @Test
    void says_where_nobody_listens() throws Exception {
        int port;
        try (ServerSocketChannel server = ServerSocketChannel.open()) {
            server.bind(loopback(0));
            port = ((InetSocketAddress) server.getLocalAddress()).getPort();
        }
        InetSocketAddress closed = loopback(port);
        assertThatIOException()
                .isThrownBy(() -> SocketLine.connect(closed, TIMEOUT))
                .withMessage("cannot connect to tcp:localhost:" + port + ": Connection refused");
    }

    @Test
    void says_which_host_there_is_none_of() {
        InetSocketAddress nowhere = InetSocketAddress.createUnresolved("no-such-host.invalid", 4000);
        assertThatIOException()
                .isThrownBy(() -> SocketLine.connect(nowhere, TIMEOUT))
                .withMessage("tcp:no-such-host.invalid:4000: there is no host of that name");
    }

    @Test
    void is_called_by_its_address() throws Exception {
        try (ServerSocketChannel server = ServerSocketChannel.open()) {
            server.bind(loopback(0));
            InetSocketAddress address = (InetSocketAddress) server.getLocalAddress();
            try (SocketLine line = SocketLine.connect(address, TIMEOUT)) {
                assertThat(line.description()).startsWith("tcp:").endsWith(":" + address.getPort());
            }
        }
    }
}
