package io.kvmguest.images;

import io.kvmguest.images.Recipe.Kind;
import io.kvmguest.images.Recipe.TreeFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Reads a recipe's folder, and refuses what it does not know: a misspelt file would silently change nothing. */
final class RecipeReader {

    static final String PROPERTIES = "recipe.properties";
    static final String README = "README.md";
    static final String DESCRIPTION = "description";
    private static final String PACKAGES = "packages.txt";
    private static final String MODULES = "modules.txt";
    private static final String PROGRAMS = "programs.txt";
    private static final String CUSTOMIZE = "customize.sh";
    private static final String FILES = "files/";
    private static final Set<String> FILE_NAMES = Set.of(PROPERTIES, PACKAGES, MODULES, PROGRAMS, CUSTOMIZE, README);

    /** Of these, a recipe's own is added to that of its bases; any other file of it takes the place of theirs. */
    static final Set<String> ADDS_UP = Set.of(PACKAGES, MODULES, PROGRAMS, CUSTOMIZE);

    private static final Set<String> COMMON_KEYS = Set.of(DESCRIPTION, "kind", "suite", "memory");

    private RecipeReader() {}

    /**
     * Reads a folder. Its bases are looked for beside it, then on a shelf.
     *
     * @throws WorkshopException if it is no recipe; the message says why
     */
    static Recipe read(Path folder, RecipeLayers.Shelf shelf) {
        return of(nameOf(folder), content(folder), beside(folder).or(shelf));
    }

    private static RecipeLayers.Shelf beside(Path folder) {
        Path absolute = folder.toAbsolutePath();
        return path -> Optional.of(absolute.resolveSibling(path))
                .filter(Files::isDirectory)
                .map(RecipeReader::content);
    }

    static String nameOf(Path folder) {
        return folder.getFileName().toString().replace("/", "");
    }

    static SortedMap<String, byte[]> content(Path folder) {
        SortedMap<String, byte[]> content = new TreeMap<>();
        try (Stream<Path> paths = Files.walk(folder)) {
            for (Path path : (Iterable<Path>) paths.filter(Files::isRegularFile)::iterator) {
                content.put(folder.relativize(path).toString().replace('\\', '/'), Files.readAllBytes(path));
            }
        } catch (IOException e) {
            throw new WorkshopException("Recipe '" + nameOf(folder) + "' cannot be read: " + e, e);
        }
        return content;
    }

    static Recipe of(String name, SortedMap<String, byte[]> ownFolder, RecipeLayers.Shelf shelf) {
        if (!ownFolder.containsKey(PROPERTIES)) {
            throw wrong(name, "has no '" + PROPERTIES + "'");
        }
        SortedMap<String, byte[]> folder = RecipeLayers.lay(name, ownFolder, shelf);
        folder.keySet().forEach(path -> {
            if (!FILE_NAMES.contains(path) && !path.startsWith(FILES)) {
                throw wrong(
                        name,
                        "has a file '" + path + "' that means nothing; a recipe consists of "
                                + String.join(", ", new TreeSet<>(FILE_NAMES)) + " and the folder " + FILES);
            }
        });
        if (!name.matches("[A-Za-z0-9][A-Za-z0-9._-]*")) {
            throw wrong(name, "has a name that is not made of letters, digits, '.', '_' and '-'");
        }
        Map<String, String> properties = RecipeProperties.read(name, folder.get(PROPERTIES));
        Kind kind = kind(name, required(name, properties, "kind"));
        String own = kind == Kind.DISK ? "disk.size" : "append";
        for (String key : properties.keySet()) {
            if (!COMMON_KEYS.contains(key) && !key.equals(own)) {
                throw wrong(
                        name,
                        "has a property '" + key + "' that means nothing to kind '"
                                + kind.name().toLowerCase(Locale.ROOT) + "'; it knows "
                                + Stream.concat(COMMON_KEYS.stream(), Stream.of(own))
                                        .sorted()
                                        .collect(Collectors.joining(", ")));
            }
        }
        (kind == Kind.DISK ? List.of(MODULES, PROGRAMS) : List.of(CUSTOMIZE))
                .forEach(file -> refuse(name, kind, folder, file));
        List<String> packages = Recipe.lines(folder, PACKAGES);
        if (packages.isEmpty()) {
            throw wrong(name, "names no packages in '" + PACKAGES + "'");
        }
        SortedMap<String, TreeFile> files = new TreeMap<>();
        folder.tailMap(FILES).forEach((path, content) -> {
            if (path.startsWith(FILES)) {
                files.put(path.substring(FILES.length()), new TreeFile(content));
            }
        });
        return new Recipe(
                name,
                required(name, properties, DESCRIPTION),
                kind,
                required(name, properties, "suite"),
                size(name, "memory", required(name, properties, "memory")),
                kind == Kind.INITRAMFS ? required(name, properties, "append") : "",
                kind == Kind.DISK ? size(name, "disk.size", required(name, properties, "disk.size")) : "",
                packages,
                Recipe.lines(folder, MODULES),
                Recipe.lines(folder, PROGRAMS),
                Optional.ofNullable(folder.get(CUSTOMIZE)).map(bytes -> new String(bytes, StandardCharsets.UTF_8)),
                files,
                RecipeKey.of(kind, folder));
    }

    private static String required(String name, Map<String, String> properties, String key) {
        String value = properties.getOrDefault(key, "");
        if (value.isEmpty()) {
            throw wrong(name, "has no '" + key + "' in '" + PROPERTIES + "'");
        }
        return value;
    }

    private static Kind kind(String name, String value) {
        return Stream.of(Kind.values())
                .filter(kind -> kind.name().toLowerCase(Locale.ROOT).equals(value))
                .findFirst()
                .orElseThrow(() -> wrong(name, "is of kind '" + value + "'; kinds are 'initramfs' and 'disk'"));
    }

    private static String size(String name, String key, String value) {
        if (!value.matches("[1-9][0-9]*[MG]")) {
            throw wrong(name, "has a '" + key + "' of '" + value + "'; sizes are written as 512M or 4G");
        }
        return value;
    }

    private static void refuse(String name, Kind kind, Map<String, byte[]> folder, String file) {
        if (folder.containsKey(file)) {
            throw wrong(
                    name,
                    "has a '" + file + "', which means nothing to kind '"
                            + kind.name().toLowerCase(Locale.ROOT) + "'");
        }
    }

    static WorkshopException wrong(String name, String what) {
        return new WorkshopException("Recipe '" + name + "' " + what + ".");
    }
}
