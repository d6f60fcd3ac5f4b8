package io.kvmguest.images;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScriptsTest {

    @Test
    void are_read_by_a_shell_without_complaint(@TempDir Path directory) throws Exception {
        Map<String, byte[]> scripts = new TreeMap<>();
        scripts.put("disk.sh", Scripts.read(Scripts.DISK));
        RecipeBook.own().all().forEach(recipe -> {
            recipe.customize().ifPresent(text -> scripts.put(recipe.name() + "-customize", text.getBytes(UTF_8)));
            recipe.files().forEach((path, file) -> {
                if (file.executable()) {
                    scripts.put(recipe.name() + "-" + path.replace('/', '-'), file.content());
                }
            });
        });

        assertThat(scripts).hasSizeGreaterThan(4);
        try (Tools tools = new Tools(directory.resolve("log"))) {
            for (var script : scripts.entrySet()) {
                Path file = Files.write(directory.resolve(script.getKey()), script.getValue());
                Tools.Result result = tools.run(List.of("sh", "-n", file.toString()), line -> {});
                assertThat(result.tail()).as(script.getKey()).isEmpty();
            }
        }
    }

    @Test
    void says_which_is_missing() {
        assertThatThrownBy(() -> Scripts.read("no.sh"))
                .hasMessage("the workshop's script no.sh is missing from its jar");
    }
}
