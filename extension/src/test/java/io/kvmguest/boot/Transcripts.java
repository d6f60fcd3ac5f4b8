package io.kvmguest.boot;

import io.kvmguest.console.Transcript;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.zip.GZIPInputStream;

/** Transcripts for tests: recorded ones by name, and such as are made of lines. */
final class Transcripts {

    private Transcripts() {}

    static Transcript recorded(String name) {
        String resource = "/transcripts/" + name + ".log.gz";
        try (InputStream packed = Transcripts.class.getResourceAsStream(resource);
                InputStream raw = new GZIPInputStream(packed)) {
            return Transcript.of(raw.readAllBytes());
        } catch (IOException e) {
            throw new IllegalStateException("cannot read " + resource, e);
        }
    }

    /** Ends each line as a serial console does. */
    static Transcript ofLines(String... lines) {
        return of(String.join("\r\n", lines) + "\r\n");
    }

    static Transcript of(String raw) {
        return Transcript.of(raw.getBytes(StandardCharsets.UTF_8));
    }

    static BootLog boot(String... lines) {
        return BootLog.of(ofLines(lines));
    }
}
