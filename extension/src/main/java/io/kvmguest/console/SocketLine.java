package io.kvmguest.console;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;

/**
 * A serial line over a unix domain socket, such as that of a QEMU character device, or over TCP as it is, without telnet's
 * commands: a terminal server's port, such as a {@code raw} one of ser2net.
 *
 * <p>A socket carries no break, and nothing of a port's settings. A thread that is interrupted while it writes does not break the line for others: the channel is used without
 * blocking, as a blocking one is closed by the interrupt.
 */
public final class SocketLine implements SerialLine {

    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private final SocketChannel channel;
    private final String description;
    private final Selector readable;
    private final Selector writable;
    private final Object reading = new Object();
    private final Object writing = new Object();

    /** What was in the socket when {@link #hangUp()} closed it. */
    private ByteBuffer rest = NOTHING;

    private SocketLine(SocketChannel channel, String description) throws IOException {
        this.channel = channel;
        this.description = description;
        channel.configureBlocking(false);
        this.readable = Selector.open();
        try {
            this.writable = Selector.open();
            channel.register(readable, SelectionKey.OP_READ);
            channel.register(writable, SelectionKey.OP_WRITE);
        } catch (IOException e) {
            readable.close();
            throw e;
        }
    }

    /**
     * Takes over a connected channel, which is closed with this line.
     *
     * @param description what a person would call it: {@code unix:/tmp/x/console.sock}
     */
    public static SocketLine of(SocketChannel channel, String description) throws IOException {
        Objects.requireNonNull(description, "description must not be null");
        return new SocketLine(channel, description);
    }

    /** Connects to a socket on which somebody listens. */
    public static SocketLine connect(Path socket) throws IOException {
        SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket));
        try {
            return new SocketLine(channel, "unix:" + socket);
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    /**
     * Connects to a TCP port.
     *
     * @param timeout how long to wait for somebody to answer
     */
    public static SocketLine connect(InetSocketAddress address, Duration timeout) throws IOException {
        String description = "tcp:" + address.getHostString() + ":" + address.getPort();
        if (address.isUnresolved()) {
            throw new UnknownHostException(description + ": there is no host of that name");
        }
        SocketChannel channel = SocketChannel.open();
        try {
            channel.socket().connect(address, Math.toIntExact(Math.max(1, timeout.toMillis())));
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            return new SocketLine(channel, description);
        } catch (IOException e) {
            channel.close();
            throw new IOException("cannot connect to " + description + ": " + e.getMessage(), e);
        }
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        // Taken away while we wait, as a selector does not wait on an interrupted thread.
        boolean interrupted = false;
        try {
            while (true) {
                int count = readNow(ByteBuffer.wrap(buffer, offset, length));
                if (count != 0 || length == 0) {
                    return count;
                }
                if (readable.isOpen()) {
                    select();
                }
                interrupted |= Thread.interrupted();
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void select() throws IOException {
        try {
            readable.select();
            readable.selectedKeys().clear();
        } catch (ClosedSelectorException e) {
            // The channel is closed before its selectors, so that the next attempt says so.
        }
    }

    /** Returns 0 when there is nothing to read yet. */
    private int readNow(ByteBuffer into) {
        synchronized (reading) {
            try {
                if (rest.hasRemaining()) {
                    int count = Math.min(rest.remaining(), into.remaining());
                    into.put(rest.slice().limit(count));
                    rest.position(rest.position() + count);
                    return count;
                }
                return channel.read(into);
            } catch (IOException e) {
                // Closed here, or reset by a peer that ended while it had not read all we wrote; what it printed comes
                // first.
                return -1;
            }
        }
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        ByteBuffer from = ByteBuffer.wrap(bytes, offset, length);
        synchronized (writing) {
            try {
                while (from.hasRemaining()) {
                    if (channel.write(from) == 0) {
                        writable.select();
                        writable.selectedKeys().clear();
                        if (Thread.currentThread().isInterrupted()) {
                            InterruptedIOException e = new InterruptedIOException(
                                    "interrupted while " + description + " took no more bytes");
                            e.bytesTransferred = from.position() - offset;
                            throw e;
                        }
                    }
                }
            } catch (ClosedSelectorException e) {
                throw (ClosedChannelException) new ClosedChannelException().initCause(e);
            }
        }
    }

    @Override
    public String description() {
        return description;
    }

    @Override
    public void hangUp() {
        synchronized (reading) {
            ByteArrayOutputStream unread = new ByteArrayOutputStream();
            ByteBuffer buffer = ByteBuffer.allocate(1 << 16);
            while (readNow(buffer) > 0) {
                unread.write(buffer.array(), 0, buffer.position());
                buffer.clear();
            }
            try {
                closeSocket();
            } catch (IOException e) {
                // A socket is gone once it is closed, whatever close() says.
            }
            rest = ByteBuffer.wrap(unread.toByteArray());
        }
    }

    @Override
    public void close() throws IOException {
        closeSocket();
        synchronized (reading) {
            rest = NOTHING;
        }
    }

    private void closeSocket() throws IOException {
        try {
            channel.close();
        } finally {
            // Wakes whoever waits, and only then is the descriptor of the channel given back.
            readable.close();
            writable.close();
        }
    }

    @Override
    public String toString() {
        return description;
    }
}
