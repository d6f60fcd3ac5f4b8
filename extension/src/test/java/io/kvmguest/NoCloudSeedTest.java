package io.kvmguest;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvmguest.image.CacheDirectory;
import io.kvmguest.image.ImageFolder;
import io.kvmguest.image.ImageStore;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NoCloudSeedTest {

    private final Path directory;
    private final ImageStore store;

    NoCloudSeedTest(@TempDir Path directory) {
        this.directory = directory;
        this.store = ImageStore.in(new CacheDirectory(directory));
    }

    private void fetched(String name, String login) throws Exception {
        Path folder = Files.createDirectories(
                directory.resolve("images").resolve(name).resolve("1"));
        Files.writeString(folder.resolve("disk.raw"), "");
        Map<String, String> properties = new TreeMap<>(Map.of(
                "name",
                name,
                "disk",
                "disk.raw",
                "disk.format",
                "raw",
                "memory",
                "1G",
                "digest",
                "sha256:0",
                "recipe.key",
                "1"));
        properties.put("login", login);
        ImageFolder.describe(folder, properties);
        Files.createSymbolicLink(folder.resolveSibling("current"), Path.of("1"));
    }

    @Test
    void is_wanted_by_a_spec_that_says_so() {
        assertThat(NoCloudSeed.isWanted(GuestSpec.of("own.qcow2"), store)).isFalse();
        assertThat(NoCloudSeed.isWanted(GuestSpec.of("own.qcow2").cloudInit(), store))
                .isTrue();
    }

    @Test
    void is_wanted_by_an_image_that_was_fetched_and_needs_it() throws Exception {
        fetched("cloud", "cloud-init");
        fetched("router", "root, as it comes");

        assertThat(NoCloudSeed.isWanted(GuestSpec.of("cloud"), store)).isTrue();
        assertThat(NoCloudSeed.isWanted(GuestSpec.of("router"), store)).isFalse();
    }

    @Test
    void has_the_files_that_cloud_init_looks_for() {
        Map<String, String> files = NoCloudSeed.files(GuestSpec.of("own.qcow2").name("my_guest.1"));

        assertThat(files).containsEntry("meta-data", "instance-id: kvmguest\nlocal-hostname: my-guest-1\n");
        assertThat(files.get("user-data")).startsWith("#cloud-config\n").contains("--autologin root");
        assertThat(files.get("network-config")).contains("\nversion: 2\n");
    }

    @Test
    void is_a_disk_and_leaves_nothing_else_behind() throws Exception {
        Path disk = NoCloudSeed.write(GuestSpec.of("own.qcow2"), directory.resolve("seed: a,b.qcow2"));

        String bytes = Files.readString(disk, StandardCharsets.ISO_8859_1);
        assertThat(bytes.startsWith("QFI\u00fb")).as("is qcow2").isTrue();
        assertThat(bytes.contains("cidata     ")).as("has the label").isTrue();
        assertThat(bytes.contains("#cloud-config")).as("has the files").isTrue();
        try (Stream<Path> all = Files.list(directory)) {
            assertThat(all).containsExactly(disk);
        }
    }

    @Test
    void runs_a_script_that_a_shell_reads_without_complaint() throws Exception {
        String script = NoCloudSeed.files(GuestSpec.of("own.qcow2"))
                .getOrDefault("user-data", "")
                .lines()
                .dropWhile(line -> !line.equals("  - |"))
                .skip(1)
                .map(String::strip)
                .collect(Collectors.joining("\n"));
        Path file = Files.writeString(directory.resolve("script"), script);

        Process shell = new ProcessBuilder("sh", "-n", file.toString())
                .redirectErrorStream(true)
                .start();

        assertThat(new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                .isEmpty();
        assertThat(shell.waitFor()).isZero();
        assertThat(script).startsWith("if [ -d /run/systemd/system ]; then");
    }
}
