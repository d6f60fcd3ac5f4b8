package io.kvmguest.shell;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.zip.GZIPInputStream;

/** Consoles of real guests. */
final class Recordings {

    private Recordings() {}

    static byte[] of(String name) {
        String path = "/transcripts/" + name + ".log.gz";
        try (InputStream resource = Recordings.class.getResourceAsStream(path)) {
            if (resource == null) {
                throw new AssertionError("there is no recording " + path);
            }
            return new GZIPInputStream(resource).readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns a recording up to and with a text's first appearance. */
    static byte[] upTo(String name, String text) {
        byte[] all = of(name);
        String latin1 = new String(all, StandardCharsets.ISO_8859_1);
        int index = latin1.indexOf(text);
        if (index < 0) {
            throw new AssertionError(name + " has no " + text);
        }
        return latin1.substring(0, index + text.length()).getBytes(StandardCharsets.ISO_8859_1);
    }
}
