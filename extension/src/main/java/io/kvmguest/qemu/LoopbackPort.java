package io.kvmguest.qemu;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A port of the loopback that waits for QEMU. Whoever is on this host can connect to it, so that only QEMU's own connection is
 * taken; then nobody listens there any more.
 */
final class LoopbackPort implements AutoCloseable {

    private static final System.Logger LOG = System.getLogger("io.kvmguest");

    /** As much as waits in a unix socket; TCP by itself would let it grow to megabytes. */
    private static final int WAITING = 208 << 10;

    private final String guest;
    private final String what;
    private final ServerSocketChannel channel;
    private final int port;
    private final List<String> refused = new ArrayList<>();

    private LoopbackPort(String guest, String what, ServerSocketChannel channel, int port) {
        this.guest = guest;
        this.what = what;
        this.channel = channel;
        this.port = port;
    }

    /**
     * Listens.
     *
     * @param what QEMU is to connect there: {@code network card 0}
     */
    static LoopbackPort bind(String guest, String what) throws IOException {
        ServerSocketChannel channel = ServerSocketChannel.open(StandardProtocolFamily.INET);
        try {
            channel.setOption(StandardSocketOptions.SO_RCVBUF, WAITING);
            channel.bind(new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), 0));
            int port = ((InetSocketAddress) channel.getLocalAddress()).getPort();
            return new LoopbackPort(guest, what, channel, port);
        } catch (IOException e) {
            Listeners.closeQuietly(channel);
            throw e;
        }
    }

    /** Returns the port of 127.0.0.1. */
    int number() {
        return port;
    }

    /** Waits until QEMU has connected. */
    SocketChannel accept(long pid) throws IOException {
        while (true) {
            SocketChannel connection = channel.accept();
            boolean taken = false;
            try {
                Optional<TcpPeer> peer = TcpPeer.of(connection);
                if (peer.filter(each -> each.isHeldBy(pid)).isPresent()) {
                    channel.close();
                    connection.setOption(StandardSocketOptions.TCP_NODELAY, true);
                    connection.setOption(StandardSocketOptions.SO_SNDBUF, WAITING);
                    taken = true;
                    return connection;
                }
                String who = peer.map(TcpPeer::toString).orElse("one that is gone");
                refused.add(who);
                LOG.log(
                        Level.WARNING,
                        "Guest '" + guest + "': a connection to 127.0.0.1:" + port + ", where QEMU (process " + pid
                                + ") is to connect " + what + ", was refused, as it is not QEMU's: " + who);
            } finally {
                if (!taken) {
                    Listeners.closeQuietly(connection);
                }
            }
        }
    }

    /** Returns what is missing while QEMU has not connected. */
    String missing() {
        return "its " + what + " to 127.0.0.1:" + port
                + (refused.isEmpty()
                        ? ""
                        : " (connections that are not its own were refused: " + String.join(", ", refused) + ")");
    }

    @Override
    public void close() {
        Listeners.closeQuietly(channel);
    }
}
