package io.kvmguest.images;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kvmguest.images.Recipe.Kind;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.SortedMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecipeReaderTest {

    @Test
    void reads_an_initramfs() {
        Recipe recipe = Recipes.read("small", Recipes.initramfs());

        assertThat(recipe.name()).isEqualTo("small");
        assertThat(recipe.description()).isEqualTo("A small one");
        assertThat(recipe.kind()).isEqualTo(Kind.INITRAMFS);
        assertThat(recipe.suite()).isEqualTo("bookworm");
        assertThat(recipe.memory()).isEqualTo("128M");
        assertThat(recipe.append()).isEqualTo("console=ttyS0");
        assertThat(recipe.packages()).containsExactly("linux-image-cloud-amd64", "busybox-static");
        assertThat(recipe.modules()).containsExactly("virtio_net", "virtio_blk");
        assertThat(recipe.customize()).isEmpty();
        assertThat(recipe.files())
                .hasSize(2)
                .hasEntrySatisfying(
                        "etc/hostname", file -> assertThat(file.executable()).isFalse())
                .hasEntrySatisfying(
                        "etc/init.d/rcS", file -> assertThat(file.executable()).isTrue());
    }

    @Test
    void reads_a_disk() {
        Recipe recipe = Recipes.read("large", Recipes.disk());

        assertThat(recipe.kind()).isEqualTo(Kind.DISK);
        assertThat(recipe.diskSize()).isEqualTo("4G");
        assertThat(recipe.append()).isEmpty();
        assertThat(recipe.customize()).contains("true\n");
        assertThat(recipe.files()).isEmpty();
    }

    @Test
    void reads_a_folder(@TempDir Path directory) throws Exception {
        Path folder = directory.resolve("small");
        for (var file : Recipes.initramfs().entrySet()) {
            Path path = folder.resolve(file.getKey());
            Files.createDirectories(path.getParent());
            Files.write(path, file.getValue());
        }

        assertThat(RecipeReader.read(folder, path -> Optional.empty()).key())
                .isEqualTo(Recipes.read("small", Recipes.initramfs()).key());
    }

    @Test
    void refuses_a_file_that_means_nothing() {
        SortedMap<String, byte[]> folder = Recipes.disk();
        folder.put("package.txt", new byte[0]);

        assertThatThrownBy(() -> Recipes.read("large", folder))
                .isInstanceOf(WorkshopException.class)
                .hasMessage(
                        "Recipe 'large' has a file 'package.txt' that means nothing; a recipe consists of README.md,"
                                + " customize.sh, modules.txt, packages.txt, programs.txt, recipe.properties and the folder files/.");
    }

    @Test
    void refuses_a_property_that_means_nothing_to_its_kind() {
        assertThatThrownBy(() -> withProperties(Recipes.disk(), "append = quiet"))
                .hasMessage(
                        "Recipe 'r' has a property 'append' that means nothing to kind 'disk'; it knows description,"
                                + " disk.size, kind, memory, suite.");
        assertThatThrownBy(() -> withProperties(Recipes.initramfs(), "disk.size = 1G"))
                .hasMessage("Recipe 'r' has a property 'disk.size' that means nothing to kind 'initramfs'; it knows"
                        + " append, description, kind, memory, suite.");
    }

    @Test
    void refuses_a_file_that_means_nothing_to_its_kind() {
        SortedMap<String, byte[]> folder = Recipes.disk();
        folder.put("modules.txt", new byte[0]);

        assertThatThrownBy(() -> Recipes.read("large", folder))
                .hasMessage("Recipe 'large' has a 'modules.txt', which means nothing to kind 'disk'.");
    }

    @Test
    void refuses_an_unknown_kind() {
        assertThatThrownBy(() -> withProperties(Recipes.disk(), "kind = floppy"))
                .hasMessage("Recipe 'r' is of kind 'floppy'; kinds are 'initramfs' and 'disk'.");
    }

    @Test
    void refuses_what_is_not_a_size() {
        assertThatThrownBy(() -> withProperties(Recipes.disk(), "memory = lots"))
                .hasMessage("Recipe 'r' has a 'memory' of 'lots'; sizes are written as 512M or 4G.");
    }

    @Test
    void names_the_property_that_is_missing() {
        assertThatThrownBy(() -> withProperties(Recipes.disk(), "suite ="))
                .hasMessage("Recipe 'r' has no 'suite' in 'recipe.properties'.");
    }

    @Test
    void names_the_file_that_is_missing() {
        SortedMap<String, byte[]> noProperties = Recipes.disk();
        noProperties.remove("recipe.properties");
        SortedMap<String, byte[]> noPackages = Recipes.disk();
        noPackages.remove("packages.txt");

        assertThatThrownBy(() -> Recipes.read("r", noProperties)).hasMessage("Recipe 'r' has no 'recipe.properties'.");
        assertThatThrownBy(() -> Recipes.read("r", noPackages))
                .hasMessage("Recipe 'r' names no packages in 'packages.txt'.");
    }

    @Test
    void refuses_a_name_that_is_none() {
        assertThatThrownBy(() -> Recipes.read("my recipe", Recipes.disk()))
                .hasMessage("Recipe 'my recipe' has a name that is not made of letters, digits, '.', '_' and '-'.");
    }

    private static void withProperties(SortedMap<String, byte[]> folder, String line) {
        String properties = new String(folder.get("recipe.properties"), StandardCharsets.UTF_8);
        folder.put("recipe.properties", (properties + line + "\n").getBytes(StandardCharsets.UTF_8));
        var unused = Recipes.read("r", folder);
    }
}
