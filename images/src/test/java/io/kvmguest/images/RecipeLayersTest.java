package io.kvmguest.images;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecipeLayersTest {

    private final SortedMap<String, SortedMap<String, byte[]>> beside = new TreeMap<>();

    private void put(String path, Map<String, String> files) {
        beside.put(path, Recipes.folder(files));
    }

    private Recipe read(Map<String, String> files) {
        return RecipeReader.of("own", Recipes.folder(files), path -> Optional.ofNullable(beside.get(path)));
    }

    private static String text(Recipe recipe, String file) {
        return new String(Objects.requireNonNull(recipe.files().get(file)).content(), StandardCharsets.UTF_8);
    }

    @Test
    void adds_what_lies_below() {
        put(
                "parts/a",
                Map.of(
                        "recipe.properties", "kind = disk\nmemory = 1G\ndisk.size = 2G\n",
                        "packages.txt", "grub-pc",
                        "customize.sh", "echo a",
                        "files/etc/one", "one of a",
                        "files/etc/two", "two of a"));
        put("parts/b", Map.of("packages.txt", "udev\n", "files/etc/two", "two of b"));

        Recipe recipe = read(Map.of(
                "recipe.properties", "description = Own\nbase = parts/a parts/b\nsuite = trixie\nmemory = 2G\n",
                "packages.txt", "less\n",
                "customize.sh", "echo own\n",
                "files/etc/three", "three"));

        assertThat(recipe.description()).isEqualTo("Own");
        assertThat(recipe.kind()).isEqualTo(Recipe.Kind.DISK);
        assertThat(recipe.memory()).isEqualTo("2G");
        assertThat(recipe.diskSize()).isEqualTo("2G");
        assertThat(recipe.packages()).containsExactly("grub-pc", "udev", "less");
        assertThat(recipe.customize()).contains("echo a\necho own\n");
        assertThat(recipe.files()).containsOnlyKeys("etc/one", "etc/two", "etc/three");
        assertThat(text(recipe, "etc/one")).isEqualTo("one of a");
        assertThat(text(recipe, "etc/two")).isEqualTo("two of b");
    }

    @Test
    void takes_a_recipe_with_bases_of_its_own_as_a_base() {
        put(
                "parts/a",
                Map.of("recipe.properties", "kind = disk\nmemory = 1G\ndisk.size = 2G", "packages.txt", "grub-pc"));
        put(
                "first",
                Map.of(
                        "recipe.properties",
                        "description = First\nbase = parts/a\nsuite = trixie",
                        "README.md",
                        "Of the first"));

        Recipe recipe = read(Map.of("recipe.properties", "description = Own\nbase = first"));

        assertThat(recipe.description()).isEqualTo("Own");
        assertThat(recipe.suite()).isEqualTo("trixie");
        assertThat(recipe.packages()).containsExactly("grub-pc");
    }

    @Test
    void changes_its_key_with_what_lies_below() {
        Map<String, String> own = Map.of("recipe.properties", "description = Own\nbase = below");
        beside.put("below", Recipes.disk());
        String before = read(own).key();

        put(
                "below",
                Map.of(
                        "recipe.properties",
                        "kind = disk\nsuite = trixie\nmemory = 1G\ndisk.size = 1G",
                        "packages.txt",
                        "x"));

        assertThat(read(own).key()).isNotEqualTo(before);
    }

    @Test
    void does_not_inherit_a_description() {
        beside.put("below", Recipes.disk());

        assertThatThrownBy(() -> read(Map.of("recipe.properties", "base = below")))
                .hasMessage("Recipe 'own' has no 'description' in 'recipe.properties'.");
    }

    @Test
    void names_the_base_that_is_not_there() {
        assertThatThrownBy(() -> read(Map.of("recipe.properties", "base = parts/debain")))
                .isInstanceOf(WorkshopException.class)
                .hasMessage("Recipe 'own' has a base 'parts/debain', and there is no such folder beside it or among the"
                        + " recipes.");
    }

    @Test
    void stays_beside_the_recipe() {
        assertThatThrownBy(() -> read(Map.of("recipe.properties", "base = ../other")))
                .hasMessage("Recipe 'own' has a base '../other'; bases are the paths of folders beside it, such as"
                        + " parts/debian.");
    }

    @Test
    void refuses_a_circle() {
        put("a", Map.of("recipe.properties", "base = b"));
        put("b", Map.of("recipe.properties", "base = a"));

        assertThatThrownBy(() -> read(Map.of("recipe.properties", "base = a")))
                .hasMessage(
                        "Recipe 'own' has bases that run in a circle: own is based on a is based on b is based on a.");
    }

    @Test
    void looks_beside_a_folder_first_and_among_the_programs_recipes_then(@TempDir Path directory) throws Exception {
        Path own = Files.createDirectory(directory.resolve("own"));
        Files.writeString(own.resolve("recipe.properties"), "description = Own\nbase = mini parts/extra\n");
        Path extra = Files.createDirectories(directory.resolve("parts/extra/files/etc"));
        Files.writeString(extra.resolve("hostname"), "own\n");

        Recipe recipe = RecipeBook.own().find(own.toString());

        assertThat(recipe.packages()).contains("busybox-static");
        assertThat(text(recipe, "etc/hostname")).isEqualTo("own\n");
    }
}
