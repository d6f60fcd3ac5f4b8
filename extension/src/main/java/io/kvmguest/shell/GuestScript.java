package io.kvmguest.shell;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;

/** Reads the scripts that the guest carries out, without what only people read. */
final class GuestScript {

    private GuestScript() {}

    /** Returns the script of that name beside this class, without comments and indentation. */
    static String read(String name) {
        try (InputStream resource = GuestScript.class.getResourceAsStream(name)) {
            if (resource == null) {
                throw new AssertionError(name + " is missing beside " + GuestScript.class);
            }
            return new String(resource.readAllBytes(), StandardCharsets.US_ASCII)
                    .lines()
                    .map(String::strip)
                    .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                    .collect(Collectors.joining("\n"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
