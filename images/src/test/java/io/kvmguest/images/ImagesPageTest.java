package io.kvmguest.images;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The page about images says what the commands do. */
class ImagesPageTest {

    private final String page;

    ImagesPageTest() throws IOException {
        page = Files.readString(Path.of("../docs/images.md"));
    }

    @Test
    void shows_only_commands_that_are_understood() {
        List<String> commands = page.lines()
                .filter(line -> line.startsWith("    ./kvmguest "))
                .map(line -> line.replaceFirst("^ *\\./kvmguest ", "").replaceFirst(" *#.*", ""))
                .toList();

        assertThat(commands).hasSizeGreaterThan(5);
        assertThat(commands).allSatisfy(command -> assertThat(KvmGuestCommand.commandLine()
                        .parseArgs(command.split(" ", -1))
                        .errors())
                .isEmpty());
    }

    @Test
    void names_every_image_of_the_catalogue() {
        assertThat(Catalogue.own().all()).allSatisfy(entry -> assertThat(page).contains("`" + entry.name() + "`"));
    }

    @Test
    void names_every_clause_of_the_contract() {
        assertThat(Clause.values()).allSatisfy(clause -> assertThat(page)
                .contains("| " + clause.description() + " | `" + clause.id() + "` |"));
    }
}
