package io.kvmguest.images;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kvmguest.image.CacheDirectory;
import io.kvmguest.image.Image;
import io.kvmguest.image.ImagePreparationException;
import io.kvmguest.image.ImagePreparer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class CachedPreparerTest {

    private static final PrepareReport REPORT =
            new PrepareReport("/dev/vda1 ext4", "systemd", "grub2", List.of(), "--- a/etc/inittab");

    private final Path directory;
    private final CacheDirectory cache;
    private final Path disk;
    private final AtomicInteger prepared = new AtomicInteger();

    CachedPreparerTest(@TempDir Path directory) throws Exception {
        this.directory = directory.toRealPath();
        this.cache = new CacheDirectory(this.directory.resolve("cache"));
        this.disk = this.directory.resolve("own.qcow2");
    }

    @BeforeEach
    void haveADisk() throws Exception {
        create(disk, "16M");
    }

    private void create(Path file, String size) throws Exception {
        try (Tools tools = new Tools(directory.resolve("log"))) {
            assertThat(tools.run(List.of("qemu-img", "create", "-q", "-f", "qcow2", file.toString(), size), l -> {})
                            .status())
                    .isZero();
        }
    }

    private static Image image(Path disk) {
        return new Image(
                disk.toString(), Optional.of(disk), "qcow2", Optional.empty(), Optional.empty(), "", "512M", "");
    }

    private CachedPreparer preparer() {
        return new CachedPreparer(cache, progress -> (name, overlay) -> {
            prepared.incrementAndGet();
            assertThat(overlay).exists().isNotEqualTo(disk);
            return REPORT;
        });
    }

    @Test
    void is_what_the_library_finds() {
        assertThat(ImagePreparer.find()).containsInstanceOf(CachedPreparer.class);
    }

    @Test
    void prepares_once_and_finds_it_again() throws Exception {
        byte[] before = Files.readAllBytes(disk);
        assertThat(preparer().prepared(image(disk))).isEmpty();

        Image made = preparer().prepare(image(disk));

        assertThat(made.name()).isEqualTo(disk.toString());
        assertThat(made.memory()).isEqualTo("512M");
        assertThat(made.diskFormat()).isEqualTo("qcow2");
        assertThat(made.disk().orElseThrow()).exists().startsWith(cache.path().resolve("prepared"));
        assertThat(made.disk().orElseThrow().resolveSibling("changes.diff")).hasContent("--- a/etc/inittab");
        assertThat(preparer().prepared(image(disk))).contains(made);
        assertThat(preparer().prepare(image(disk))).isEqualTo(made);
        assertThat(prepared).hasValue(1);
        assertThat(disk).hasBinaryContent(before);
    }

    @Test
    void prepares_anew_what_has_another_content() throws Exception {
        Image first = preparer().prepare(image(disk));
        create(disk, "17M");

        assertThat(preparer().prepared(image(disk))).isEmpty();
        assertThat(preparer().prepare(image(disk))).isNotEqualTo(first);
    }

    @Test
    void keeps_nothing_that_lies_on_a_disk_that_was_changed_or_is_gone() throws Exception {
        Path other = directory.resolve("other.qcow2");
        create(other, "18M");
        Path gone = directory.resolve("gone.qcow2");
        create(gone, "19M");
        Image old = preparer().prepare(image(disk));
        Image kept = preparer().prepare(image(other));
        Image lost = preparer().prepare(image(gone));
        Files.delete(gone);
        create(disk, "17M");

        Image made = preparer().prepare(image(disk));

        assertThat(old.disk().orElseThrow().getParent()).doesNotExist();
        assertThat(lost.disk().orElseThrow().getParent()).doesNotExist();
        assertThat(kept.disk().orElseThrow()).exists();
        assertThat(made.disk().orElseThrow()).exists();
    }

    @Test
    void prepares_anew_what_is_torn() throws Exception {
        Path made = preparer().prepare(image(disk)).disk().orElseThrow();
        Files.delete(made);

        assertThat(preparer().prepared(image(disk))).isEmpty();
        assertThat(preparer().prepare(image(disk)).disk().orElseThrow())
                .isEqualTo(made)
                .exists();
    }

    @Test
    void prepares_anew_what_lies_on_another_content() throws Exception {
        Path overlay = directory.resolve("overlay.qcow2");
        io.kvmguest.image.Overlay.create(disk, "qcow2", overlay);
        preparer().prepare(image(overlay));
        create(disk, "17M");

        assertThat(preparer().prepared(image(overlay))).isEmpty();
    }

    @Test
    void prepares_one_at_a_time() {
        List<CompletableFuture<Image>> all = List.of(
                CompletableFuture.supplyAsync(() -> preparer().prepare(image(disk))),
                CompletableFuture.supplyAsync(() -> preparer().prepare(image(disk))),
                CompletableFuture.supplyAsync(() -> preparer().prepare(image(disk))));

        assertThat(all)
                .extracting(CompletableFuture::join)
                .containsOnly(all.get(0).join());
        assertThat(prepared).hasValue(1);
    }

    @Test
    void leaves_nothing_of_what_failed() throws Exception {
        CachedPreparer failing = new CachedPreparer(cache, progress -> (name, overlay) -> {
            throw new WorkshopException("Image '" + name + "' was not prepared.\n  The helper guest says:\n    | no");
        });

        assertThatThrownBy(() -> failing.prepare(image(disk)))
                .isInstanceOf(ImagePreparationException.class)
                .hasMessage(
                        "Image '" + disk + "' does not log root in on its serial console, and could not be prepared."
                                + "\n  Image '" + disk + "' was not prepared.\n    The helper guest says:\n      | no");
        try (var left = Files.list(cache.path().resolve("prepared"))) {
            assertThat(left).isEmpty();
        }
        assertThat(preparer().prepare(image(disk)).disk().orElseThrow()).exists();
    }
}
