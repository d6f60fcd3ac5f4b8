package io.kvmguest.qemu;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.List;
import org.junit.jupiter.api.Test;

class TcpPeerTest {

    /** The two ends of a connection, and a socket that listens; as Linux writes them. */
    private static final List<String> TABLE = """
              sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
               0: 0100007F:A112 00000000:0000 0A 00000000:00000000 00:00000000 00000000  1000        0 31337 1 0000000000000000 100 0 0 10 0
               1: 0100007F:A112 0100007F:C350 01 00000000:00000000 00:00000000 00000000  1000        0 31338 1 0000000000000000 20 4 30 10 -1
               2: 0100007F:C350 0100007F:A112 01 00000000:00000000 00:00000000 00000000    64        0 31339 1 0000000000000000 20 4 30 10 -1
            """.lines().toList();

    private static final List<String> IPV6 =
            List.of("   0: 0000000000000000FFFF00000100007F:C352 0000000000000000FFFF00000100007F:A112 01"
                    + " 00000000:00000000 00:00000000 00000000     0        0 31340 1 0000000000000000 20 4 30 10 -1");

    @Test
    void is_the_other_end() throws IOException {
        assertThat(TcpPeer.find(TABLE, loopback(50000), loopback(41234)))
                .hasValue(new TcpPeer("127.0.0.1:50000", "64", "31339"));
        assertThat(TcpPeer.find(TABLE, loopback(50001), loopback(41234))).isEmpty();
        assertThat(TcpPeer.find(IPV6, loopback(50002), loopback(41234)))
                .hasValue(new TcpPeer("127.0.0.1:50002", "0", "31340"));
        assertThat(new TcpPeer("127.0.0.1:50000", "64", "31339")).hasToString("127.0.0.1:50000 (user id 64)");
    }

    @Test
    void is_held_by_whoever_has_it_open() throws IOException {
        try (ServerSocketChannel listener = ServerSocketChannel.open().bind(loopback(0));
                SocketChannel there = SocketChannel.open(listener.getLocalAddress());
                SocketChannel here = listener.accept()) {
            TcpPeer peer = TcpPeer.of(here).orElseThrow();

            assertThat(peer.address()).isEqualTo(TcpPeer.text((InetSocketAddress) there.getLocalAddress()));
            assertThat(peer.isHeldBy(ProcessHandle.current().pid())).isTrue();
            Process other = new ProcessBuilder("sleep", "1000").start();
            try {
                assertThat(peer.isHeldBy(other.pid())).isFalse();
            } finally {
                other.destroyForcibly();
            }
            assertThat(peer.isHeldBy(-1)).isFalse();
        }
    }

    private static InetSocketAddress loopback(int port) throws IOException {
        return new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), port);
    }
}
