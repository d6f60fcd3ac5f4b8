package io.kvmguest.qemu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WorkDirectoryTest {

    private final Path base;
    private final Object user;

    WorkDirectoryTest(@TempDir Path base) throws IOException {
        this.base = base;
        this.user = Files.getAttribute(base, "unix:uid");
    }

    @Test
    void is_ours_alone() throws IOException {
        Path directory = WorkDirectory.create(base.resolve("made/on/the/way"));

        assertThat(directory).isEmptyDirectory();
        assertThat(directory.getParent()).hasFileName("kvmguest-" + user);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory)))
                .isEqualTo("rwx------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory.getParent())))
                .isEqualTo("rwx------");
    }

    @Test
    void is_another_each_time() {
        assertThat(WorkDirectory.create(base)).isNotEqualTo(WorkDirectory.create(base));
    }

    @Test
    void is_not_made_behind_a_link() throws IOException {
        Path elsewhere = Files.createDirectory(
                base.resolve("elsewhere"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        Path mine = Files.createSymbolicLink(base.resolve("kvmguest-" + user), elsewhere);

        assertThatIllegalStateException()
                .isThrownBy(() -> WorkDirectory.create(base))
                .withMessage(notPrivate(mine));
        assertThat(elsewhere).isEmptyDirectory();
    }

    @Test
    void is_not_made_where_others_may_write() throws IOException {
        Path mine = Files.createDirectory(base.resolve("kvmguest-" + user));
        Files.setPosixFilePermissions(mine, PosixFilePermissions.fromString("rwxrwxrwx"));

        assertThatIllegalStateException()
                .isThrownBy(() -> WorkDirectory.create(base))
                .withMessage(notPrivate(mine));
    }

    @Test
    void is_not_made_in_a_file() throws IOException {
        Path file = Files.createFile(base.resolve("file"));

        assertThatExceptionOfType(UncheckedIOException.class)
                .isThrownBy(() -> WorkDirectory.create(file))
                .withMessageStartingWith("A work directory could not be made in " + file + ": ");
    }

    @Test
    void lies_where_the_user_says_and_else_where_temporary_files_do() {
        assertThat(WorkDirectory.base("/p", "/v", "/t")).isEqualTo(Path.of("/p"));
        assertThat(WorkDirectory.base(" ", "/v", "/t")).isEqualTo(Path.of("/v"));
        assertThat(WorkDirectory.base(null, "", "/t")).isEqualTo(Path.of("/t"));
    }

    @Test
    void lies_in_tmp_when_sockets_would_have_too_long_a_path_elsewhere() {
        assertThat(WorkDirectory.base(null, null, "/" + "t".repeat(46))).isEqualTo(Path.of("/" + "t".repeat(46)));
        assertThat(WorkDirectory.base(null, null, "/" + "t".repeat(47))).isEqualTo(Path.of("/tmp"));
    }

    @Test
    void goes_with_all_that_is_in_it_and_nothing_that_it_links_to() throws IOException {
        Path directory = WorkDirectory.create(base);
        Path kept = Files.createFile(base.resolve("kept"));
        Files.createSymbolicLink(directory.resolve("link"), base);
        Files.createFile(Files.createDirectory(directory.resolve("sub")).resolve("file"));

        WorkDirectory.delete(directory);
        WorkDirectory.delete(directory);

        assertThat(directory).doesNotExist();
        assertThat(kept).exists();
    }

    private String notPrivate(Path directory) {
        return """
                %s must be a directory of user %s with mode 0700, and is not. Somebody else may have put it there.
                  Remove it, or choose another place: -Dkvmguest.work=DIRECTORY, or KVMGUEST_WORK in the environment.""".formatted(directory, user);
    }
}
