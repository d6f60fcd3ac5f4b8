package io.kvmguest.image;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A disk with the files of a folder: a FAT file system, made by QEMU's {@code vvfat}. */
public final class FolderDisk {

    /**
     * Creates it with {@code qemu-img convert}.
     *
     * @param folder what lies in it; it is not needed any more afterwards
     * @param label the name of the file system, of up to 11 letters
     * @param disk the qcow2 file to create; one that exists is overwritten
     * @return the disk
     * @throws OverlayException if qemu-img fails; the message carries what it said
     */
    public static Path create(Path folder, String label, Path disk) {
        Map<String, Object> source = new LinkedHashMap<>();
        source.put("driver", "vvfat");
        source.put("read-only", true);
        source.put("dir", folder.toAbsolutePath().toString());
        source.put("label", label);
        try {
            // JSON takes any path as it is.
            String json = "json:" + JSON.std.asString(source);
            String unused = new QemuImg()
                    .run(List.of(
                            "convert",
                            "-O",
                            "qcow2",
                            json,
                            disk.toAbsolutePath().toString()));
            return disk;
        } catch (QemuImg.FailedException e) {
            throw new OverlayException(
                    "No disk could be made of " + folder + " at " + disk + ": qemu-img " + e.getMessage());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private FolderDisk() {}
}
