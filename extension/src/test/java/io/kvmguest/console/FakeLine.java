package io.kvmguest.console;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;

/** A serial line in memory, whose other end is the test. */
final class FakeLine implements SerialLine {

    private final Deque<byte[]> chunks = new ArrayDeque<>();
    private final ByteArrayOutputStream typed = new ByteArrayOutputStream();
    private boolean hungUp;
    private boolean closed;
    private boolean reading;
    private boolean broken;

    /** Lets the guest print a chunk. */
    synchronized void print(String text) {
        print(text.getBytes(StandardCharsets.UTF_8));
    }

    synchronized void print(byte[] bytes) {
        if (bytes.length > 0) {
            chunks.add(bytes.clone());
            notifyAll();
        }
    }

    /** Waits until all that was printed is recorded: the pump comes for more. */
    synchronized void awaitDrained() throws InterruptedException {
        while (!(chunks.isEmpty() && reading) && !hungUp) {
            wait();
        }
    }

    @Override
    public synchronized void hangUp() {
        hungUp = true;
        notifyAll();
    }

    /** Lets the next read fail. */
    synchronized void breakDown() {
        broken = true;
        notifyAll();
    }

    synchronized String typed() {
        return typed.toString(StandardCharsets.UTF_8);
    }

    synchronized boolean isClosed() {
        return closed;
    }

    @Override
    public synchronized int read(byte[] buffer, int offset, int length) throws IOException {
        reading = true;
        notifyAll();
        try {
            while (chunks.isEmpty()) {
                if (broken) {
                    throw new IOException("Input/output error");
                }
                if (hungUp || closed) {
                    return -1;
                }
                wait();
            }
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
        reading = false;
        byte[] chunk = chunks.remove();
        int count = Math.min(length, chunk.length);
        System.arraycopy(chunk, 0, buffer, offset, count);
        if (count < chunk.length) {
            chunks.addFirst(java.util.Arrays.copyOfRange(chunk, count, chunk.length));
        }
        return count;
    }

    @Override
    public synchronized void write(byte[] bytes, int offset, int length) throws IOException {
        if (hungUp || closed) {
            throw new IOException("Broken pipe");
        }
        typed.write(bytes, offset, length);
    }

    @Override
    public String description() {
        return "fake:line";
    }

    @Override
    public synchronized void close() {
        closed = true;
        notifyAll();
    }
}
