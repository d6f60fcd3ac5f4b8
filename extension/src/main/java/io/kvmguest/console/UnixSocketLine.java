package io.kvmguest.console;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.Objects;

/**
 * A serial line over a unix domain socket, such as that of a QEMU character device.
 *
 * <p>A thread that is interrupted while it writes does not break the line for others: the channel is used without
 * blocking, as a blocking one is closed by the interrupt.
 */
public final class UnixSocketLine implements SerialLine {

    private final SocketChannel channel;
    private final String description;
    private final Selector readable;
    private final Selector writable;
    private final Object writing = new Object();

    private UnixSocketLine(SocketChannel channel, String description) throws IOException {
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
    public static UnixSocketLine of(SocketChannel channel, String description) throws IOException {
        Objects.requireNonNull(description, "description must not be null");
        return new UnixSocketLine(channel, description);
    }

    /** Connects to a socket on which somebody listens. */
    public static UnixSocketLine connect(Path socket) throws IOException {
        SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket));
        try {
            return new UnixSocketLine(channel, "unix:" + socket);
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        ByteBuffer into = ByteBuffer.wrap(buffer, offset, length);
        // Taken away while we wait, as a selector does not wait on an interrupted thread.
        boolean interrupted = false;
        try {
            while (true) {
                int count = channel.read(into);
                if (count != 0 || length == 0) {
                    return count;
                }
                readable.select();
                readable.selectedKeys().clear();
                interrupted |= Thread.interrupted();
            }
        } catch (ClosedSelectorException e) {
            return -1;
        } catch (IOException e) {
            // Closed here, or reset by a peer that ended while it had not read all we wrote; what it printed comes
            // first.
            return -1;
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
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
    public void close() throws IOException {
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
