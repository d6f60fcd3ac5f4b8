package io.kvmguest.console;

import java.io.EOFException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * A file that one thread appends to and any number of threads read.
 *
 * <p>It is a {@link RandomAccessFile} and not a channel because a channel is closed for everybody when one thread that
 * reads it is interrupted, and tests are interrupted at their time limit.
 */
class SpoolFile implements ByteStore {

    private static final int MOST_FILES = 10_000;

    private final Path path;
    private final RandomAccessFile writer;

    /** As many as have ever been used at once: readers do not wait for each other. */
    private final Queue<RandomAccessFile> idle = new ConcurrentLinkedQueue<>();

    private volatile boolean finished;
    private volatile long length;

    SpoolFile(Path path) throws IOException {
        this.path = path;
        this.writer = new RandomAccessFile(path.toFile(), "rw");
        try {
            idle.add(new RandomAccessFile(path.toFile(), "r"));
        } catch (IOException e) {
            writer.close();
            throw e;
        }
    }

    /** Returns a new file in a directory: {@code console.raw}, or {@code console-2.raw} where that exists. */
    static Path create(Path directory, String name, String extension) throws IOException {
        Files.createDirectories(directory);
        for (int i = 1; i < MOST_FILES; i++) {
            Path path = directory.resolve(i == 1 ? name + extension : name + "-" + i + extension);
            try {
                return Files.createFile(path);
            } catch (FileAlreadyExistsException e) {
                // Another console of this guest; the next name then.
            }
        }
        throw new FileAlreadyExistsException(
                directory.resolve(name + extension).toString(), null, "and so do " + MOST_FILES + " more");
    }

    Path path() {
        return path;
    }

    @Override
    public long length() {
        return length;
    }

    /** Appends all bytes or, when the disk does not take them, those that fit, and throws. */
    final void append(byte[] bytes, int from, int count) throws IOException {
        long before = length;
        try {
            write(writer, bytes, from, count);
            length = before + count;
        } catch (IOException e) {
            length = Math.max(before, Math.min(before + count, sizeOnDisk()));
            throw e;
        }
    }

    /** Exists so that a test can fill the disk. */
    void write(RandomAccessFile file, byte[] bytes, int from, int count) throws IOException {
        file.write(bytes, from, count);
    }

    private long sizeOnDisk() {
        try {
            return writer.length();
        } catch (IOException e) {
            return 0;
        }
    }

    @Override
    public void read(long from, byte[] into, int at, int count) {
        if (from < 0 || from + count > length) {
            throw new IndexOutOfBoundsException("bytes " + from + " to " + (from + count) + " of " + length);
        }
        try {
            RandomAccessFile file = idle.poll();
            if (file == null) {
                file = new RandomAccessFile(path.toFile(), "r");
            }
            try {
                file.seek(from);
                file.readFully(into, at, count);
            } finally {
                idle.add(file);
                if (finished) {
                    closeIdle();
                }
            }
        } catch (EOFException e) {
            throw new UncheckedIOException(new IOException(path + " was cut short by somebody else", e));
        } catch (IOException e) {
            throw new UncheckedIOException("The recording of the console cannot be read", e);
        }
    }

    /** Ends writing and gives the file descriptors back; what was written stays readable while the file is there. */
    void finish() throws IOException {
        finished = true;
        closeIdle();
        writer.close();
    }

    private void closeIdle() throws IOException {
        for (RandomAccessFile file = idle.poll(); file != null; file = idle.poll()) {
            file.close();
        }
    }
}
