package io.kvmguest.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImageStoreTest {

    private final Path cache;

    ImageStoreTest(@TempDir Path cache) {
        this.cache = cache;
    }

    private Path images() {
        return cache.resolve("images");
    }

    private ImageStore store() {
        return ImageStore.in(new CacheDirectory(cache));
    }

    private Path build(String name, String key, Map<String, String> more, String... files) throws IOException {
        Path folder = Files.createDirectories(images().resolve(name).resolve(key));
        for (String file : files) {
            Files.writeString(folder.resolve(file), file);
        }
        Map<String, String> properties =
                new TreeMap<>(Map.of("name", name, "memory", "256M", "digest", "sha256:0", "recipe.key", key));
        properties.putAll(more);
        ImageFolder.describe(folder, properties);
        Path current = images().resolve(name).resolve("current");
        Files.deleteIfExists(current);
        Files.createSymbolicLink(current, Path.of(key));
        return folder;
    }

    private void buildMini() throws IOException {
        build(
                "mini",
                "abc",
                Map.of("kernel", "vmlinux", "initrd", "initrd.img", "append", "console=ttyS0"),
                "vmlinux",
                "initrd.img");
    }

    private void buildDebian() throws IOException {
        build("debian-12", "def", Map.of("disk", "disk.qcow2", "disk.format", "qcow2"), "disk.qcow2");
    }

    @Test
    void finds_an_image_that_boots_a_kernel_directly() throws IOException {
        buildMini();

        Image image = store().find("mini");

        assertThat(image.name()).isEqualTo("mini");
        assertThat(image.disk()).isEmpty();
        assertThat(image.diskFormat()).isEmpty();
        assertThat(image.kernel()).contains(images().resolve("mini/abc/vmlinux").toRealPath());
        assertThat(image.initrd())
                .contains(images().resolve("mini/abc/initrd.img").toRealPath());
        assertThat(image.append()).isEqualTo("console=ttyS0");
        assertThat(image.memory()).isEqualTo("256M");
        assertThat(image.digest()).isEqualTo("sha256:0");
    }

    @Test
    void finds_an_image_that_is_a_disk() throws IOException {
        buildDebian();

        Image image = store().find("debian-12");

        assertThat(image.disk())
                .contains(images().resolve("debian-12/def/disk.qcow2").toRealPath());
        assertThat(image.diskFormat()).isEqualTo("qcow2");
        assertThat(image.kernel()).isEmpty();
    }

    @Test
    void lists_names_sorted_and_only_of_whole_images() throws IOException {
        assertThat(store().names()).isEmpty();
        buildMini();
        buildDebian();
        Files.createDirectories(images().resolve("half-built/123"));

        assertThat(store().names()).containsExactly("debian-12", "mini");
    }

    @Test
    void says_what_there_is_and_how_to_build_what_is_not() throws IOException {
        buildMini();

        assertThatThrownBy(() -> store().find("debian-12"))
                .isInstanceOf(ImageNotFoundException.class)
                .hasMessage("""
                        There is no image 'debian-12'.
                          Images in %s: mini
                          Build it from its recipe:  ./kvmguest image build debian-12   (in a clone of KvmGuest for JUnit)
                          or name a disk image of your own by its path:  images/debian-12.qcow2""", images());
    }

    @Test
    void says_that_there_is_none_at_all() {
        assertThatThrownBy(() -> store().find("mini"))
                .hasMessageStartingWith("There is no image 'mini'.\n  Images in " + images() + ": none\n");
    }

    @Test
    void tells_upper_from_lower_case_and_asks_what_was_meant() throws IOException {
        buildMini();
        buildDebian();

        assertThatThrownBy(() -> store().find("Debian12"))
                .hasMessageStartingWith("There is no image 'Debian12'. Did you mean 'debian-12'?\n  Images in "
                        + images() + ": debian-12, mini\n");
    }

    @Test
    void has_an_answer_for_no_name_at_all() {
        assertThatThrownBy(() -> store().find("")).hasMessage("""
                        There is no image ''.
                          Images in %s: none
                          Build it from its recipe:  ./kvmguest image build NAME   (in a clone of KvmGuest for JUnit)
                          or name a disk image of your own by its path:  images/NAME.qcow2""", images());
    }

    @Test
    void names_the_file_that_a_damaged_image_lacks() throws IOException {
        buildMini();
        Files.delete(images().resolve("mini/abc/initrd.img"));

        assertThatThrownBy(() -> store().find("mini"))
                .isInstanceOf(ImageNotFoundException.class)
                .hasMessage("""
                        Image 'mini' is damaged: 'initrd.img' is missing.
                          It lies in %s/mini/current
                          Build it again:  ./kvmguest image build --force mini   (in a clone of KvmGuest for JUnit)""", images());
    }

    @Test
    void names_what_a_description_lacks() throws IOException {
        Path folder = build("mini", "abc", Map.of());
        Files.writeString(folder.resolve("image.properties"), "format=1\nname=mini\n");

        assertThatThrownBy(() -> store().find("mini"))
                .hasMessageStartingWith("Image 'mini' is damaged: 'image.properties' has no 'memory'.\n");
    }

    @Test
    void refuses_a_layout_of_another_version() throws IOException {
        Path folder = build("mini", "abc", Map.of());
        Files.writeString(folder.resolve("image.properties"), "format=2\nname=mini\n");

        assertThatThrownBy(() -> store().find("mini"))
                .hasMessageStartingWith("Image 'mini' is damaged: 'image.properties' is of format '2',"
                        + " this version reads format 1.\n");
    }

    @Test
    void treats_a_link_to_nowhere_as_damage() throws IOException {
        Files.createDirectories(images().resolve("mini"));
        Files.createSymbolicLink(images().resolve("mini/current"), Path.of("gone"));

        assertThatThrownBy(() -> store().find("mini"))
                .hasMessageStartingWith("Image 'mini' is damaged: '" + images() + "/mini/current' is missing.\n");
    }

    @Test
    void finds_a_disk_by_its_path_and_asks_qemu_img_for_its_format() throws Exception {
        Path disk = cache.resolve("my disk,a:b.img");
        new QemuImg().run(java.util.List.of("create", "-q", "-f", "qcow2", disk.toString(), "1M"));

        Image image = store().find(disk.toString());

        assertThat(image)
                .isEqualTo(new Image(
                        disk.toString(),
                        java.util.Optional.of(disk),
                        "qcow2",
                        java.util.Optional.empty(),
                        java.util.Optional.empty(),
                        "",
                        "512M",
                        ""));
    }

    @Test
    void takes_a_raw_disk_for_raw_whatever_is_written_in_it() throws Exception {
        Path disk = cache.resolve("disk.raw");
        new QemuImg().run(java.util.List.of("create", "-q", "-f", "qcow2", disk.toString(), "1M"));

        assertThat(store().find(disk.toString()).diskFormat()).isEqualTo("raw");
    }

    @Test
    void names_the_disk_that_is_missing() throws IOException {
        buildMini();

        assertThatThrownBy(() -> store().find("no/such.qcow2"))
                .isInstanceOf(ImageNotFoundException.class)
                .hasMessage("""
                        There is no disk image 'no/such.qcow2'.
                          It was looked for at %s
                          A path is what contains a '/' or ends in .qcow2, .img or .raw. Built images are named without: mini""", Path.of("no/such.qcow2").toAbsolutePath());
    }

    @Test
    void explains_that_a_tilde_is_the_shells() {
        assertThatThrownBy(() -> store().find("~/disk.qcow2"))
                .hasMessageContaining("\n  '~' is the shell's; write the home directory in full.\n")
                .hasMessageEndingWith("Built images are named without: there are none");
    }

    @Test
    void refuses_a_directory_as_a_disk() {
        assertThatThrownBy(() -> store().find(cache + "/"))
                .hasMessage("The disk image '%s/' is not a file.\n  It was looked for at %s", cache, cache);
    }

    @Test
    void says_that_qemu_img_is_missing() throws IOException {
        Path disk = Files.writeString(cache.resolve("disk.qcow2"), "");
        ImageStore store =
                new ImageStore(new CacheDirectory(cache), new QemuImg("no-such-qemu-img", Duration.ofSeconds(30)));

        assertThatThrownBy(() -> store.find(disk.toString()))
                .hasMessage(
                        "The format of the disk image '%s' is not known: qemu-img was not found on the PATH. It comes with"
                                + " QEMU: apt-get install qemu-utils (Debian, Ubuntu), dnf install qemu-img (Fedora),"
                                + " brew install qemu (macOS)",
                        disk);
    }
}
