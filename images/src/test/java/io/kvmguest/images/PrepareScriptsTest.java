package io.kvmguest.images;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PrepareScriptsTest {

    private final Path directory;

    PrepareScriptsTest(@TempDir Path directory) {
        this.directory = directory;
    }

    private List<String> complaints(List<String> checker, String script) throws Exception {
        Path file = Files.writeString(directory.resolve("script.sh"), script);
        try (Tools tools = new Tools(directory.resolve("log"))) {
            List<String> command = new java.util.ArrayList<>(checker);
            command.add(file.toString());
            return tools.run(command, line -> {}).tail();
        }
    }

    @Test
    void are_read_by_a_shell_without_complaint() throws Exception {
        assertThat(complaints(List.of("sh", "-n"), PrepareScripts.tree())).isEmpty();
        assertThat(complaints(List.of("sh", "-n"), PrepareScripts.disk(Set.of())))
                .isEmpty();
    }

    @Test
    void are_read_by_shellcheck_without_complaint() throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/shellcheck")), "there is no shellcheck on this machine");

        // SC2016: awk's and sed's "$" are not the shell's.
        List<String> checker = List.of("shellcheck", "--shell=sh", "--exclude=SC2016");
        assertThat(complaints(checker, PrepareScripts.tree())).isEmpty();
        assertThat(complaints(checker, PrepareScripts.disk(Set.of()))).isEmpty();
    }

    @Test
    void hand_the_wishes_over() {
        assertThat(PrepareScripts.disk(EnumSet.of(PrepareWish.NO_WAIT_ONLINE, PrepareWish.NO_DHCP)))
                .contains("wishes='no-dhcp no-wait-online'\n");
    }

    @Test
    void have_a_version_that_their_content_gives() {
        assertThat(PrepareScripts.version()).matches("[0-9a-f]{64}").isEqualTo(PrepareScripts.version());
    }
}
