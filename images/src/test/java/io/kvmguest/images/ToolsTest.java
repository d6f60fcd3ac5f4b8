package io.kvmguest.images;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ToolsTest {

    private final Path log;

    ToolsTest(@TempDir Path directory) {
        this.log = directory.resolve("logs/build.log");
    }

    @Test
    void hands_on_the_lines_of_both_streams_and_keeps_them() throws IOException {
        List<String> lines = new CopyOnWriteArrayList<>();
        try (Tools tools = new Tools(log)) {
            Tools.Result result =
                    tools.run(List.of("sh", "-c", "echo 'out  \"quoted\"'; echo err >&2; exit 3"), lines::add);

            assertThat(result.status()).isEqualTo(3);
            assertThat(result.tail()).containsExactlyInAnyOrder("out  \"quoted\"", "err");
        }
        assertThat(lines).containsExactlyInAnyOrder("out  \"quoted\"", "err");
        assertThat(Files.readString(log))
                .startsWith("$ sh -c echo 'out  \"quoted\"'; echo err >&2; exit 3\n")
                .contains("err\n")
                .endsWith("(status 3)\n");
    }

    @Test
    void keeps_the_last_lines_only() throws IOException {
        try (Tools tools = new Tools(log)) {
            Tools.Result result = tools.run(List.of("seq", "1", "1000"), line -> {});

            assertThat(result.tail()).hasSize(200).endsWith("999", "1000");
        }
    }

    @Test
    void runs_programs_in_english_with_the_administrators_path() throws IOException {
        try (Tools tools = new Tools(log)) {
            Tools.Result result = tools.run(List.of("sh", "-c", "echo $LC_ALL; echo $PATH; pwd"), line -> {});

            assertThat(result.tail().get(0)).isEqualTo("C");
            assertThat(result.tail().get(1)).startsWith("/usr/sbin:/usr/bin:/sbin:/bin");
            assertThat(result.tail().get(2)).isEqualTo("/");
        }
    }

    @Test
    void looks_into_the_users_directories_last() {
        assertThat(Tools.path("/home/me/.pyenv/shims:/usr/bin"))
                .isEqualTo("/usr/sbin:/usr/bin:/sbin:/bin:/home/me/.pyenv/shims:/usr/bin");
        assertThat(Tools.path("")).isEqualTo("/usr/sbin:/usr/bin:/sbin:/bin");
    }

    @Test
    void names_the_program_that_cannot_be_run() throws IOException {
        try (Tools tools = new Tools(log)) {
            assertThatThrownBy(() -> tools.run(List.of("no-such-program"), line -> {}))
                    .isInstanceOf(WorkshopException.class)
                    .hasMessageStartingWith("no-such-program could not be run: ");
        }
    }
}
