package io.kvmguest.qemu;

import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Ports of the loopback that wait for the network cards of a QEMU before 7.2, which has only TCP for them ({@code -netdev
 * socket}).
 *
 * <p>QEMU would also take a socket that is open ({@code fd=}). Java has no way to hand one over: a process that it starts inherits
 * none, and its unix sockets carry none.
 */
final class CardListeners implements AutoCloseable {

    private final String guest;
    private final Map<Integer, LoopbackPort> ports = new LinkedHashMap<>();

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
        ports.put(card, LoopbackPort.bind(guest, "network card " + card));
    }

    /** Returns which port of 127.0.0.1 each card is to connect to, by its number. */
    Map<Integer, Integer> ports() {
        Map<Integer, Integer> numbers = new LinkedHashMap<>();
        ports.forEach((card, port) -> numbers.put(card, port.number()));
        return numbers;
    }

    /**
     * Waits until QEMU has connected each card; its exit and the deadline end the wait.
     *
     * @return QEMU's connections, by the number of the card
     */
    Map<Integer, SocketChannel> accept(Supervisor supervisor, Duration deadline, StartFailure failure) {
        Map<Integer, SocketChannel> connections = new LinkedHashMap<>();
        try (Arrival arrival = new Arrival(supervisor, deadline, failure, this::close)) {
            for (Map.Entry<Integer, LoopbackPort> each : ports.entrySet()) {
                try {
                    connections.put(each.getKey(), each.getValue().accept(supervisor.pid()));
                } catch (IOException e) {
                    connections.values().forEach(Listeners::closeQuietly);
                    throw arrival.failed(e, each.getValue().missing());
                }
            }
            return connections;
        }
    }

    @Override
    public void close() {
        ports.values().forEach(LoopbackPort::close);
    }
}
