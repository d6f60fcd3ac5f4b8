package io.kvmguest.images;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.SortedMap;

/** SHA-256. */
final class Digests {

    private Digests() {}

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** Returns the digest of a text. */
    static String of(String text) {
        return HexFormat.of().formatHex(sha256().digest(text.getBytes(StandardCharsets.UTF_8)));
    }

    /** Returns one digest over several files, each with the part it plays. */
    static String of(SortedMap<String, Path> files) throws IOException {
        MessageDigest all = sha256();
        for (var file : files.entrySet()) {
            all.update((file.getKey() + "\n").getBytes(StandardCharsets.UTF_8));
            all.update(digest(file.getValue(), sha256()));
        }
        return "sha256:" + HexFormat.of().formatHex(all.digest());
    }

    /** Returns the digest of a file. */
    static String of(Path file) throws IOException {
        return HexFormat.of().formatHex(digest(file, sha256()));
    }

    /** Returns the digest of a file by an algorithm of one's own choice. */
    static byte[] digest(Path file, MessageDigest digest) throws IOException {
        byte[] buffer = new byte[1 << 16];
        try (InputStream in = Files.newInputStream(file)) {
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                digest.update(buffer, 0, n);
            }
        }
        return digest.digest();
    }
}
