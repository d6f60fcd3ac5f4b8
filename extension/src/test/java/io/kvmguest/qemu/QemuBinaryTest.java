package io.kvmguest.qemu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class QemuBinaryTest {

    private static final String VERSION = "echo 'QEMU emulator version 8.2.2 (Debian)'";

    private final Path directory;

    QemuBinaryTest(@TempDir Path directory) {
        this.directory = directory;
    }

    @Test
    void is_the_one_that_the_property_names() throws IOException {
        Path qemu = program("my-qemu", VERSION);

        assertThat(QemuBinary.find(qemu.toString(), "/not/this", program -> Optional.empty()))
                .isEqualTo(new QemuBinary(qemu, new QemuVersion(8, 2, 2), true));
    }

    @Test
    void is_the_one_that_the_variable_names() throws IOException {
        Path qemu = program("my-qemu", VERSION);

        assertThat(QemuBinary.find(null, "my-qemu", program -> Optional.of(directory.resolve(program)))
                        .path())
                .isEqualTo(qemu);
    }

    @Test
    void is_the_one_on_the_path_otherwise() throws IOException {
        Path qemu = program("qemu-system-x86_64", VERSION);

        assertThat(QemuBinary.find("", " ", program -> Optional.of(directory.resolve(program)))
                        .path())
                .isEqualTo(qemu);
    }

    @Test
    void does_without_a_sandbox_where_trying_it_fails() throws IOException {
        Path qemu = program("my-qemu", "if [ \"$1\" = -sandbox ]; then exit 1; fi; " + VERSION);

        assertThat(QemuBinary.find(qemu.toString(), null, program -> Optional.empty())
                        .sandbox())
                .isFalse();
    }

    @Test
    void that_is_nowhere_is_told_with_how_to_install_it() {
        assertThatExceptionOfType(QemuUnavailableException.class)
                .isThrownBy(() -> QemuBinary.find(null, null, program -> Optional.empty()))
                .withMessage("""
                        There is no qemu-system-x86_64 on the PATH. Install QEMU:
                          Debian, Ubuntu:  apt-get install qemu-system-x86 qemu-utils
                          Fedora:          dnf install qemu-system-x86 qemu-img
                          Arch:            pacman -S qemu-system-x86 qemu-img
                          macOS:           brew install qemu
                        or say where it is: -Dkvmguest.qemu=/path/to/qemu-system-x86_64, or KVMGUEST_QEMU in the environment.""");
    }

    @Test
    void that_was_named_and_is_not_there() {
        assertThatExceptionOfType(QemuUnavailableException.class)
                .isThrownBy(() -> QemuBinary.find("/no/qemu", null, program -> Optional.empty()))
                .withMessage(
                        "There is no program '/no/qemu', which is what the system property kvmguest.qemu names as QEMU.");
        assertThatExceptionOfType(QemuUnavailableException.class)
                .isThrownBy(() -> QemuBinary.find(null, "qemu-kvm", program -> Optional.empty()))
                .withMessage(
                        "There is no program 'qemu-kvm', which is what the environment variable KVMGUEST_QEMU names as QEMU.");
    }

    @Test
    void that_is_too_old() throws IOException {
        Path qemu = program("my-qemu", "echo 'QEMU emulator version 5.2.0 (Debian)'");

        assertThatExceptionOfType(QemuUnavailableException.class)
                .isThrownBy(() -> QemuBinary.find(qemu.toString(), null, program -> Optional.empty()))
                .withMessage(qemu + " is QEMU 5.2.0; 6.2 or newer is needed.");
    }

    @Test
    void that_is_something_else() throws IOException {
        Path other = program("my-qemu", "echo world >&2; echo hello; exit 1");

        assertThatExceptionOfType(QemuUnavailableException.class)
                .isThrownBy(() -> QemuBinary.find(other.toString(), null, program -> Optional.empty()))
                .withMessage(
                        "'" + other + " --version' did not print a version of QEMU, but:\n    | hello\n    | world");
    }

    private Path program(String name, String script) throws IOException {
        Path program = Files.writeString(directory.resolve(name), "#!/bin/sh\n" + script + "\n");
        return Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
    }
}
