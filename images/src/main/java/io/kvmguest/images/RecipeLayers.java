package io.kvmguest.images;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * Lays a recipe's folder over those that its property {@value #BASE} names, in their order, so that a recipe shows only
 * what is its own.
 *
 * <p>Of properties and of {@code files/}, what is laid later replaces what is there; packages, modules and the lines of
 * {@code customize.sh} are added to it. Descriptions and READMEs tell of one folder and are not inherited. A base is
 * another recipe, or a folder that holds a part of some and is no recipe itself; it may have bases of its own.
 */
final class RecipeLayers {

    /** The property that names the folders below, as paths beside the recipe's folder: {@value}. */
    static final String BASE = "base";

    private static final Pattern PATH = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]*(/[A-Za-z0-9][A-Za-z0-9._-]*)*");

    private static final Pattern BETWEEN = Pattern.compile("[\\s,]+");

    private final String name;
    private final Shelf shelf;

    /** Where bases lie. */
    interface Shelf {
        /** Returns the files of a folder by their path in it, if there is such a folder. */
        Optional<SortedMap<String, byte[]>> folder(String path);

        /** Returns a shelf that looks on another one for what is not on this one. */
        default Shelf or(Shelf other) {
            return path -> folder(path).or(() -> other.folder(path));
        }
    }

    private RecipeLayers(String name, Shelf shelf) {
        this.name = name;
        this.shelf = shelf;
    }

    /**
     * Returns the content of a folder with its bases below it; that of one without a base as it is.
     *
     * @throws WorkshopException if a base is not there, or they run in a circle
     */
    static SortedMap<String, byte[]> lay(String name, SortedMap<String, byte[]> folder, Shelf shelf) {
        return new RecipeLayers(name, shelf).laid(folder, List.of(name));
    }

    private SortedMap<String, byte[]> laid(SortedMap<String, byte[]> folder, List<String> trail) {
        Map<String, String> properties = RecipeProperties.read(name, folder.get(RecipeReader.PROPERTIES));
        String bases = properties.remove(BASE);
        if (bases == null) {
            return folder;
        }
        SortedMap<String, byte[]> laid = new TreeMap<>();
        Map<String, String> all = new TreeMap<>();
        for (String base : BETWEEN.splitAsStream(bases).toList()) {
            SortedMap<String, byte[]> below = below(base, trail);
            all.putAll(RecipeProperties.read(name, below.get(RecipeReader.PROPERTIES)));
            add(laid, below);
        }
        all.remove(RecipeReader.DESCRIPTION);
        all.putAll(properties);
        laid.remove(RecipeReader.README);
        add(laid, folder);
        laid.put(RecipeReader.PROPERTIES, RecipeProperties.written(all));
        return laid;
    }

    private SortedMap<String, byte[]> below(String base, List<String> trail) {
        if (!PATH.matcher(base).matches()) {
            throw RecipeReader.wrong(
                    name, "has a base '" + base + "'; bases are the paths of folders beside it, such as parts/debian");
        }
        List<String> longer = new ArrayList<>(trail);
        longer.add(base);
        if (trail.contains(base)) {
            throw RecipeReader.wrong(name, "has bases that run in a circle: " + String.join(" is based on ", longer));
        }
        SortedMap<String, byte[]> folder = shelf.folder(base)
                .orElseThrow(() -> RecipeReader.wrong(
                        name, "has a base '" + base + "', and there is no such folder beside it or among the recipes"));
        return laid(folder, longer);
    }

    private static void add(SortedMap<String, byte[]> laid, SortedMap<String, byte[]> folder) {
        folder.forEach((path, content) -> {
            byte[] before = laid.get(path);
            laid.put(path, before != null && RecipeReader.ADDS_UP.contains(path) ? joined(before, content) : content);
        });
    }

    /** With an end to the last line of the first, which may have none. */
    private static byte[] joined(byte[] first, byte[] second) {
        byte[] joined = Arrays.copyOf(first, first.length + 1 + second.length);
        joined[first.length] = '\n';
        System.arraycopy(second, 0, joined, first.length + 1, second.length);
        return joined;
    }
}
