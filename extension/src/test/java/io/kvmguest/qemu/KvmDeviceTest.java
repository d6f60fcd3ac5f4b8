package io.kvmguest.qemu;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KvmDeviceTest {

    private final Path directory;

    KvmDeviceTest(@TempDir Path directory) {
        this.directory = directory;
    }

    @Test
    void that_opens_is_no_obstacle() throws IOException {
        assertThat(new KvmDevice(Files.createFile(directory.resolve("kvm"))).obstacle())
                .isEmpty();
    }

    @Test
    void that_is_missing() {
        Path missing = directory.resolve("kvm");

        assertThat(new KvmDevice(missing).obstacle())
                .hasValue(KvmVerdict.no(
                        "there is no " + missing,
                        "Load the module kvm_intel or kvm_amd; in a virtual machine, have nested virtualization switched"
                                + " on; in a container, pass the device (--device " + missing + ")."));
    }

    @Test
    void that_does_not_open() throws IOException {
        // Root may open every file, so this stands for one without permission: a directory does not open for writing.
        Path closed = Files.createDirectory(directory.resolve("kvm"));
        String user = System.getProperty("user.name");

        assertThat(new KvmDevice(closed).obstacle())
                .hasValue(KvmVerdict.no(
                        closed + " cannot be opened for reading and writing by user " + user + ": Is a directory",
                        "Add the user to the group that owns it (sudo usermod -aG kvm " + user
                                + "), and log in again."));
    }
}
