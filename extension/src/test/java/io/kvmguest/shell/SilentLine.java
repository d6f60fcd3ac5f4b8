package io.kvmguest.shell;

import io.kvmguest.console.SerialLine;
import java.util.concurrent.CountDownLatch;

/** A line over which nothing comes, until it is closed. */
final class SilentLine implements SerialLine {

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
        return "nothing";
    }

    @Override
    public void close() {
        closed.countDown();
    }
}
