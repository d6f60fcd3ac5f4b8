package io.kvmguest;

import com.fasterxml.jackson.jr.ob.JSON;
import io.kvmguest.image.ImageStore;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

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

    /**
     * Writes one into a directory of the guest's own.
     *
     * @return the arguments with which QEMU shows it to the guest
     */
    static String[] write(GuestSpec spec, Path work) {
        try {
            Path seed = Files.createDirectory(work.resolve("cidata"));
            for (String name : List.of("user-data", "network-config")) {
                try (InputStream in = NoCloudSeed.class.getResourceAsStream(name + ".yaml")) {
                    if (in == null) {
                        throw new IllegalStateException(name + ".yaml is missing from the library's jar");
                    }
                    Files.copy(in, seed.resolve(name));
                }
            }
            // Host names have no dots and underscores.
            Files.writeString(
                    seed.resolve("meta-data"),
                    "instance-id: kvmguest\nlocal-hostname: " + spec.name().replaceAll("[._]", "-") + "\n");
            return new String[] {"-blockdev", blockdev(seed), "-device", "virtio-blk-pci,drive=cidata"};
        } catch (IOException e) {
            throw new UncheckedIOException("The seed for cloud-init could not be written to " + work + ": " + e, e);
        }
    }

    /** JSON, because it takes any path as it is. */
    private static String blockdev(Path seed) throws IOException {
        Map<String, Object> disk = new LinkedHashMap<>();
        disk.put("driver", "vvfat");
        disk.put("node-name", "cidata");
        disk.put("read-only", true);
        disk.put("dir", seed.toAbsolutePath().toString());
        disk.put("label", "cidata");
        return JSON.std.asString(disk);
    }
}
