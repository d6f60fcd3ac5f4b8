package io.kvmguest.images;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** Recipes for tests, as folders in memory. */
final class Recipes {

    private Recipes() {}

    static SortedMap<String, byte[]> folder(Map<String, String> files) {
        SortedMap<String, byte[]> folder = new TreeMap<>();
        files.forEach((path, text) -> folder.put(path, text.getBytes(StandardCharsets.UTF_8)));
        return folder;
    }

    static SortedMap<String, byte[]> initramfs() {
        return folder(Map.of(
                "recipe.properties",
                """
                description = A small one
                kind = initramfs
                suite = bookworm
                memory = 128M
                append = console=ttyS0
                """,
                "packages.txt",
                """
                # What goes in
                linux-image-cloud-amd64

                busybox-static # statically linked
                """,
                "modules.txt",
                "virtio_net\nvirtio_blk\n",
                "files/etc/hostname",
                "small\n",
                "files/etc/init.d/rcS",
                "#!/bin/sh\n"));
    }

    static SortedMap<String, byte[]> disk() {
        return folder(Map.of("recipe.properties", """
                description = A large one
                kind = disk
                suite = bookworm
                memory = 1G
                disk.size = 4G
                """, "packages.txt", "grub-pc\n", "customize.sh", "true\n"));
    }

    /** Returns a recipe of this name whose content differs with the text. */
    static Recipe small(String name, String text) {
        SortedMap<String, byte[]> folder = initramfs();
        folder.put("files/etc/text", text.getBytes(StandardCharsets.UTF_8));
        return read(name, folder);
    }

    /** Reads a recipe beside which there is nothing. */
    static Recipe read(String name, SortedMap<String, byte[]> folder) {
        return RecipeReader.of(name, folder, path -> Optional.empty());
    }
}
