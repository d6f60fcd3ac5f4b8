package io.kvmguest.images;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KernelModulesTest {

    private final Path directory;

    KernelModulesTest(@TempDir Path directory) {
        this.directory = directory.resolve("6.1.0-cloud");
    }

    @BeforeEach
    void tables() throws IOException {
        Files.createDirectories(directory);
        Files.writeString(directory.resolve("modules.dep"), """
                kernel/net/virtio_net.ko: kernel/net/net_failover.ko kernel/virtio/virtio.ko
                kernel/net/net_failover.ko: kernel/net/failover.ko
                kernel/net/failover.ko:
                kernel/virtio/virtio.ko:
                kernel/rng/virtio-rng.ko.xz: kernel/virtio/virtio.ko
                kernel/fs/xfs.ko:
                """);
        Files.writeString(directory.resolve("modules.alias"), """
                # Aliases extracted from modules themselves.
                alias virtio:d00000001v* virtio_net
                alias fs-xfs xfs
                alias virtio:d00000004v* virtio_rng
                """);
        Files.writeString(
                directory.resolve("modules.symbols"), "alias symbol:register_virtio virtio\nalias symbol:x xfs\n");
        Files.writeString(directory.resolve("modules.builtin"), "kernel/fs/ext4/ext4.ko\n");
    }

    @Test
    void brings_what_a_module_needs_before_it() throws IOException {
        assertThat(new KernelModules(directory).files(List.of("virtio_net")))
                .containsExactly(
                        "kernel/net/failover.ko",
                        "kernel/net/net_failover.ko",
                        "kernel/virtio/virtio.ko",
                        "kernel/net/virtio_net.ko");
    }

    @Test
    void takes_hyphens_for_underscores_as_modprobe_does() throws IOException {
        KernelModules modules = new KernelModules(directory);

        assertThat(modules.files(List.of("virtio_rng"))).contains("kernel/rng/virtio-rng.ko.xz");
        assertThat(modules.files(List.of("virtio-rng"))).contains("kernel/rng/virtio-rng.ko.xz");
    }

    @Test
    void cuts_the_tables_down_to_what_was_chosen() throws IOException {
        KernelModules modules = new KernelModules(directory);
        Set<String> files = modules.files(List.of("virtio_rng"));

        assertThat(modules.tables(files))
                .containsEntry(
                        "modules.dep",
                        "kernel/virtio/virtio.ko:\nkernel/rng/virtio-rng.ko.xz: kernel/virtio/virtio.ko\n")
                .containsEntry("modules.alias", "alias virtio:d00000004v* virtio_rng\n")
                .containsEntry("modules.symbols", "alias symbol:register_virtio virtio\n")
                .containsEntry("modules.builtin", "kernel/fs/ext4/ext4.ko\n");
    }

    @Test
    void names_the_module_that_there_is_not() throws IOException {
        KernelModules modules = new KernelModules(directory);

        assertThatThrownBy(() -> modules.files(List.of("e1000")))
                .isInstanceOf(WorkshopException.class)
                .hasMessage("The kernel in 6.1.0-cloud has no module 'e1000': correct modules.txt, or it is built in.");
    }
}
