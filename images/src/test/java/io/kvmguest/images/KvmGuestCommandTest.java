package io.kvmguest.images;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvmguest.image.CacheDirectory;
import io.kvmguest.image.ImageFolder;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class KvmGuestCommandTest {

    private final Path cache;
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    KvmGuestCommandTest(@TempDir Path cache) throws IOException {
        this.cache = cache.toRealPath();
    }

    @BeforeEach
    void useThisCache() {
        System.setProperty(CacheDirectory.PROPERTY, cache.toString());
    }

    @AfterEach
    void useTheOtherAgain() {
        System.clearProperty(CacheDirectory.PROPERTY);
    }

    private int run(String... arguments) {
        CommandLine command = KvmGuestCommand.commandLine();
        command.setOut(new PrintWriter(out));
        command.setErr(new PrintWriter(err));
        return command.execute(arguments);
    }

    private void pretendBuilt(String name, String key) throws IOException {
        Path folder =
                Files.createDirectories(cache.resolve("images").resolve(name).resolve(key));
        Files.write(folder.resolve("disk.qcow2"), new byte[3_000_000]);
        ImageFolder.describe(
                folder,
                Map.of(
                        "name", name,
                        "description", "Of \"my\" own",
                        "disk", "disk.qcow2",
                        "disk.format", "qcow2",
                        "memory", "256M",
                        "digest", "sha256:0",
                        "recipe.key", key));
        Files.createSymbolicLink(folder.resolveSibling("current"), Path.of(key));
    }

    @Test
    void asks_which_command_is_meant() {
        assertThat(run()).isEqualTo(2);
        assertThat(run("image")).isEqualTo(2);
        assertThat(err.toString()).isEqualToNormalizingNewlines("""
                        kvmguest: Which command?
                        See 'kvmguest --help'.
                        kvmguest: Which command?
                        See 'kvmguest image --help'.
                        """);
    }

    @Test
    void does_not_build_what_no_recipe_describes() {
        assertThat(run("image", "build", "mimi")).isEqualTo(2);
        assertThat(err.toString())
                .startsWith("kvmguest: There is no recipe 'mimi'. Did you mean 'mini'? Recipes: ")
                .endsWith("See 'kvmguest image build --help'.\n");
    }

    @Test
    void does_not_build_what_is_up_to_date() throws IOException {
        String key = RecipeBook.own().find("mini").key();
        pretendBuilt("mini", key);

        assertThat(run("image", "build", "mini")).isZero();
        assertThat(err.toString()).isEqualTo("Image mini is up to date (recipe " + key + ").\n");
    }

    @Test
    void fails_with_the_message_and_no_stack_trace() throws IOException {
        Path recipe = Files.createDirectories(cache.resolve("broken"));
        Files.writeString(recipe.resolve("recipe.properties"), "kind = disk\n");

        assertThat(run("image", "build", recipe.toString())).isEqualTo(1);
        assertThat(err.toString()).isEqualTo("Recipe 'broken' names no packages in 'packages.txt'.\n");
    }

    @Test
    void reports_of_no_network_configurator_that_is_not_there() {
        assertThat(run("network-report", "--configurator", "networkd")).isEqualTo(2);
        assertThat(run("network-report", "--check", "4711")).isEqualTo(2);
        assertThat(run("network-report", "--times", "0")).isEqualTo(2);
        assertThat(err.toString())
                .contains("kvmguest: There is no configurator 'networkd'. There are busybox, iproute2, ifupdown,"
                        + " systemd-networkd, netplan, NetworkManager\n")
                .contains("kvmguest: There is no check '4711'. There are 1, 2, 3, ")
                .contains("kvmguest: --times is at least 1, not 0\n");
    }

    @Test
    void reports_of_no_network_configurator_without_its_image() throws IOException {
        pretendBuilt("debian-12", "123");

        assertThat(run("network-report", "--configurator", "netplan", "--configurator", "iproute2"))
                .isEqualTo(3);
        assertThat(err.toString()).isEqualTo("""
                Not built, and needed for this report: mini, debian-12-network
                  Build them:  ./kvmguest image build mini debian-12-network
                """);
    }

    @Test
    void prints_the_folder_of_an_image() throws IOException {
        pretendBuilt("own", "123");

        assertThat(run("image", "path", "own")).isZero();
        assertThat(out.toString()).isEqualToNormalizingNewlines(cache.resolve("images/own/123") + "\n");
    }

    @Test
    void says_that_an_image_is_not_there() {
        assertThat(run("image", "path", "debian-12")).isEqualTo(1);
        assertThat(err.toString()).startsWith("There is no image 'debian-12'.\n  Images in " + cache.resolve("images"));
    }

    @Test
    void lists_what_is_built_and_what_could_be() throws IOException {
        pretendBuilt("own", "123");
        pretendBuilt("mini", "an-older-key");
        pretendBuilt("torn", "456");
        Files.delete(cache.resolve("images/torn/456/disk.qcow2"));

        assertThat(run("image", "list")).isZero();
        assertThat(out.toString().lines())
                .contains(
                        "NAME                    STATE           SIZE  DESCRIPTION",
                        "debian-12               not built             Debian 12: systemd, GRUB, ext4",
                        "mini                    outdated        3 MB  Of \"my\" own",
                        "own                     built           3 MB  Of \"my\" own",
                        "torn                    damaged               ",
                        "debian-12-genericcloud  not fetched           Debian 12, official, for clouds");
    }

    @Test
    void lists_in_json() throws IOException {
        pretendBuilt("own", "123");
        Path folder = cache.resolve("images/own/123");

        assertThat(run("image", "list", "--json")).isZero();
        Object[] images = com.fasterxml.jackson.jr.ob.JSON.std.arrayFrom(out.toString());
        long bytes = 3_000_000 + Files.size(folder.resolve("image.properties"));
        assertThat(images)
                .contains(Map.of(
                        "name", "debian-12",
                        "state", "not built",
                        "description", "Debian 12: systemd, GRUB, ext4"))
                .contains(Map.of(
                        "name", "own",
                        "state", "built",
                        "description", "Of \"my\" own",
                        "directory", folder.toString(),
                        "bytes", (int) bytes,
                        "recipe", "123",
                        "digest", "sha256:0",
                        "disk", folder.resolve("disk.qcow2").toString()));
    }

    @Test
    void fetches_only_what_is_in_the_catalogue() {
        assertThat(run("image", "fetch", "debian-12-nocluod")).isEqualTo(2);
        assertThat(err.toString())
                .startsWith("kvmguest: There is no image 'debian-12-nocluod' in the catalogue. Did you mean"
                        + " 'debian-12-nocloud'? Images: alpine-3.22, cirros-0.6, debian-12-genericcloud, ")
                .endsWith("See 'kvmguest image fetch --help'.\n");
    }

    @Test
    void removes_an_image() throws IOException {
        pretendBuilt("own", "123");
        pretendBuilt("other", "456");

        assertThat(run("image", "rm", "own")).isZero();

        assertThat(out.toString()).isEqualToNormalizingNewlines("Image own is removed: 3 MB\n");
        assertThat(cache.resolve("images/own")).doesNotExist();
        assertThat(cache.resolve("images/other/current")).exists();
    }

    @Test
    void removes_nothing_where_one_is_missing() throws IOException {
        pretendBuilt("own", "123");

        assertThat(run("image", "rm", "own", "owm")).isEqualTo(1);

        assertThat(err.toString())
                .isEqualTo("There is no image 'owm' in " + cache.resolve("images")
                        + ", and nothing was removed. Did you mean 'own'?\n  Images: own\n");
        assertThat(cache.resolve("images/own")).exists();
    }

    @Test
    void does_not_prepare_an_image_whose_kernel_qemu_loads() throws IOException {
        Path folder = Files.createDirectories(cache.resolve("images/small/1"));
        Files.write(folder.resolve("vmlinux"), new byte[1]);
        ImageFolder.describe(
                folder,
                Map.of(
                        "name",
                        "small",
                        "kernel",
                        "vmlinux",
                        "memory",
                        "256M",
                        "digest",
                        "sha256:0",
                        "recipe.key",
                        "1"));
        Files.createSymbolicLink(folder.resolveSibling("current"), Path.of("1"));

        assertThat(run(
                        "image",
                        "prepare",
                        "small",
                        "-o",
                        cache.resolve("out.qcow2").toString()))
                .isEqualTo(1);

        assertThat(err.toString())
                .isEqualTo("Image 'small' has nothing to prepare: QEMU loads its kernel, whose"
                        + " command line its recipe gives.\n");
        assertThat(cache.resolve("out.qcow2")).doesNotExist();
    }

    @Test
    void does_not_write_to_an_image_when_it_prepares_it() throws IOException {
        pretendBuilt("own", "123");
        Path disk = cache.resolve("images/own/123/disk.qcow2");

        assertThat(run("image", "prepare", "own", "--force", "-o", disk.toString()))
                .isEqualTo(1);

        assertThat(err.toString())
                .isEqualTo("Image 'own' is never written to: name another file for the result with -o.\n");
        assertThat(disk).hasSize(3_000_000);
    }

    @Test
    void says_that_an_image_cannot_be_checked_that_is_not_there() {
        assertThat(run("image", "check", "nowhere.qcow2")).isEqualTo(3);
        assertThat(err.toString()).contains("There is no disk image 'nowhere.qcow2'.");
    }

    @Test
    void says_what_its_exit_status_means() {
        assertThat(run("image", "check", "--help")).isZero();
        assertThat(out.toString())
                .contains("Exit status:", "  0   the image fulfils the contract", "  3   it could not be checked");
    }

    @Test
    void lists_and_clears_templates() throws IOException {
        Path template = Files.createDirectories(cache.resolve("templates").resolve("0123"));
        Files.write(template.resolve("memory"), new byte[2_000_000]);
        Files.writeString(
                template.resolve("template.properties"),
                "guest=router\nimage=mini\nrecorded.at=2026-11-26T20:26:56Z\nsize.memory=2000000\n");
        Files.createDirectories(cache.resolve("templates").resolve("torn"));

        assertThat(run("cache", "list")).isZero();
        assertThat(out.toString()).matches("(?s)IMAGE +GUEST +SIZE +LAST USED\\R" + "mini +router +2 MB +20[^ ]+Z\\R");
        assertThat(run("cache", "list", "--json")).isZero();
        assertThat(out.toString()).contains("\"guest\" : \"router\"");
        assertThat(run("cache", "clear")).isZero();
        assertThat(out.toString()).endsWith("Removed 2 templates" + System.lineSeparator());
        assertThat(template).doesNotExist();
        assertThat(run("cache")).isEqualTo(2);
        assertThat(err.toString()).startsWith("kvmguest: Which command?");
    }
}
