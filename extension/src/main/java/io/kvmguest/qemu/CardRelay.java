package io.kvmguest.qemu;

import io.kvmguest.console.Joining;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.SocketOption;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Does for the network cards of a QEMU before 7.2 what later ones do themselves by {@code -netdev stream,server=on}: it listens at a
 * unix socket for each card, and joins it with one that connects after the other. A cable is plugged in and pulled out as a test
 * has it, and QEMU's own connection has to outlive that, as {@code -netdev socket} never connects again.
 *
 * <p>What a guest sends while nobody is connected is dropped. Where one side does not take its frames, the other has to wait, and
 * nothing grows. Each card ends with QEMU's connection, after what came over that.
 */
final class CardRelay implements AutoCloseable {

    private static final System.Logger LOG = System.getLogger("io.kvmguest");

    private final String guest;
    private final Selector selector;
    private final List<Wire> wires = new ArrayList<>();
    private final Thread thread;
    private final CompletableFuture<Void> ended = new CompletableFuture<>();
    private volatile boolean closed;

    /**
     * Begins to listen.
     *
     * @param connections QEMU's, by the number of the card; they are closed with this one, also if it cannot be made
     * @param directory where the sockets are to be
     */
    static CardRelay start(String guest, Map<Integer, SocketChannel> connections, Path directory) {
        List<AutoCloseable> open = new ArrayList<>(connections.values());
        try {
            Selector selector = Selector.open();
            open.add(selector);
            CardRelay relay = new CardRelay(guest, selector);
            for (Map.Entry<Integer, SocketChannel> each : connections.entrySet()) {
                ServerSocketChannel listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
                open.add(listener);
                Path socket = QemuCommand.cardSocket(directory, each.getKey());
                Listeners.checkLength(socket);
                listener.bind(UnixDomainSocketAddress.of(socket));
                relay.wires.add(relay.new Wire(each.getKey(), each.getValue(), listener));
            }
            relay.thread.start();
            return relay;
        } catch (IOException e) {
            open.forEach(Listeners::closeQuietly);
            throw new QemuStartException(
                    "The sockets for the network cards of guest '" + guest + "' could not be made in " + directory
                            + ": " + e.getMessage(),
                    e);
        } catch (RuntimeException e) {
            open.forEach(Listeners::closeQuietly);
            throw e;
        }
    }

    private CardRelay(String guest, Selector selector) {
        this.guest = guest;
        this.selector = selector;
        thread = Daemon.thread(guest + " network cards", this::run);
    }

    /** Completes when all cards have ended. */
    CompletableFuture<Void> ended() {
        return ended.copy();
    }

    /** Closes everything, at once. */
    @Override
    public void close() {
        closed = true;
        selector.wakeup();
        Joining.join(thread);
    }

    private void run() {
        try {
            while (!closed && wires.stream().anyMatch(Wire::isOpen)) {
                int unused = selector.select();
                for (SelectionKey key : selector.selectedKeys()) {
                    ((Wire) key.attachment()).turn(key);
                }
                selector.selectedKeys().clear();
            }
        } catch (IOException | RuntimeException e) {
            LOG.log(Level.ERROR, "The network cards of guest '" + guest + "' cannot be heard any more", e);
        } finally {
            wires.forEach(Wire::close);
            Listeners.closeQuietly(selector);
            ended.complete(null);
        }
    }

    /** What joins QEMU's connection of a card with that of a segment. */
    private final class Wire {

        private final int card;
        private final SocketChannel qemu;
        private final SelectionKey qemuKey;
        private final ServerSocketChannel listener;
        private final SelectionKey listenerKey;
        private final FrameFlow fromGuest = new FrameFlow();
        private final FrameFlow toGuest = new FrameFlow();
        private final Optional<SocketOption<Boolean>> promptly;
        private @Nullable SocketChannel segment;
        private @Nullable SelectionKey segmentKey;
        private boolean mute;
        private boolean deaf;

