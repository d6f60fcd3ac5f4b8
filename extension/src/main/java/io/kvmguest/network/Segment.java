package io.kvmguest.network;

import io.kvmguest.console.Joining;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger.Level;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * An Ethernet between guests: a switch in this JVM, with a {@linkplain Link link} to each card. It learns where addresses are,
 * as IEEE 802.1D has it, passes tags and frames of up to 64 KiB as they are, and needs no right on the host.
 *
 * <pre>{@code
 * try (Segment lan = Segment.create("lan")) {
 *     left.connect(0, lan);
 *     right.connect(0, lan).loss(0.1);
 *     …
 * }
 * }</pre>
 *
 * <p>May be used from any thread.
 */
public final class Segment implements AutoCloseable {

    private static final System.Logger LOG = System.getLogger("io.kvmguest");

    /** Below this the thread looks for itself, as it can be woken no more exactly. */
    private static final long SPIN = 1_000_000;

    private static final int ADDRESS = 6;

    private final String name;
    private final long seed;
    private final Selector selector;
    private final Thread thread;
    private final Queue<Port> joining = new ConcurrentLinkedQueue<>();
    private final Queue<Port> leaving = new ConcurrentLinkedQueue<>();
    private final List<Port> ports = new CopyOnWriteArrayList<>();
    private final Map<Long, Port> learned = new HashMap<>();
    private final Map<String, Link> links = new LinkedHashMap<>();
    private final Taps taps = new Taps();
    private volatile Set<Set<String>> apart = Set.of();
    private volatile boolean hub;
    private volatile boolean closed;

    private Segment(String name, long seed) {
        this.name = name;
        this.seed = seed;
        try {
            selector = Selector.open();
        } catch (IOException e) {
            throw new UncheckedIOException("Segment '" + name + "' could not be made: " + e, e);
        }
        thread = new Thread(this::run, "kvmguest segment " + name);
        thread.setDaemon(true);
        thread.start();
    }

    /** Makes one that nobody is connected to. What it does at random it does by a {@linkplain #seed() seed} of its own. */
    public static Segment create(String name) {
        return create(name, new SplittableRandom().nextLong());
    }

    /** Makes one that does at random what another one of this seed did, for the same frames in the same order. */
    public static Segment create(String name, long seed) {
        return new Segment(name, seed);
    }

    /** Returns its name. */
    public String name() {
        return name;
    }

    /** Returns what decides which frames are lost, and how long others take. */
    public long seed() {
        return seed;
    }

    /**
     * Connects a card of QEMU that listens at a socket ({@code -netdev stream,server=on}). A link of this name that there was is
     * replaced.
     *
     * @throws IllegalStateException if nobody listens there, or this segment is closed
     */
    public Link connect(String end, Path socket) {
        SocketChannel channel;
        try {
            channel = SocketChannel.open(StandardProtocolFamily.UNIX);
            try {
                channel.connect(UnixDomainSocketAddress.of(socket));
            } catch (IOException e) {
                channel.close();
                throw e;
            }
        } catch (IOException e) {
            throw new IllegalStateException("'" + end + "' cannot be connected to segment '" + name + "': " + e, e);
        }
        return connect(end, channel);
    }

    synchronized Link connect(String end, SocketChannel channel) {
        if (closed) {
            throw new IllegalStateException(
                    "Segment '" + name + "' was closed: '" + end + "' cannot be connected to it");
        }
        Link before = links.get(end);
        if (before != null) {
            before.unplug();
        }
        Port port = new Port(end, channel, taps, this::forward);
        Link link = new Link(this, port);
        links.put(end, link);
        joining.add(port);
        selector.wakeup();
        return link;
    }

    /**
     * Returns the link of a name.
     *
     * @throws IllegalArgumentException if there is none
     */
    public synchronized Link link(String end) {
        Link link = links.get(end);
        if (link == null) {
            throw new IllegalArgumentException(
                    "Segment '" + name + "' has no link '" + end + "'. It has " + links.keySet());
        }
        return link;
    }

    /** Returns all its links, in the order in which they were connected. */
    public synchronized List<Link> links() {
        return List.copyOf(links.values());
    }

    /**
     * Lets no frame pass between two ends any more, while both still reach all others.
     *
     * @throws IllegalArgumentException if there is no link of one of the names, or they are the same
     */
    public synchronized Segment partition(String one, String other) {
        if (link(one).equals(link(other))) {
            throw new IllegalArgumentException("'" + one + "' cannot be parted from itself");
        }
        Set<Set<String>> now = new HashSet<>(apart);
        now.add(Set.of(one, other));
        apart = Set.copyOf(now);
        return this;
    }

    /** Sends every frame to all others from now on, as a hub does. */
    public Segment hub() {
        hub = true;
        return this;
    }

    /** Sends frames where their addresses are from now on, if it knows; this is the default. */
    public Segment learning() {
        hub = false;
        return this;
    }

    /** Ends all partitions. */
    public synchronized Segment heal() {
        apart = Set.of();
        return this;
    }

    /** Ends all that was done to it and to its links. */
    public synchronized Segment reset() {
        links.values().forEach(Link::reset);
        return heal();
    }

