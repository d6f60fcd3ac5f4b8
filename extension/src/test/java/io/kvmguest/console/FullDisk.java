package io.kvmguest.console;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;

/** A file on a disk that takes so many bytes and no more. */
final class FullDisk extends SpoolFile {

    private long left;

    FullDisk(Path path, long bytes) throws IOException {
        super(path);
        left = bytes;
    }

    @Override
    void write(RandomAccessFile file, byte[] bytes, int from, int count) throws IOException {
        int fits = (int) Math.min(left, count);
        super.write(file, bytes, from, fits);
        left -= fits;
        if (fits < count) {
            throw new IOException("No space left on device");
        }
    }
}
