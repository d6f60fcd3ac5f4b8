package io.kvmguest.images;

import io.kvmguest.image.NearMiss;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The recipes that there are: those that travel with this program, and any folder that is named by its path. */
final class RecipeBook {

    private static final String RESOURCE = "recipes";

    private final SortedMap<String, Recipe> recipes;
    private final RecipeLayers.Shelf shelf;

    private RecipeBook(SortedMap<String, Recipe> recipes, RecipeLayers.Shelf shelf) {
        this.recipes = recipes;
        this.shelf = shelf;
    }

    /** Returns the recipes that travel with this program, in its jar or as a folder of classes. */
    static RecipeBook own() {
        URL resource = RecipeBook.class.getResource(RESOURCE);
        if (resource == null) {
            throw new IllegalStateException("the recipes are missing from the program's jar");
        }
        return at(resource);
    }

    static RecipeBook at(URL resource) {
        try {
            URI uri = resource.toURI();
            if (!uri.getScheme().equals("jar")) {
                return in(Path.of(uri));
            }
            String[] parts = uri.toString().split("!", 2);
            // By the path of the jar, not by newFileSystem(URI): that one is shared in the JVM and opens only once.
            try (FileSystem jar = FileSystems.newFileSystem(Path.of(URI.create(parts[0].substring("jar:".length()))))) {
                return in(jar.getPath(parts[1]));
            }
        } catch (IOException | URISyntaxException e) {
            throw new IllegalStateException("the recipes in " + resource + " cannot be read", e);
        }
    }

    /** Returns the recipes in a folder of folders; it is read as a whole, and may go when this returns. */
    static RecipeBook in(Path folder) throws IOException {
        SortedMap<String, byte[]> all = RecipeReader.content(folder);
        RecipeLayers.Shelf shelf = path -> below(all, path + "/");
        SortedMap<String, Recipe> recipes = new TreeMap<>();
        try (Stream<Path> folders = Files.list(folder)) {
            folders.map(RecipeReader::nameOf)
                    .filter(name -> all.containsKey(name + "/" + RecipeReader.PROPERTIES))
                    .forEach(name -> recipes.put(
                            name, RecipeReader.of(name, below(all, name + "/").orElseThrow(), shelf)));
        }
        return new RecipeBook(recipes, shelf);
    }

    private static Optional<SortedMap<String, byte[]>> below(SortedMap<String, byte[]> all, String prefix) {
        SortedMap<String, byte[]> below = new TreeMap<>();
        all.tailMap(prefix).forEach((path, content) -> {
            if (path.startsWith(prefix)) {
                below.put(path.substring(prefix.length()), content);
            }
        });
        return below.isEmpty() ? Optional.empty() : Optional.of(below);
    }

    Collection<Recipe> all() {
        return List.copyOf(recipes.values());
    }

    Map<String, Recipe> byName() {
        return Map.copyOf(recipes);
    }

    /**
     * Finds a recipe.
     *
     * @param nameOrPath its name, or the path of its folder, which contains a {@code /}
     * @throws UnknownRecipeException if there is none
     */
    Recipe find(String nameOrPath) {
        if (nameOrPath.contains("/")) {
            Path folder = Path.of(nameOrPath).toAbsolutePath().normalize();
            if (!Files.exists(folder.resolve(RecipeReader.PROPERTIES))) {
                throw new UnknownRecipeException("There is no recipe in " + folder
                        + ": a recipe is a folder with a file '" + RecipeReader.PROPERTIES + "'.");
            }
            return RecipeReader.read(folder, shelf);
        }
        Recipe recipe = recipes.get(nameOrPath);
        if (recipe == null) {
            throw new UnknownRecipeException("There is no recipe '" + nameOrPath + "'."
                    + NearMiss.question(nameOrPath, recipes.keySet())
                    + " Recipes: " + String.join(", ", recipes.keySet())
                    + "; or the path of a recipe's folder, with a '/'.");
        }
        return recipe;
    }

    /** No recipe of that name. */
    static final class UnknownRecipeException extends RuntimeException {
        private UnknownRecipeException(String message) {
            super(message);
        }
    }
}
