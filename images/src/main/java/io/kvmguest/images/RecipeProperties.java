package io.kvmguest.images;

import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The text of a {@code recipe.properties}. */
final class RecipeProperties {

    private RecipeProperties() {}

    /** Returns what a text says, which may be changed; of none, nothing. */
    static Map<String, String> read(String recipe, byte @Nullable [] content) {
        Properties read = new Properties();
        if (content != null) {
            try {
                read.load(new StringReader(new String(content, StandardCharsets.UTF_8)));
            } catch (IOException | IllegalArgumentException e) {
                throw RecipeReader.wrong(
                        recipe, "has a '" + RecipeReader.PROPERTIES + "' that cannot be read: " + e.getMessage());
            }
        }
        Map<String, String> properties = new TreeMap<>();
        read.stringPropertyNames()
                .forEach(key -> properties.put(key, read.getProperty(key, "").strip()));
        return properties;
    }

    /** Returns a text that says this, sorted, so that the same gives the same bytes. */
    static byte[] written(Map<String, String> properties) {
        StringBuilder text = new StringBuilder();
        new TreeMap<>(properties).forEach((key, value) -> text.append(key)
                .append(" = ")
                .append(value.replace("\\", "\\\\").replace("\n", "\\n"))
                .append('\n'));
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }
}
