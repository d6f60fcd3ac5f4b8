package io.kvmguest.shell;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/** Data as text, as {@code gzip | base64} makes it. */
final class Packing {

    private Packing() {}

    static String pack(byte[] bytes) {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
            gzip.write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Base64.getEncoder().encodeToString(packed.toByteArray());
    }

    /**
     * Returns the first bytes of what was packed, or null if there are less.
     *
     * @param length how many
     */
    static byte @Nullable [] unpack(byte[] text, int length) {
        try {
            byte[] packed = Base64.getMimeDecoder().decode(new String(text, StandardCharsets.ISO_8859_1));
            try (GZIPInputStream gzip = new GZIPInputStream(new ByteArrayInputStream(packed))) {
                byte[] bytes = gzip.readNBytes(length);
                return bytes.length == length ? bytes : null;
            }
        } catch (IllegalArgumentException | IOException e) {
            return null;
        }
    }
}
