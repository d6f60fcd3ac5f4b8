package io.kvmguest.images;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.SortedMap;

/** Identifies the content of a recipe together with the workshop that works by it. */
final class RecipeKey {

    /** Raised whenever the workshop's Java code makes something else of the same recipe; its scripts count by themselves. */
    private static final int WORKSHOP_VERSION = 1;

    private RecipeKey() {}

    static String of(Recipe.Kind kind, SortedMap<String, byte[]> folder) {
        MessageDigest digest = Digests.sha256();
        add(digest, "workshop", String.valueOf(WORKSHOP_VERSION).getBytes(StandardCharsets.UTF_8));
        if (kind == Recipe.Kind.DISK) {
            add(digest, Scripts.DISK, Scripts.read(Scripts.DISK));
        }
        folder.forEach((path, content) -> add(digest, path, content));
        return HexFormat.of().formatHex(digest.digest(), 0, 6);
    }

    /** With lengths, so that no two folders run together into the same bytes. */
    private static void add(MessageDigest digest, String path, byte[] content) {
        digest.update((path + "\n" + content.length + "\n").getBytes(StandardCharsets.UTF_8));
        digest.update(content);
    }
}
