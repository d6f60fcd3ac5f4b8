package io.kvmguest.images;

import com.fasterxml.jackson.jr.ob.JSON;
import io.kvmguest.image.NearMiss;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** The official images of distributions that are known by name. */
final class Catalogue {

    private static final String FILE = "catalogue.json";

    private final SortedMap<String, Entry> entries;

    private Catalogue(SortedMap<String, Entry> entries) {
        this.entries = entries;
    }

    /**
     * An image that can be fetched.
     *
     * @param address where its publisher has it; what ends in {@code .gz} is unpacked
     * @param checksums the publisher's file of checksums
     * @param format {@code qcow2} or {@code raw}, once it is unpacked
     * @param memory how much a guest of it gets unless told otherwise
     * @param login how root is reached, for people
     */
    record Entry(
            String name, String description, URI address, URI checksums, String format, String memory, String login) {

        /** Returns the name of the file as the publisher has it. */
        String file() {
            String path = address.getPath();
            return path.substring(path.lastIndexOf('/') + 1);
        }
    }

    /** Returns the catalogue that travels with this program. */
    static Catalogue own() {
        try (InputStream in = Catalogue.class.getResourceAsStream(FILE)) {
            if (in == null) {
                throw new IllegalStateException("the catalogue is missing from the program's jar");
            }
            SortedMap<String, Entry> entries = new TreeMap<>();
            for (Object object : JSON.std.listFrom(in)) {
                Map<?, ?> each = (Map<?, ?>) object;
                Entry entry = new Entry(
                        text(each, "name"),
                        text(each, "description"),
                        URI.create(text(each, "address")),
                        URI.create(text(each, "checksums")),
                        text(each, "format"),
                        text(each, "memory"),
                        text(each, "login"));
                entries.put(entry.name(), entry);
            }
            return new Catalogue(entries);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String text(Map<?, ?> entry, String key) {
        Object value = entry.get(key);
        if (value instanceof String text) {
            return text;
        }
        throw new IllegalStateException("an entry of the catalogue has no " + key + ": " + entry);
    }

    Collection<Entry> all() {
        return List.copyOf(entries.values());
    }

    /**
     * Finds an image.
     *
     * @throws UnknownImageException if there is none of that name
     */
    Entry find(String name) {
        Entry entry = entries.get(name);
        if (entry == null) {
            throw new UnknownImageException("There is no image '" + name + "' in the catalogue."
                    + NearMiss.question(name, entries.keySet())
                    + " Images: " + String.join(", ", entries.keySet()) + ".");
        }
        return entry;
    }

    /** No image of that name. */
    static final class UnknownImageException extends RuntimeException {
        private UnknownImageException(String message) {
            super(message);
        }
    }
}
