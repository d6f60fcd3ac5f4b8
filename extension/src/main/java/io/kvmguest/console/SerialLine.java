package io.kvmguest.console;

import java.io.Closeable;
import java.io.IOException;

/**
 * A two-way stream of bytes: one end of a serial line.
 *
 * <p>One thread reads and any number of threads write. {@link #close()} wakes a read that blocks.
 */
public interface SerialLine extends Closeable {

    /**
     * Reads at least one byte, blocking until there is one.
     *
     * @return how many bytes were read, or {@code -1} when the peer has hung up or this line was closed
     */
    int read(byte[] buffer, int offset, int length) throws IOException;

    /** Writes all {@code length} bytes, blocking while the peer does not take them. */
    void write(byte[] bytes, int offset, int length) throws IOException;

    /** Returns what a person would call this line in a message, such as {@code unix:/tmp/x/console.sock}. */
    String description();

    @Override
    void close() throws IOException;
}
