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

    /** Returns one digest over several files, each with the part it plays. */
    static String of(SortedMap<String, Path> files) throws IOException {
        MessageDigest all = sha256();
        for (var file : files.entrySet()) {
            MessageDigest one = sha256();
            byte[] buffer = new byte[1 << 16];
            try (InputStream in = Files.newInputStream(file.getValue())) {
                for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                    one.update(buffer, 0, n);
                }
            }
            all.update((file.getKey() + "\n").getBytes(StandardCharsets.UTF_8));
            all.update(one.digest());
        }
        return "sha256:" + HexFormat.of().formatHex(all.digest());
    }
}
