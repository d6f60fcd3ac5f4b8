package io.kvmguest.network;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** A network card as QEMU has it: it listens at a socket, and its frames have their lengths before them. */
public final class Card implements AutoCloseable {

    private final ServerSocketChannel listener;
    private final SocketChannel channel;
    private final long address;
    private final Link link;

    public Card(Path folder, Segment segment, String name, int number) {
        Path socket = folder.resolve(name + number);
        address = 0x525400000000L | number;
        try {
            listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
            listener.bind(UnixDomainSocketAddress.of(socket));
            link = segment.connect(name, socket);
            channel = listener.accept();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Link link() {
        return link;
    }

    long address() {
        return address;
    }

    /** Returns a frame from this card, with its length before it. */
    ByteBuffer frame(long to, String text) {
        byte[] payload = text.getBytes(StandardCharsets.US_ASCII);
        ByteBuffer frame = ByteBuffer.allocate(4 + 14 + payload.length);
        frame.putInt(14 + payload.length);
        frame.putShort((short) (to >> 32)).putInt((int) to);
        frame.putShort((short) (address >> 32)).putInt((int) address);
        frame.putShort((short) 0x88b5).put(payload);
        return frame.flip();
    }

    Card send(Card to, String text) {
        write(frame(to.address, text));
        return this;
    }

    Card broadcast(String text) {
        write(frame(0xffffffffffffL, text));
        return this;
    }

    /** Sends a frame as it is. */
    public Card send(byte[] frame) {
        write(ByteBuffer.allocate(4 + frame.length)
                .putInt(frame.length)
                .put(frame)
                .flip());
        return this;
    }

    void write(ByteBuffer bytes) {
        try {
            while (bytes.hasRemaining()) {
                int unused = channel.write(bytes);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Waits for a frame and returns its text. */
    String receive() {
        ByteBuffer length = read(4);
        ByteBuffer frame = read(length.getInt(0));
        byte[] payload = new byte[frame.capacity() - 14];
        frame.get(14, payload);
        return new String(payload, StandardCharsets.US_ASCII);
    }

    private ByteBuffer read(int count) {
        ByteBuffer bytes = ByteBuffer.allocate(count);
        try {
            while (bytes.hasRemaining()) {
                if (channel.read(bytes) < 0) {
                    throw new IOException("the segment has hung up");
                }
            }
            return bytes;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
            listener.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
