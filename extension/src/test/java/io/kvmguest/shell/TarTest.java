package io.kvmguest.shell;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Archives as an honest guest makes them, and as another one does. */
class TarTest {

    private final Path folder;
    private final Path archive;
    private final Path target;

    TarTest(@TempDir Path folder) throws IOException {
        this.folder = folder;
        archive = folder.resolve("archive.tar");
        target = folder.resolve("target");
        Files.writeString(folder.resolve("outside"), "untouched");
    }

    private interface Writer {
        void write(TarArchiveOutputStream tar) throws IOException;
    }

    private void pack(Writer writer) throws IOException {
        try (TarArchiveOutputStream tar = new TarArchiveOutputStream(Files.newOutputStream(archive))) {
            tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
            writer.write(tar);
        }
    }

    private static void file(TarArchiveOutputStream tar, String name, String content) throws IOException {
        byte[] bytes = content.getBytes(StandardCharsets.UTF_8);
        // With preserved slashes, as an absolute name would lose its first one.
        TarArchiveEntry entry = new TarArchiveEntry(name, true);
        entry.setSize(bytes.length);
        tar.putArchiveEntry(entry);
        tar.write(bytes);
        tar.closeArchiveEntry();
    }

    private static void link(TarArchiveOutputStream tar, String name, String to, byte kind) throws IOException {
        TarArchiveEntry entry = new TarArchiveEntry(name, kind, true);
        entry.setLinkName(to);
        tar.putArchiveEntry(entry);
        tar.closeArchiveEntry();
    }

    private void assertNothingOutside() throws IOException {
        assertThat(folder.resolve("outside")).hasContent("untouched");
        try (var files = Files.list(folder)) {
            assertThat(files.map(Path::getFileName).map(Path::toString)).isSubsetOf("archive.tar", "outside", "target");
        }
        assertThat(Path.of("/tmp/kvmguest-evil")).doesNotExist();
    }

    @Test
    void brings_back_what_was_packed() throws IOException {
        Path from = Files.createDirectories(folder.resolve("target/from/a b/c"));
        Files.writeString(from.resolve("ü"), "content");
        Files.setPosixFilePermissions(from.resolve("ü"), PosixFilePermissions.fromString("r-x------"));
        Files.createSymbolicLink(from.resolve("link"), Path.of("../../outside"));
        Files.writeString(from.resolve("long".repeat(50)), "");

        Tar.write(folder.resolve("target/from"), archive);
        Tar.extract(archive, target.resolve("to"));

        Path to = target.resolve("to/a b/c");
        assertThat(to.resolve("ü")).hasContent("content");
        assertThat(Files.getPosixFilePermissions(to.resolve("ü")))
                .isEqualTo(PosixFilePermissions.fromString("r-x------"));
        assertThat(Files.readSymbolicLink(to.resolve("link"))).isEqualTo(Path.of("../../outside"));
        assertThat(to.resolve("long".repeat(50))).isEmptyFile();
    }

    @ParameterizedTest
    @ValueSource(strings = {"../outside", "a/../../outside", "/tmp/kvmguest-evil", "./../outside", ".."})
    void refuses_names_that_lead_out_of_the_folder(String name) throws IOException {
        pack(tar -> file(tar, name, "evil"));
        assertThatExceptionOfType(TarException.class)
                .isThrownBy(() -> Tar.extract(archive, target))
                .withMessage("The guest has sent a file with the name \"" + name + "\", which is not in the folder");
        assertNothingOutside();
    }

    @ParameterizedTest
    @ValueSource(strings = {"..", "/tmp", "."})
    void writes_nothing_behind_a_link(String to) throws IOException {
        pack(tar -> {
            link(tar, "door", to, TarConstants.LF_SYMLINK);
            file(tar, "door/kvmguest-evil", "evil");
        });
        assertThatExceptionOfType(TarException.class)
                .isThrownBy(() -> Tar.extract(archive, target))
                .withMessage("The guest has sent files behind the link door");
        assertNothingOutside();
    }

    @Test
    void replaces_a_link_and_does_not_write_through_it() throws IOException {
        pack(tar -> {
            link(tar, "file", "../outside", TarConstants.LF_SYMLINK);
            file(tar, "file", "inside");
        });
        Tar.extract(archive, target);
        assertThat(target.resolve("file")).hasContent("inside").isRegularFile();
        assertThat(Files.isSymbolicLink(target.resolve("file"))).isFalse();
        assertNothingOutside();
    }

    @Test
    void replaces_a_link_that_was_there_before() throws IOException {
        Files.createDirectory(target);
        Files.createSymbolicLink(target.resolve("file"), folder.resolve("outside"));
        pack(tar -> file(tar, "file", "inside"));
        Tar.extract(archive, target);
        assertThat(target.resolve("file")).hasContent("inside");
        assertNothingOutside();
    }

    @ParameterizedTest
    @ValueSource(strings = {"../outside", "/etc/passwd"})
    void makes_no_hard_link_to_what_is_outside(String to) throws IOException {
        pack(tar -> link(tar, "file", to, TarConstants.LF_LINK));
        assertThatExceptionOfType(TarException.class)
                .isThrownBy(() -> Tar.extract(archive, target))
                .withMessage("The guest has sent a file with the name \"" + to + "\", which is not in the folder");
        assertNothingOutside();
    }

    @Test
    void makes_no_hard_link_through_a_link() throws IOException {
        pack(tar -> {
            link(tar, "door", "..", TarConstants.LF_SYMLINK);
            link(tar, "file", "door/outside", TarConstants.LF_LINK);
            file(tar, "file", "evil");
        });
        assertThatExceptionOfType(TarException.class)
                .isThrownBy(() -> Tar.extract(archive, target))
                .withMessage("The guest has sent files behind the link door");
        assertNothingOutside();
    }

    @Test
    void refuses_devices() throws IOException {
        pack(tar -> link(tar, "pipe", "", TarConstants.LF_FIFO));
        assertThatExceptionOfType(TarException.class)
                .isThrownBy(() -> Tar.extract(archive, target))
                .withMessage("pipe in it is neither a file nor a folder nor a link");
    }

    @Test
    void brings_a_single_file_under_another_name() throws IOException {
        pack(tar -> file(tar, "../../outside", "content"));
        Tar.extractFile(archive, target.resolve("deep/name"));
        assertThat(target.resolve("deep/name")).hasContent("content");
        assertNothingOutside();
    }
}
