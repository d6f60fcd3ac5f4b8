package io.kvmguest.qemu;

import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The network cards of a running machine: where their cables can be plugged in, and what is done to them behind the guest's
 * back.
 */
public final class NetworkCards {

    private final Machine machine;
    private final Path directory;
    private final Qmp qmp;
    private final CompletableFuture<QemuExit> exit;
    private final Duration deadline;

    /** The PCI slots of those that were ever pulled out: where they were last. */
    private final Map<Integer, Optional<String>> slots = new ConcurrentHashMap<>();

    private final Set<Integer> out = ConcurrentHashMap.newKeySet();

    NetworkCards(Machine machine, Path directory, Qmp qmp, CompletableFuture<QemuExit> exit, Duration deadline) {
        this.machine = machine;
        this.directory = directory;
        this.qmp = qmp;
        this.exit = exit;
        this.deadline = deadline;
    }

    /**
     * Has each card that QEMU listens for connected for a moment. It begins to listen in the background, and until it does it takes
     * the card for one that is connected: it would send the guest's first frame to nobody, and die (object_get_class(NULL) in 7.2).
     *
     * @throws QmpException if QEMU does not let itself be connected
     */
    void settle() {
        List<Integer> listening = new ArrayList<>();
        for (int i = 0; i < machine.nics().size(); i++) {
            if (machine.nics().get(i).netdev().isEmpty()) {
                listening.add(i);
            }
        }
        if (listening.isEmpty()) {
            return;
        }
        List<SocketChannel> channels = new ArrayList<>();
        try (EventWait<String> connected = eachSays("NETDEV_STREAM_CONNECTED", listening);
                EventWait<String> disconnected = eachSays("NETDEV_STREAM_DISCONNECTED", listening)) {
            try {
                for (int card : listening) {
                    channels.add(connect(QemuCommand.cardSocket(directory, card)));
                }
                require(connected);
            } finally {
                channels.forEach(Listeners::closeQuietly);
            }
            require(disconnected);
        }
    }

    /** Waits for an event of each of some cards; what is said then is nothing. */
    private EventWait<String> eachSays(String name, List<Integer> cards) {
        Set<String> missing = ConcurrentHashMap.newKeySet();
        cards.forEach(card -> missing.add(QemuCommand.netdevId(card)));
        return new EventWait<>(
                qmp,
                exit,
                event -> event.name().equals(name)
                                && missing.remove(String.valueOf(event.data().get("netdev-id")))
                                && missing.isEmpty()
                        ? Optional.of("")
                        : Optional.empty(),
                how -> "is gone");
    }

    private void require(EventWait<String> settled) {
        String trouble = settled.await(
                deadline,
                "has not told of its network cards within " + deadline.toSeconds() + " s",
                "was being started when this thread was interrupted");
        if (!trouble.isEmpty()) {
            throw new QmpException("QEMU of guest '" + machine.name() + "' " + trouble, "");
        }
    }

    private SocketChannel connect(Path socket) {
        long end = System.nanoTime() + deadline.toNanos();
        while (true) {
            try {
                return SocketChannel.open(UnixDomainSocketAddress.of(socket));
            } catch (IOException e) {
                if (System.nanoTime() - end > 0) {
                    throw new QmpException(
                            "QEMU of guest '" + machine.name() + "' does not listen at " + socket + ": " + e, "");
                }
                // It is about to. Whatever it is asked has it go on.
                Object unused = qmp.execute("query-name");
            }
        }
    }

    /** Returns the id of a card's back end. */
    public String netdev(int card) {
        return QemuCommand.netdevId(card);
    }

    /**
     * Returns where a card listens for whoever connects it.
     *
     * @throws IllegalStateException if it leads elsewhere, or QEMU is gone
     */
    public Path socket(int card) {
        Path socket = QemuCommand.cardSocket(directory, card);
        Optional<String> backEnd = machine.nics().get(card).netdev();
        if (backEnd.isPresent() || !Files.exists(socket)) {
            throw new IllegalStateException("network card " + card + " cannot be connected: "
                    + backEnd.map(other -> "its back end is " + other).orElse("QEMU is gone"));
        }
        return socket;
    }

    /**
     * Gives a card its carrier ({@code set_link}).
     *
     * @throws QmpException if QEMU refuses
     */
    public void carrierUp(int card) {
        setCarrier(card, true);
    }

    /**
     * Takes a card's carrier ({@code set_link}).
     *
     * @throws QmpException if QEMU refuses
     */
    public void carrierDown(int card) {
        setCarrier(card, false);
    }

    private void setCarrier(int card, boolean up) {
        Object unused = qmp.execute("set_link", Map.of("name", QemuCommand.nicId(card), "up", up));
    }

    /**
     * Pulls a card out ({@code device_del}).
     *
     * @return whether the guest has let go of it in time
     * @throws QmpException if QEMU refuses, as it does where the bus has no hot-plug
     */
    public boolean pullOut(int card) {
        String id = QemuCommand.nicId(card);
        Optional<String> slot = slot(id);
        // Whether it goes is for the guest to say: https://www.qemu.org/docs/master/interop/qemu-qmp-ref.html, "Device"
        try (EventWait<Boolean> gone = new EventWait<>(
                qmp,
                exit,
                event -> id.equals(event.data().get("device")) ? isGone(event.name()) : Optional.empty(),
                how -> false)) {
            Object unused = qmp.execute("device_del", Map.of("id", id));
            boolean done = gone.await(deadline, false, false);
            if (done) {
                slots.put(card, slot);
                out.add(card);
            }
            return done;
        }
    }

    private static Optional<Boolean> isGone(String event) {
        return switch (event) {
            case "DEVICE_DELETED" -> Optional.of(true);
            case "DEVICE_UNPLUG_GUEST_ERROR" -> Optional.of(false);
            default -> Optional.empty();
        };
    }

    /** Returns whether a card was pulled out, and not put back. */
    public boolean isOut(int card) {
        return out.contains(card);
    }

    /** Returns whether a card was ever pulled out. */
    public boolean wasOut(int card) {
        return slots.containsKey(card);
    }

    /**
     * Puts a card back in, where it was ({@code device_add}).
     *
     * @throws QmpException if QEMU refuses, as it does for one that is there
     */
    public void putIn(int card) {
        putIn(card, card);
    }

    /**
     * Puts a card back in, where another was before that was pulled out ({@code device_add}).
     *
     * @throws QmpException if QEMU refuses, as it does for one that is there, and for a place that is taken
     */
    public void putIn(int card, int place) {
        Machine.Nic nic = machine.nics().get(card);
        Map<String, Object> device = new LinkedHashMap<>(QemuCommand.nic(nic, card));
        slots.getOrDefault(place, Optional.empty()).ifPresent(slot -> device.put("addr", slot));
        Object unused = qmp.execute("device_add", device);
        boolean unusedOut = out.remove(card);
    }

    private Optional<String> slot(String id) {
        return maps(qmp.execute("query-pci"))
                .flatMap(bus -> maps(bus.get("devices")))
                .filter(device -> id.equals(device.get("qdev_id")))
                .map(device -> String.valueOf(device.get("slot")))
                .findFirst();
    }

    private static Stream<Map<?, ?>> maps(@Nullable Object list) {
        return list instanceof List<?> all
                ? all.stream().filter(Map.class::isInstance).map(each -> (Map<?, ?>) each)
                : Stream.empty();
    }
}
