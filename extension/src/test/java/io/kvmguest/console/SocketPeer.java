package io.kvmguest.console;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;

/** The far end of a line, behind a socket. */
record SocketPeer(SocketChannel channel) implements SerialLineContract.Peer {

    @Override
    public void print(byte[] bytes) throws IOException {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        while (buffer.hasRemaining()) {
            channel.write(buffer);
        }
    }

    @Override
    public int read(byte[] buffer) throws IOException {
        return channel.read(ByteBuffer.wrap(buffer));
    }

    @Override
    public void hangUp() throws IOException {
        channel.close();
    }
}
