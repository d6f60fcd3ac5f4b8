package io.kvmguest.images;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SharedLibrariesTest {

    private final Path tree;

    SharedLibrariesTest(@TempDir Path tree) {
        this.tree = tree;
    }

    /** This host's own program stands in for one of a package. */
    private static Path hostProgram() {
        Path program = Path.of("/usr/bin/dpkg");
        assumeTrue(
                Files.isExecutable(program) && Files.exists(Path.of("/lib64/ld-linux-x86-64.so.2")),
                "this host has no dpkg for amd64, whose ELF file this test reads");
        return program;
    }

    private void copy(Path from, String to) throws IOException {
        Path file = tree.resolve(to);
        Files.createDirectories(file.getParent());
        Files.copy(from, file);
    }

    @Test
    void names_the_loader_and_every_library() throws Exception {
        // The loader itself tells what it would load.
        Process loader = new ProcessBuilder(
                        "/lib64/ld-linux-x86-64.so.2", "--list", hostProgram().toString())
                .start();
        String listed = new String(loader.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        assertThat(loader.waitFor()).isZero();

        Map<String, Path> files = new SharedLibraries(Path.of("/")).of("usr/bin/dpkg");

        assertThat(files.keySet()).startsWith("usr/bin/dpkg").contains("lib64/ld-linux-x86-64.so.2");
        listed.lines()
                .filter(line -> line.contains("=>"))
                .map(line -> line.strip().replaceFirst(" .*", ""))
                .forEach(library -> assertThat(files.keySet()).anyMatch(path -> path.endsWith("/" + library)));
    }

    @Test
    void follows_links_inside_of_the_tree() throws Exception {
        copy(hostProgram(), "opt/real");
        Files.createDirectories(tree.resolve("sbin"));
        Files.createSymbolicLink(tree.resolve("sbin/linked"), Path.of("/opt/real"));

        assertThatThrownBy(() -> new SharedLibraries(tree).of("sbin/linked"))
                .isInstanceOf(WorkshopException.class)
                .hasMessage("'sbin/linked' needs 'lib64/ld-linux-x86-64.so.2', which no package brings.");
    }

    @Test
    void takes_a_script_as_it_is() throws Exception {
        Path script = Files.writeString(
                tree.resolve("script"), "#!/bin/sh\necho a line that is long enough to be read as a header\n");

        assertThat(new SharedLibraries(tree).of("script")).isEqualTo(Map.of("script", script));
    }

    @Test
    void says_that_there_is_no_such_program() {
        assertThatThrownBy(() -> new SharedLibraries(tree).of("sbin/blkid"))
                .isInstanceOf(WorkshopException.class)
                .hasMessage("No package brings the program 'sbin/blkid' of programs.txt.");
    }
}
