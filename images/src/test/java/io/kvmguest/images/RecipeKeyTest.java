package io.kvmguest.images;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvmguest.images.Recipe.Kind;
import java.nio.charset.StandardCharsets;
import java.util.SortedMap;
import org.junit.jupiter.api.Test;

class RecipeKeyTest {

    private final SortedMap<String, byte[]> folder = Recipes.initramfs();
    private final String key = RecipeKey.of(Kind.INITRAMFS, folder);

    @Test
    void is_short_and_the_same_for_the_same_content() {
        assertThat(key).matches("[0-9a-f]{12}");
        assertThat(RecipeKey.of(Kind.INITRAMFS, Recipes.initramfs())).isEqualTo(key);
    }

    @Test
    void changes_with_the_content_of_a_file() {
        folder.put("files/etc/hostname", "other\n".getBytes(StandardCharsets.UTF_8));

        assertThat(RecipeKey.of(Kind.INITRAMFS, folder)).isNotEqualTo(key);
    }

    @Test
    void changes_with_the_name_of_a_file() {
        folder.put("files/etc/hostname2", folder.remove("files/etc/hostname"));

        assertThat(RecipeKey.of(Kind.INITRAMFS, folder)).isNotEqualTo(key);
    }

    @Test
    void tells_where_one_file_ends_and_the_next_begins() {
        SortedMap<String, byte[]> one = Recipes.folder(java.util.Map.of("a", "xb", "c", ""));
        SortedMap<String, byte[]> other = Recipes.folder(java.util.Map.of("a", "x", "c", "b"));

        assertThat(RecipeKey.of(Kind.INITRAMFS, one)).isNotEqualTo(RecipeKey.of(Kind.INITRAMFS, other));
    }

    @Test
    void counts_the_script_that_makes_disks_for_disks() {
        assertThat(RecipeKey.of(Kind.DISK, folder)).isNotEqualTo(key);
    }
}
