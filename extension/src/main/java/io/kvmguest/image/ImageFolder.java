package io.kvmguest.image;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;

/**
 * A built image in its folder: some files, and {@value #FILE} that says which of them is what.
 *
 * <p>The keys are {@code format} (of this file: {@value #FORMAT}), {@code name}, {@code description}, {@code disk},
 * {@code disk.format}, {@code kernel}, {@code initrd}, {@code append}, {@code memory}, {@code digest},
 * {@code recipe.key}, and whatever else the builder wishes to note down ({@code built.…}). Files are named relative to
 * the folder.
 *
 * @param directory the folder
 * @param image the image in it
 * @param description what it is, in a few words for people; may be empty
 * @param recipeKey identifies the content of the recipe that it was built from
 * @param properties all that {@value #FILE} says
 */
public record ImageFolder(
        Path directory, Image image, String description, String recipeKey, Map<String, String> properties) {

    /** The name of the file that describes the image: {@value}. */
    public static final String FILE = "image.properties";

    /** The name of the symbolic link, beside the folders of an image, that points to the one in use: {@value}. */
    public static final String CURRENT = "current";

    /** The version of the layout that this class reads and writes. */
    public static final String FORMAT = "1";

    public ImageFolder {
        properties = Map.copyOf(properties);
    }

    /**
     * Reads a folder.
     *
     * @throws NoSuchFileException if the description or a file that it names is missing; its message is the file's name
     * @throws IOException if the description cannot be read or is not whole; the message says what is wrong, not where
     */
    public static ImageFolder read(Path directory) throws IOException {
        Path file = directory.resolve(FILE);
        if (!Files.isRegularFile(file)) {
            throw new NoSuchFileException(FILE);
        }
        Map<String, String> properties = parse(Files.readString(file));
        String format = properties.getOrDefault("format", "");
        if (!format.equals(FORMAT)) {
            throw new IOException("'" + FILE + "' is of format '" + format + "', this version reads format " + FORMAT);
        }
        Image image = new Image(
                required(properties, "name"),
                file(directory, properties, "disk"),
                properties.containsKey("disk") ? required(properties, "disk.format") : "",
                file(directory, properties, "kernel"),
                file(directory, properties, "initrd"),
                properties.getOrDefault("append", ""),
                required(properties, "memory"),
                required(properties, "digest"));
        return new ImageFolder(
                directory,
                image,
                properties.getOrDefault("description", ""),
                required(properties, "recipe.key"),
                properties);
    }

    /** Writes the description of an image into a folder, sorted by key, so that the same image gives the same bytes. */
    public static void describe(Path directory, Map<String, String> properties) {
        List<String> lines = new ArrayList<>();
        Map<String, String> all = new TreeMap<>(properties);
        all.put("format", FORMAT);
        all.forEach((key, value) -> lines.add(key + "=" + escaped(value)));
        try {
            Files.writeString(directory.resolve(FILE), String.join("\n", lines) + "\n", StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** As {@link Properties} reads it: a backslash is doubled, a leading blank and a line's end are escaped. */
    private static String escaped(String value) {
        String text = value.replace("\\", "\\\\").replace("\n", "\\n").replace("\r", "\\r");
        return text.startsWith(" ") ? "\\" + text : text;
    }

    private static Map<String, String> parse(String text) throws IOException {
        Properties read = new Properties();
        try {
            read.load(new java.io.StringReader(text));
        } catch (IllegalArgumentException e) {
            throw new IOException("'" + FILE + "' is not a properties file: " + e.getMessage(), e);
        }
        Map<String, String> properties = new TreeMap<>();
        read.stringPropertyNames().forEach(key -> properties.put(key, read.getProperty(key)));
        return properties;
    }

    private static String required(Map<String, String> properties, String key) throws IOException {
        String value = properties.get(key);
        if (value == null) {
            throw new IOException("'" + FILE + "' has no '" + key + "'");
        }
        return value;
    }

    private static Optional<Path> file(Path directory, Map<String, String> properties, String key) throws IOException {
        String name = properties.get(key);
        if (name == null) {
            return Optional.empty();
        }
        Path file = directory.resolve(name);
        if (!Files.isRegularFile(file)) {
            throw new NoSuchFileException(name);
        }
        return Optional.of(file);
    }
}
