package io.kvmguest;

import io.kvmguest.image.FolderDisk;
import io.kvmguest.image.ImageStore;
import io.kvmguest.qemu.WorkDirectory;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/**
 * A small disk from which cloud-init learns what it would otherwise ask a cloud (its documentation, data source "NoCloud"):
 * root is logged in on ttyS0, and no interface is configured.
 */
final class NoCloudSeed {

    /** What images say that need it. */
    private static final String LOGIN = "cloud-init";

    private NoCloudSeed() {}

    /** Returns whether a guest gets one: because its spec says so, or because its image was fetched and needs it. */
    static boolean isWanted(GuestSpec spec, ImageStore store) {
        if (spec.hasCloudInit()) {
            return true;
        }
        try {
            return store.folder(spec.image())
                    .map(folder -> LOGIN.equals(folder.properties().get("login")))
                    .orElse(false);
        } catch (IOException e) {
            // It is damaged, which whoever boots it says better.
            return false;
        }
    }

    /** Returns its files, by their names. */
    static Map<String, String> files(GuestSpec spec) {
        Map<String, String> files = new TreeMap<>();
        files.put("user-data", resource("user-data"));
        files.put("network-config", resource("network-config"));
        // Host names have no dots and underscores.
        files.put(
                "meta-data",
                "instance-id: kvmguest\nlocal-hostname: " + spec.name().replaceAll("[._]", "-") + "\n");
        return files;
    }

    /** Writes one. */
    static Path write(GuestSpec spec, Path disk) {
        try {
            Path folder = WorkDirectory.create();
            try {
                for (Map.Entry<String, String> file : files(spec).entrySet()) {
                    Files.writeString(folder.resolve(file.getKey()), file.getValue());
                }
                return FolderDisk.create(folder, "cidata", disk);
            } finally {
                WorkDirectory.delete(folder);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("The seed for cloud-init could not be written to " + disk + ": " + e, e);
        }
    }

    private static String resource(String name) {
        try (InputStream in = NoCloudSeed.class.getResourceAsStream(name + ".yaml")) {
            if (in == null) {
                throw new IllegalStateException(name + ".yaml is missing from the library's jar");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
