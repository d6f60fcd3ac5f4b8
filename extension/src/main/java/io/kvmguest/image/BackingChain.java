package io.kvmguest.image;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The files that a disk consists of: an overlay, what it lies on, and so on. */
public final class BackingChain {

    private static final int QCOW2 = 0x514649fb;
    private static final int LONGEST_NAME = 1023;

    /** Whoever has more has made a circle. */
    private static final int MOST = 200;

    /**
     * Returns the files of a disk, it itself first.
     *
     * @throws IOException if one is missing or cannot be read
     * @see <a href="https://www.qemu.org/docs/master/interop/qcow2.html">Qcow2 Image File Format</a>
     */
    public static List<Path> of(Path disk) throws IOException {
        List<Path> chain = new ArrayList<>();
        for (Path file = disk.toRealPath(); file != null && chain.size() < MOST; file = backing(file)) {
            chain.add(file);
        }
        return chain;
    }

    private static @Nullable Path backing(Path file) throws IOException {
        if (!Files.isRegularFile(file)) {
            return null;
        }
        try (DataInputStream in = new DataInputStream(Files.newInputStream(file))) {
            if (in.readInt() != QCOW2) {
                return null;
            }
            in.readInt(); // its version
            long offset = in.readLong();
            int length = in.readInt();
            if (offset == 0 || length <= 0 || length > LONGEST_NAME) {
                return null;
            }
            in.skipNBytes(offset - 20);
            String name = new String(in.readNBytes(length), StandardCharsets.UTF_8);
            // Another protocol than that of files, or options in JSON: what lies there is not looked at.
            return name.matches("[a-z]+:.*") ? null : file.resolveSibling(name).toRealPath();
        } catch (EOFException e) {
            return null;
        }
    }

    private BackingChain() {}
}