        Wire(int card, SocketChannel qemu, ServerSocketChannel listener) throws IOException {
            this.card = card;
            this.qemu = qemu;
            this.listener = listener;
            promptly = acknowledgePromptly(qemu);
            qemu.configureBlocking(false);
            listener.configureBlocking(false);
            qemuKey = qemu.register(selector, SelectionKey.OP_READ, this);
            listenerKey = listener.register(selector, SelectionKey.OP_ACCEPT, this);
        }

        boolean isOpen() {
            return qemu.isOpen();
        }

        /** Does what can be done when something has happened. */
        void turn(SelectionKey key) throws IOException {
            if (!key.isValid()) {
                return; // closed by another of this turn
            }
            if (key.equals(listenerKey)) {
                accept();
            } else if (key.isReadable() && key.equals(qemuKey)) {
                hearGuest();
            } else if (key.isReadable()) {
                hearSegment();
            }
            toSegment();
            toQemu();
            if (mute && segment == null) {
                close();
            } else {
                await();
            }
        }

        private void accept() throws IOException {
            SocketChannel channel = listener.accept();
            if (channel != null) {
                channel.configureBlocking(false);
                segment = channel;
                segmentKey = channel.register(selector, SelectionKey.OP_READ, this);
            }
        }

        private void hearGuest() {
            try {
                mute = !fromGuest.read(qemu);
                if (promptly.isPresent()) {
                    SocketChannel unused = qemu.setOption(promptly.get(), true);
                }
                if (!fromGuest.isSound()) {
                    throw new IOException("what comes are no frames");
                }
            } catch (IOException e) {
                LOG.log(Level.DEBUG, "Network card " + card + " of guest '" + guest + "' has broken: " + e);
                mute = true;
            }
        }

        private void hearSegment() {
            SocketChannel from = segment;
            if (from != null) {
                boolean there;
                try {
                    there = toGuest.read(from) && toGuest.isSound();
                } catch (IOException e) {
                    there = false;
                }
                if (!there) {
                    hangUp();
                }
            }
        }

        private void toSegment() {
            if (segment == null) {
                fromGuest.drop();
                return;
            }
            try {
                if (!fromGuest.write(segment) && mute) {
                    hangUp();
                }
            } catch (IOException e) {
                hangUp();
            }
        }

        private void toQemu() {
            try {
                if (deaf) {
                    toGuest.drop();
                } else {
                    boolean unused = toGuest.write(qemu);
                }
            } catch (IOException e) {
                deaf = true; // that it is gone is read when all was read that it has written
            }
        }

        /** Goes on without the segment, from a whole frame in either direction. */
        private void hangUp() {
            if (segment != null) {
                Listeners.closeQuietly(segment);
            }
            segment = null;
            segmentKey = null;
            toGuest.dropTail();
            fromGuest.drop();
        }

        /** Waits for what is of use: for a place to read to, and for a socket that takes what there is to be written. */
        private void await() {
            qemuKey.interestOps(interest(!mute && fromGuest.hasRoom(), toGuest.isWaiting() && !deaf));
            listenerKey.interestOps(segment == null ? SelectionKey.OP_ACCEPT : 0);
            if (segmentKey != null) {
                segmentKey.interestOps(interest(toGuest.hasRoom(), fromGuest.isWaiting()));
            }
        }

        private static int interest(boolean read, boolean write) {
            return (read ? SelectionKey.OP_READ : 0) | (write ? SelectionKey.OP_WRITE : 0);
        }

        void close() {
            Listeners.closeQuietly(listener);
            if (segment != null) {
                Listeners.closeQuietly(segment);
            }
            Listeners.closeQuietly(qemu);
        }
    }

    /**
     * QEMU of that age may leave Nagle's algorithm on, and then keeps a frame back until the one before is acknowledged, which Linux
     * puts off for 40 ms unless it is told at each reading. Java can tell it where it has the module {@code jdk.net}.
     */
    @SuppressWarnings("unchecked")
    private static Optional<SocketOption<Boolean>> acknowledgePromptly(SocketChannel channel) {
        return channel.supportedOptions().stream()
                .filter(option -> option.name().equals("TCP_QUICKACK"))
                .map(option -> (SocketOption<Boolean>) option)
                .findFirst();
    }
}
