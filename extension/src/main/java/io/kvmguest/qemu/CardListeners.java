package io.kvmguest.qemu;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Ports of the loopback that wait for the network cards of a QEMU before 7.2, which has only TCP for them ({@code -netdev
 * socket}). Whoever is on this host can connect to such a port, so that only QEMU's own connection is taken; then nobody listens
 * there any more.
 *
 * <p>QEMU would also take a socket that is open ({@code fd=}). Java has no way to hand one over: a process that it starts inherits
 * none, and its unix sockets carry none.
 */
final class CardListeners implements AutoCloseable {

    private static final System.Logger LOG = System.getLogger("io.kvmguest");

    /** As much as waits in a unix socket; TCP by itself would let it grow to megabytes. */
    private static final int WAITING = 208 << 10;

    private final String guest;
    private final Map<Integer, ServerSocketChannel> channels = new LinkedHashMap<>();
    private final Map<Integer, Integer> ports = new LinkedHashMap<>();

    private CardListeners(String guest) {
        this.guest = guest;
    }

    /** Listens for all cards that have no back end of their own, if QEMU cannot listen itself. */
    static CardListeners bind(QemuBinary binary, Machine machine) {
        List<Integer> cards = new ArrayList<>();
        for (int i = 0; i < machine.nics().size(); i++) {
            if (!binary.hasStream() && machine.nics().get(i).netdev().isEmpty()) {
                cards.add(i);
            }
        }
        return bind(machine.name(), cards);
    }

    static CardListeners bind(String guest, List<Integer> cards) {
        CardListeners listeners = new CardListeners(guest);
        try {
            for (int card : cards) {
                listeners.listen(card);
            }
            return listeners;
        } catch (IOException e) {
            listeners.close();
            throw new QemuStartException(
                    "No port of the loopback could be had for the network cards of guest '" + guest + "': "
                            + e.getMessage(),
                    e);
        }
    }

    private void listen(int card) throws IOException {
        ServerSocketChannel channel = ServerSocketChannel.open(StandardProtocolFamily.INET);
        channels.put(card, channel);
        channel.setOption(StandardSocketOptions.SO_RCVBUF, WAITING);
        channel.bind(new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), 0));
        ports.put(card, ((InetSocketAddress) channel.getLocalAddress()).getPort());
    }

    /** Returns which port of 127.0.0.1 each card is to connect to, by its number. */
    Map<Integer, Integer> ports() {
        return Map.copyOf(ports);
    }

    /**
     * Waits until QEMU has connected each card; its exit and the deadline end the wait.
     *
     * @return QEMU's connections, by the number of the card
     */
    Map<Integer, SocketChannel> accept(Supervisor supervisor, Duration deadline, StartFailure failure) {
        Map<Integer, SocketChannel> connections = new LinkedHashMap<>();
        List<String> refused = new ArrayList<>();
        try (Arrival arrival = new Arrival(supervisor, deadline, failure, this::close)) {
            for (Map.Entry<Integer, ServerSocketChannel> each : channels.entrySet()) {
                int card = each.getKey();
                try {
                    connections.put(card, accept(card, each.getValue(), supervisor.pid(), refused));
                } catch (IOException e) {
                    connections.values().forEach(Listeners::closeQuietly);
                    throw arrival.failed(e, missing(card, refused));
                }
            }
            return connections;
        }
    }

    private SocketChannel accept(int card, ServerSocketChannel listener, long pid, List<String> refused)
            throws IOException {
        while (true) {
            SocketChannel channel = listener.accept();
            boolean taken = false;
            try {
                Optional<TcpPeer> peer = TcpPeer.of(channel);
                if (peer.filter(each -> each.isHeldBy(pid)).isPresent()) {
                    listener.close();
                    channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
                    channel.setOption(StandardSocketOptions.SO_SNDBUF, WAITING);
                    taken = true;
                    return channel;
                }
                String who = peer.map(TcpPeer::toString).orElse("one that is gone");
                refused.add(who);
                LOG.log(
                        Level.WARNING,
                        "Guest '" + guest + "': a connection to 127.0.0.1:" + ports.get(card)
                                + ", where QEMU (process " + pid + ") is to connect network card " + card
                                + ", was refused, as it is not QEMU's: " + who);
            } finally {
                if (!taken) {
                    Listeners.closeQuietly(channel);
                }
            }
        }
    }

    private String missing(int card, List<String> refused) {
        return "its network card " + card + " to 127.0.0.1:" + ports.get(card)
                + (refused.isEmpty()
                        ? ""
                        : " (connections that are not its own were refused: " + String.join(", ", refused) + ")");
    }

    @Override
    public void close() {
        channels.values().forEach(Listeners::closeQuietly);
    }
}
