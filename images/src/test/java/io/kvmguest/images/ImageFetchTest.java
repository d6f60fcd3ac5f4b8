package io.kvmguest.images;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kvmguest.image.CacheDirectory;
import io.kvmguest.image.Image;
import io.kvmguest.image.ImageStore;
import io.kvmguest.images.ImageFetch.When;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class ImageFetchTest {

    private static final String NAME = "debian-12-nocloud";
    private static final String FOLDER = "/images/cloud/bookworm/latest/";
    private static final String FILE = "debian-12-nocloud-amd64.qcow2";

    private final Path directory;
    private final CacheDirectory cache;
    private final ImageServer server = new ImageServer();
    private final StringWriter shown = new StringWriter();
    private byte[] disk = {};

    ImageFetchTest(@TempDir Path directory) {
        this.directory = directory;
        this.cache = new CacheDirectory(directory.resolve("cache"));
    }

    @BeforeEach
    void publish() throws Exception {
        // A real image, and one that does not compress.
        Path raw = directory.resolve("disk.raw");
        byte[] noise = new byte[2 << 20];
        new Random(7).nextBytes(noise);
        Files.write(raw, noise);
        Path qcow2 = directory.resolve("disk.qcow2");
        try (Tools tools = new Tools(directory.resolve("log"))) {
            assertThat(tools.run(
                                    List.of("qemu-img", "convert", "-O", "qcow2", raw.toString(), qcow2.toString()),
                                    line -> {})
                            .status())
                    .isZero();
        }
        disk = Files.readAllBytes(qcow2);
        server.put(FOLDER + FILE, disk);
        server.put(FOLDER + "SHA512SUMS", "00ff  other.qcow2\n" + hex("SHA-512", disk) + "  " + FILE + "\n");
    }

    @AfterEach
    void closeTheServer() {
        server.close();
    }

    private static String hex(String algorithm, byte[] content) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance(algorithm).digest(content));
    }

    private ImageFetch.Outcome fetch(String name) {
        Progress progress = new Progress(new PrintWriter(shown), Progress.Style.PLAIN, () -> 0, null);
        return new ImageFetch(cache, progress, Optional.of(server.address()))
                .fetch(Catalogue.own().find(name), When.MISSING);
    }

    private List<String> downloads() throws IOException {
        Path folder = cache.path().resolve("downloads");
        if (!Files.exists(folder)) {
            return List.of();
        }
        try (var files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }

    @Test
    void fetches_an_image_that_is_then_found_by_its_name() throws Exception {
        ImageFetch.Outcome outcome = fetch(NAME);

        assertThat(outcome.fetched()).isTrue();
        Image image = ImageStore.in(cache).find(NAME);
        assertThat(image.disk().orElseThrow()).hasBinaryContent(disk);
        assertThat(image.diskFormat()).isEqualTo("qcow2");
        assertThat(image.memory()).isEqualTo("512M");
        assertThat(outcome.folder().properties())
                .containsEntry(
                        "fetched.from",
                        "https://cloud.debian.org/images/cloud/bookworm/latest/debian-12-nocloud-amd64.qcow2")
                .containsEntry("login", "root, no password: credentials, or prepare");
        assertThat(downloads()).isEmpty();
    }

    @Test
    void fetches_an_image_once() {
        fetch(NAME);
        int before = server.requests().size();

        assertThat(fetch(NAME).fetched()).isFalse();
        assertThat(server.requests()).hasSize(before);
    }

    @Test
    void goes_on_where_the_connection_was_cut() throws Exception {
        server.cut(2);

        fetch(NAME);

        assertThat(ImageStore.in(cache).find(NAME).disk().orElseThrow()).hasBinaryContent(disk);
        int half = disk.length / 2;
        assertThat(server.requests())
                .containsExactly(
                        FOLDER + "SHA512SUMS",
                        FOLDER + FILE,
                        FOLDER + FILE + " bytes=" + half + "-",
                        FOLDER + FILE + " bytes=" + (half + (disk.length - half) / 2) + "-");
    }

    @Test
    void goes_on_where_another_process_ended() throws Exception {
        Path part = cache.path()
                .resolve("downloads/" + NAME + "-" + hex("SHA-512", disk).substring(0, 16) + ".part");
        Files.createDirectories(part.getParent());
        Files.write(part, java.util.Arrays.copyOf(disk, 1000));

        fetch(NAME);

        assertThat(server.requests()).contains(FOLDER + FILE + " bytes=1000-");
        assertThat(ImageStore.in(cache).find(NAME).disk().orElseThrow()).hasBinaryContent(disk);
    }

    @Test
    void begins_again_where_a_server_knows_no_ranges() {
        server.withoutRanges();
        server.cut(1);

        fetch(NAME);

        assertThat(ImageStore.in(cache).find(NAME).disk().orElseThrow()).hasBinaryContent(disk);
    }

    @Test
    void keeps_what_came_of_a_connection_that_is_cut_for_good() throws Exception {
        server.withoutRanges();
        server.cut(100);

        assertThatThrownBy(() -> fetch(NAME))
                .isInstanceOf(WorkshopException.class)
                .hasMessageStartingWith("Image 'debian-12-nocloud' was not fetched: ")
                .hasMessageEndingWith(
                        "\n  Address: " + server.address().toString().replaceFirst("/$", "") + FOLDER + FILE + "\n  "
                                + ((disk.length / 2) >> 20) + " MB are here; run it again to go on.");
        assertThat(downloads()).hasSize(1);
        assertThat(ImageStore.in(cache).names()).isEmpty();
    }

    @Test
    void keeps_nothing_of_a_file_with_a_wrong_checksum() throws Exception {
        byte[] changed = disk.clone();
        changed[changed.length / 2] ^= 1;
        server.put(FOLDER + FILE, changed);

        assertThatThrownBy(() -> fetch(NAME))
                .isInstanceOf(WorkshopException.class)
                .hasMessage(
                        "Image 'debian-12-nocloud' was not fetched: its checksum is wrong, and nothing of it was kept."
                                + "\n  Expected: SHA-512 " + hex("SHA-512", disk) + " (" + server.address()
                                + FOLDER.substring(1) + "SHA512SUMS)"
                                + "\n  Found:    SHA-512 " + hex("SHA-512", changed)
                                + "\n  Either the file was changed on its way, or the publisher is just replacing it: try again.");
        assertThat(downloads()).isEmpty();
        assertThat(ImageStore.in(cache).names()).isEmpty();
    }

    @Test
    void keeps_nothing_of_a_part_that_was_another_file() throws Exception {
        Path part = cache.path()
                .resolve("downloads/" + NAME + "-" + hex("SHA-512", disk).substring(0, 16) + ".part");
        Files.createDirectories(part.getParent());
        Files.write(part, new byte[disk.length + 1]);

        assertThatThrownBy(() -> fetch(NAME)).hasMessageContaining("its checksum is wrong");
        assertThat(downloads()).isEmpty();
        assertThat(fetch(NAME).fetched()).isTrue();
    }

    @Test
    void says_that_the_server_has_no_such_file() {
        assertThatThrownBy(() -> fetch("debian-13-nocloud"))
                .isInstanceOf(WorkshopException.class)
                .hasMessage("Image 'debian-13-nocloud' was not fetched: the server has no such file (404).\n  Address: "
                        + server.address() + "images/cloud/trixie/latest/SHA512SUMS");
    }

    @Test
    void says_that_the_publishers_checksums_do_not_name_the_file() {
        server.put(FOLDER + "SHA512SUMS", "00ff  other.qcow2\n");

        assertThatThrownBy(() -> fetch(NAME))
                .hasMessage("Image 'debian-12-nocloud' was not fetched: its publisher's checksums do not name " + FILE
                        + ".\n  Checksums: " + server.address() + FOLDER.substring(1) + "SHA512SUMS");
    }

    @Test
    void unpacks_what_its_publisher_packs() throws Exception {
        byte[] raw = Files.readAllBytes(directory.resolve("disk.raw"));
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
            gzip.write(raw);
        }
        // OpenWrt's images have a signature behind the packed part.
        packed.writeBytes(new byte[] {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16});
        String folder = "/releases/23.05.5/targets/x86/64/";
        String file = "openwrt-23.05.5-x86-64-generic-ext4-combined.img.gz";
        server.put(folder + file, packed.toByteArray());
        server.put(folder + "sha256sums", hex("SHA-256", packed.toByteArray()) + " *" + file + "\n");

        fetch("openwrt-23.05");

        Image image = ImageStore.in(cache).find("openwrt-23.05");
        assertThat(image.diskFormat()).isEqualTo("raw");
        assertThat(image.disk().orElseThrow()).hasBinaryContent(raw);
        assertThat(downloads()).isEmpty();
    }

    @Test
    void leaves_nothing_of_what_cannot_be_unpacked() throws Exception {
        String folder = "/releases/23.05.5/targets/x86/64/";
        String file = "openwrt-23.05.5-x86-64-generic-ext4-combined.img.gz";
        server.put(folder + file, "not packed");
        server.put(
                folder + "sha256sums",
                hex("SHA-256", "not packed".getBytes(java.nio.charset.StandardCharsets.UTF_8)) + " *" + file + "\n");

        assertThatThrownBy(() -> fetch("openwrt-23.05"))
                .hasMessage("Image 'openwrt-23.05' was not fetched: Not in GZIP format.");
        assertThat(ImageStore.in(cache).names()).isEmpty();
        try (var left = Files.list(cache.images().resolve("openwrt-23.05"))) {
            assertThat(left).isEmpty();
        }
    }
}