    /**
     * Begins to keep the frames of all its links in memory, the newest 64 MiB of them.
     *
     * <pre>{@code
     * try (Capture capture = lan.capture()) {
     *     …
     *     assertThat(capture).within(ofSeconds(5)).hasFrame(Frames.dhcpDiscover());
     * }
     * }</pre>
     */
    public Capture capture() {
        return capture(CaptureSpec.inMemory());
    }

    /**
     * Begins to keep the frames of all its links in memory, and to write all of them to a file that Wireshark reads (pcapng).
     *
     * @param file is replaced if it is there
     * @throws java.io.UncheckedIOException if it cannot be written
     */
    public Capture capture(Path file) {
        return capture(CaptureSpec.inMemory().file(file));
    }

    /**
     * Begins to keep the frames of all its links.
     *
     * @throws java.io.UncheckedIOException if there is to be a file, and it cannot be written
     */
    public Capture capture(CaptureSpec spec) {
        return Capture.begin(this, taps, spec);
    }

    void unplug(Port port) {
        port.unplug();
        leaving.add(port);
        selector.wakeup();
    }

    /** Disconnects all. */
    @Override
    public void close() {
        synchronized (this) {
            closed = true;
        }
        selector.wakeup();
        Joining.join(thread);
    }

    // --- its thread -------------------------------------------------------------------------------------------------

    private void run() {
        try {
            while (!closed) {
                turn();
            }
        } catch (IOException | RuntimeException e) {
            LOG.log(Level.ERROR, "Segment '" + name + "' has broken down", e);
        } finally {
            ports.forEach(Segment::close);
            joining.forEach(Segment::close);
            closeQuietly(selector);
            taps.ended();
        }
    }

    private void turn() throws IOException {
        long wait = Long.MAX_VALUE;
        for (Port each : ports) {
            long now = System.nanoTime();
            wait = Math.min(wait, each.releaseComing(now));
        }
        for (Port each : ports) {
            wait = Math.min(wait, each.releaseGoing(System.nanoTime()));
            flush(each);
        }
        await(wait);
        join();
        long now = System.nanoTime();
        for (SelectionKey key : selector.selectedKeys()) {
            if (key.isValid() && key.isReadable()) {
                read((Port) key.attachment(), now);
            }
        }
        selector.selectedKeys().clear();
    }

    private void await(long nanos) throws IOException {
        int unused;
        if (nanos == Long.MAX_VALUE) {
            unused = selector.select();
        } else if (nanos < 2 * SPIN) {
            unused = selector.selectNow();
        } else {
            unused = selector.select(nanos / SPIN - 1);
        }
    }

    private void join() throws IOException {
        for (Port port = joining.poll(); port != null; port = joining.poll()) {
            port.channel().configureBlocking(false);
            SelectionKey unused = port.channel().register(selector, SelectionKey.OP_READ, port);
            ports.add(port);
        }
        for (Port port = leaving.poll(); port != null; port = leaving.poll()) {
            drop(port);
        }
    }

    private void read(Port port, long now) {
        try {
            if (!port.read(now)) {
                drop(port); // its guest is gone
            }
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "A link of segment '" + name + "' has broken: " + e);
            drop(port);
        }
    }

    private void flush(Port port) {
        SelectionKey key = port.channel().keyFor(selector);
        if (key == null || !key.isValid()) {
            return;
        }
        try {
            int wanted = port.flush() ? SelectionKey.OP_READ | SelectionKey.OP_WRITE : SelectionKey.OP_READ;
            if (key.interestOps() != wanted) {
                key.interestOps(wanted);
            }
        } catch (IOException e) {
            drop(port);
        }
    }

    private void drop(Port port) {
        boolean unused = ports.remove(port);
        boolean unusedAddresses = learned.values().removeIf(port::equals);
        close(port);
    }

    private static void close(Port port) {
        closeQuietly(port.channel());
    }

    private static void closeQuietly(AutoCloseable thing) {
        try {
            thing.close();
        } catch (Exception e) {
            // It is of no more use in any case.
        }
    }

    private void forward(Port from, ByteBuffer buffer, int start, int end, long now) {
        int frame = start + Integer.BYTES;
        if (end - frame < 2 * ADDRESS) {
            return; // no addresses
        }
        long source = address(buffer, frame + ADDRESS);
        if (!isGroup(source)) {
            Port unused = learned.put(source, from);
        }
        long destination = address(buffer, frame);
        Port to = hub || isGroup(destination) ? null : learned.get(destination);
        for (Port each : to == null ? ports : List.of(to)) {
            if (!each.equals(from) && mayPass(from, each)) {
                each.send(buffer, start, end, now);
            }
        }
    }

    private boolean mayPass(Port from, Port to) {
        Set<Set<String>> parted = apart;
        return parted.isEmpty() || !parted.contains(Set.of(from.name(), to.name()));
    }

    private static long address(ByteBuffer buffer, int at) {
        return ((buffer.getShort(at) & 0xffffL) << 32) | (buffer.getInt(at + 2) & 0xffffffffL);
    }

    /** Whether it is the address of several: the lowest bit of its first byte. */
    private static boolean isGroup(long address) {
        return ((address >> 40) & 1) == 1;
    }
}
