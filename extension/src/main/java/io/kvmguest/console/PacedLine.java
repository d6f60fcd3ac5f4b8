package io.kvmguest.console;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.Objects;

/**
 * A line that is written to in small pieces with a pause behind each, for a receiver that has no flow control and loses what comes
 * faster than it reads: a boot loader that polls its UART, say.
 */
public final class PacedLine implements SerialLine {

    private final SerialLine line;
    private final int chunk;
    private final long pauseNanos;
    private final Object writing = new Object();

    /**
     * @param chunk how many bytes are written at a time
     * @param pause how long nothing is written behind each
     * @throws IllegalArgumentException if the chunk is not positive, or the pause is negative
     */
    public PacedLine(SerialLine line, int chunk, Duration pause) {
        this.line = Objects.requireNonNull(line, "line must not be null");
        this.chunk = chunk;
        this.pauseNanos = pause.toNanos();
        if (chunk <= 0) {
            throw new IllegalArgumentException("chunk (" + chunk + ") must be positive");
        }
        if (pause.isNegative()) {
            throw new IllegalArgumentException("pause (" + pause + ") must not be negative");
        }
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        return line.read(buffer, offset, length);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        synchronized (writing) {
            for (int done = 0; done < length; done += chunk) {
                line.write(bytes, offset + done, Math.min(chunk, length - done));
                if (!Pause.pass(pauseNanos)) {
                    InterruptedIOException e =
                            new InterruptedIOException("interrupted while writing to " + description());
                    e.bytesTransferred = Math.min(length, done + chunk);
                    throw e;
                }
            }
        }
    }

    @Override
    public void sendBreak() throws IOException {
        synchronized (writing) {
            line.sendBreak();
        }
    }

    @Override
    public String description() {
        return line.description();
    }

    @Override
    public void hangUp() {
        line.hangUp();
    }

    @Override
    public void close() throws IOException {
        line.close();
    }
}
