package io.kvmguest.images;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kvmguest.images.Recipe.Kind;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecipeBookTest {

    @Test
    void brings_its_recipes_along() {
        RecipeBook book = RecipeBook.own();

        assertThat(book.all()).extracting(Recipe::name).contains("debian-12", "mini");
        assertThat(book.find("mini").kind()).isEqualTo(Kind.INITRAMFS);
        assertThat(book.find("debian-12").kind()).isEqualTo(Kind.DISK);
    }

    @Test
    void reads_the_same_recipes_from_a_jar(@TempDir Path directory) throws Exception {
        Path classes = Path.of(RecipeBook.class.getResource("recipes").toURI());
        Path jar = directory.resolve("with space.jar");
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar));
                Stream<Path> files = Files.walk(classes)) {
            for (Path file : (Iterable<Path>) files::iterator) {
                String name = "recipes/" + classes.relativize(file);
                out.putNextEntry(new JarEntry(Files.isDirectory(file) ? name.replaceFirst("/*$", "/") : name));
                if (Files.isRegularFile(file)) {
                    Files.copy(file, out);
                }
                out.closeEntry();
            }
        }

        RecipeBook book =
                RecipeBook.at(URI.create("jar:" + jar.toUri() + "!/recipes").toURL());

        assertThat(book.all())
                .extracting(Recipe::key)
                .containsExactlyElementsOf(
                        RecipeBook.own().all().stream().map(Recipe::key).toList());
    }

    @Test
    void takes_a_folder_by_its_path(@TempDir Path directory) throws Exception {
        Path folder = Files.createDirectory(directory.resolve("my-own"));
        for (var file : Recipes.disk().entrySet()) {
            Files.write(folder.resolve(file.getKey()), file.getValue());
        }

        assertThat(RecipeBook.own().find(folder.toString()).name()).isEqualTo("my-own");
        assertThat(RecipeBook.own().find(folder + "/").name()).isEqualTo("my-own");
    }

    @Test
    void says_what_there_is_instead_of_what_is_not() {
        assertThatThrownBy(() -> RecipeBook.own().find("debian12"))
                .isInstanceOf(RecipeBook.UnknownRecipeException.class)
                .hasMessageMatching("There is no recipe 'debian12'\\. Did you mean 'debian-12'\\?"
                        + " Recipes: .*debian-12.*, mini.*; or the path of a recipe's folder, with a '/'\\.");
        assertThatThrownBy(() -> RecipeBook.own().find("plan9"))
                .hasMessageMatching("There is no recipe 'plan9'\\. Recipes: .*");
    }

    @Test
    void names_the_folder_that_is_no_recipe(@TempDir Path directory) {
        assertThatThrownBy(() -> RecipeBook.own().find(directory.toString()))
                .hasMessage(
                        "There is no recipe in %s: a recipe is a folder with a file 'recipe.properties'.", directory);
    }
}
