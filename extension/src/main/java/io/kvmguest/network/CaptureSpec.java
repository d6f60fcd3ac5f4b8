package io.kvmguest.network;

import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a {@link Capture} keeps. It is a value: each method returns another one. */
public final class CaptureSpec {

    private static final long DEFAULT_MEMORY = 64L << 20;

    private final long memory;
    private final @Nullable Path file;

    private CaptureSpec(long memory, @Nullable Path file) {
        this.memory = memory;
        this.file = file;
    }

    /** Keeps the newest 64 MiB in memory, and writes no file. */
    public static CaptureSpec inMemory() {
        return new CaptureSpec(DEFAULT_MEMORY, null);
    }

    /**
     * Keeps more or less in memory. When there is no room any more, the oldest frames go.
     *
     * @param bytes of heap, at most; a frame takes about 128 more than it is long. As much again, at least 4 MiB, is taken by
     *     frames that come faster than they are written to the file; beyond that, those that come are dropped
     * @throws IllegalArgumentException if it is not positive
     */
    public CaptureSpec memory(long bytes) {
        if (bytes <= 0) {
            throw new IllegalArgumentException("memory of a capture must be positive: " + bytes + " bytes");
        }
        return new CaptureSpec(bytes, file);
    }

    /** Writes all frames to a file as well (pcapng); one that is there is replaced. */
    public CaptureSpec file(Path path) {
        return new CaptureSpec(memory, Objects.requireNonNull(path, "path must not be null"));
    }

    /** Returns how much memory is used at most, in bytes. */
    public long memory() {
        return memory;
    }

    /** Returns the file that frames are written to. */
    public Optional<Path> file() {
        return Optional.ofNullable(file);
    }
}
