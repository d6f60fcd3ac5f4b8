package io.kvmguest.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OverlayTest {

    private final Path directory;

    OverlayTest(@TempDir Path directory) {
        this.directory = directory;
    }

    @Test
    void lies_on_its_backing_file_and_leaves_it_alone() throws Exception {
        Path disk = directory.resolve("di sk,a:b.raw");
        Files.write(disk, new byte[1 << 20]);
        Files.setPosixFilePermissions(disk, PosixFilePermissions.fromString("r--r--r--"));

        Path overlay = Overlay.create(disk, "raw", directory.resolve("over,lay.qcow2"));

        String info = new QemuImg().run(List.of("info", "--output=json", overlay.toString()));
        assertThat(info)
                .contains("\"full-backing-filename\": \"" + disk + "\"")
                .contains("\"backing-filename-format\": \"raw\"")
                .contains("\"virtual-size\": 1048576");
        assertThat(Files.readAllBytes(disk)).isEqualTo(new byte[1 << 20]);
    }

    @Test
    void says_what_qemu_img_said() {
        Path disk = directory.resolve("missing.qcow2");
        Path overlay = directory.resolve("overlay.qcow2");

        assertThatThrownBy(() -> Overlay.create(disk, "qcow2", overlay))
                .isInstanceOf(OverlayException.class)
                .hasMessageStartingWith("No overlay on " + disk + " (qcow2) could be made at " + overlay
                        + ": qemu-img exited with status 1: qemu-img: " + overlay + ": Could not open '" + disk + "'")
                .hasMessageContaining("No such file or directory");
    }

    @Test
    void ends_a_qemu_img_that_does_not_answer() throws Exception {
        Path program = Files.writeString(directory.resolve("sleeper"), "#!/bin/sh\nexec sleep 1000\n");
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
        QemuImg sleeper = new QemuImg(program.toString(), Duration.ofMillis(1200));

        assertThatThrownBy(() -> Overlay.create(sleeper, Path.of("/a"), "raw", Path.of("/b")))
                .hasMessage(
                        "No overlay on /a (raw) could be made at /b: qemu-img did not answer within 1 s and was ended");
    }
}
