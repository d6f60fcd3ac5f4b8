package io.kvmguest.console;

import java.util.concurrent.CountDownLatch;

/** A line at whose other end is nobody: nothing comes over it until it is closed, and what is written is gone. */
public final class SilentLine implements SerialLine {

    private final CountDownLatch closed = new CountDownLatch(1);

    @Override
    public int read(byte[] buffer, int offset, int length) {
        try {
            closed.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return -1;
    }

    @Override
    public void write(byte[] bytes, int offset, int length) {}

    @Override
    public String description() {
        return "a line at whose other end is nobody";
    }

    @Override
    public void close() {
        closed.countDown();
    }
}
