package io.kvmguest.images;

import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;

/**
 * Writes a cpio archive in the "newc" form, the one that the kernel unpacks as its initramfs (its documentation,
 * "initramfs buffer format").
 *
 * <p>Everything belongs to root and is of the epoch's first second, so that the same content gives the same bytes.
 */
final class CpioArchive implements Closeable {

    private static final int DIRECTORY = 0040000;
    private static final int FILE = 0100000;
    private static final int LINK = 0120000;

    private final OutputStream out;
    private final Set<String> written = new HashSet<>();
    private long offset;
    private int inode;

    CpioArchive(OutputStream out) {
        this.out = out;
    }

    /** Adds a directory, and those above it that are not there yet. A path has no leading slash. */
    void directory(String path) throws IOException {
        if (!written.add(path)) {
            return;
        }
        parents(path);
        entry(path, DIRECTORY | 0755, new byte[0]);
    }

    void file(String path, byte[] content, int mode) throws IOException {
        add(path, FILE | mode, content);
    }

    void link(String path, String target) throws IOException {
        add(path, LINK | 0777, target.getBytes(StandardCharsets.UTF_8));
    }

    boolean contains(String path) {
        return written.contains(path);
    }

    private void add(String path, int mode, byte[] content) throws IOException {
        if (!written.add(path)) {
            throw new IllegalStateException("'" + path + "' is in the archive already");
        }
        parents(path);
        entry(path, mode, content);
    }

    private void parents(String path) throws IOException {
        int slash = path.lastIndexOf('/');
        if (slash > 0) {
            directory(path.substring(0, slash));
        }
    }

    private void entry(String path, int mode, byte[] content) throws IOException {
        byte[] name = (path + "\0").getBytes(StandardCharsets.UTF_8);
        inode++;
        // Magic, inode, mode, uid, gid, links, mtime, size, device twice, special device twice, length of the name,
        // sum.
        write(String.format(
                        Locale.ROOT,
                        "070701%08X%08X%08X%08X%08X%08X%08X%08X%08X%08X%08X%08X%08X",
                        inode,
                        mode,
                        0,
                        0,
                        1,
                        0,
                        content.length,
                        0,
                        0,
                        0,
                        0,
                        name.length,
                        0)
                .getBytes(StandardCharsets.US_ASCII));
        write(name);
        pad();
        write(content);
        pad();
    }

    private void write(byte[] bytes) throws IOException {
        out.write(bytes);
        offset += bytes.length;
    }

    private void pad() throws IOException {
        write(new byte[(int) (-offset & 3)]);
    }

    @Override
    public void close() throws IOException {
        inode = -1; // the trailer's is 0
        entry("TRAILER!!!", 0, new byte[0]);
        out.close();
    }
}
