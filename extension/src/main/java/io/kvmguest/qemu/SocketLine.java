package io.kvmguest.qemu;

import io.kvmguest.console.SerialLine;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A unix socket that QEMU has connected to.
 *
 * <p>The channel does not block; selectors do the waiting. A blocking channel is closed by the JDK when a thread is
 * interrupted in it, and a test that runs into its timeout would take the console away from everybody.
 */
final class SocketLine implements SerialLine {

    private final SocketChannel channel;
    private final Path path;
    private final Selector readable;
    private final Selector writable;
    private final ReentrantLock reading = new ReentrantLock();
    private final ReentrantLock writing = new ReentrantLock();

    /** What was in the socket when {@link #hangUp()} closed it. */
    private ByteArrayInputStream rest = new ByteArrayInputStream(new byte[0]);

    /** Takes over a connected channel. */
    SocketLine(SocketChannel channel, Path path) throws IOException {
        this.channel = channel;
        this.path = path;
        channel.configureBlocking(false);
        readable = Selector.open();
        writable = Selector.open();
        channel.register(readable, SelectionKey.OP_READ);
        channel.register(writable, SelectionKey.OP_WRITE);
    }

    /**
     * {@inheritDoc}
     *
     * @throws InterruptedIOException if the thread is interrupted while there is nothing to read; the line stays open
     */
    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        while (true) {
            int count = readNow(buffer, offset, length);
            if (count != 0) {
                return count;
            }
            await(readable, 0);
        }
    }

    /** Returns 0 when there is nothing to read yet. */
    private int readNow(byte[] buffer, int offset, int length) {
        reading.lock();
        try {
            if (rest.available() > 0) {
                return rest.read(buffer, offset, length);
            }
            return channel.read(ByteBuffer.wrap(buffer, offset, length));
        } catch (IOException e) {
            // Closed here, or reset by a peer that left bytes unread: all that it had sent has been read by now.
            return -1;
        } finally {
            reading.unlock();
        }
    }

    /**
     * {@inheritDoc}
     *
     * @throws InterruptedIOException if the thread is interrupted while the peer takes nothing; its
     *     {@code bytesTransferred} says how much was written, and the line stays open
     */
    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        ByteBuffer source = ByteBuffer.wrap(bytes, offset, length);
        writing.lock();
        try {
            while (source.hasRemaining()) {
                if (channel.write(source) == 0) {
                    await(writable, source.position() - offset);
                }
            }
        } finally {
            writing.unlock();
        }
    }

    private void await(Selector selector, int transferred) throws IOException {
        try {
            selector.select();
            selector.selectedKeys().clear();
        } catch (ClosedSelectorException e) {
            return; // the channel is closed before its selectors, so that the next attempt says so
        }
        if (Thread.currentThread().isInterrupted() && channel.isOpen()) {
            InterruptedIOException interrupted =
                    new InterruptedIOException("interrupted while waiting for " + description());
            interrupted.bytesTransferred = transferred;
            throw interrupted;
        }
    }

    @Override
    public String description() {
        return "unix:" + path;
    }

    /** Closes the socket after QEMU has gone. What it had sent by then can still be read. */
    void hangUp() {
        reading.lock();
        try {
            ByteArrayOutputStream unread = new ByteArrayOutputStream();
            byte[] buffer = new byte[64 * 1024];
            for (int count = readNow(buffer, 0, buffer.length); count > 0; count = readNow(buffer, 0, buffer.length)) {
                unread.write(buffer, 0, count);
            }
            closeSocket();
            rest = new ByteArrayInputStream(unread.toByteArray());
        } catch (IOException e) {
            // A socket is gone once it is closed, whatever close() says.
        } finally {
            reading.unlock();
        }
    }

    @Override
    public void close() throws IOException {
        closeSocket();
        reading.lock();
        try {
            rest = new ByteArrayInputStream(new byte[0]);
        } finally {
            reading.unlock();
        }
    }

    private void closeSocket() throws IOException {
        channel.close();
        readable.close();
        writable.close();
    }
}
