package io.kvmguest.images;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/** The workshop's shell scripts, which travel as resources. */
final class Scripts {

    static final String DISK = "disk.sh";
    static final String FACTS = "facts.sh";

    private Scripts() {}

    static byte[] read(String name) {
        try (InputStream in = Scripts.class.getResourceAsStream("workshop/" + name)) {
            if (in == null) {
                throw new IllegalStateException("the workshop's script " + name + " is missing from its jar");
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
