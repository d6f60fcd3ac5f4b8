package io.kvmguest.qemu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class MachineTest {

    @Test
    void has_no_channels_unless_told_so() {
        Machine machine = new MachineBuilder().build();

        assertThat(machine.channels()).isZero();
        assertThat(machine.withChannels(2).channels()).isEqualTo(2);
        assertThat(machine.withChannels(2).withChannels(0)).isEqualTo(machine);
    }

    @Test
    void refuses_numbers_that_make_no_machine() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> machine(0, 1, Optional.empty(), ""))
                .withMessage("memoryMiB (0) must be positive");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> machine(256, 0, Optional.empty(), ""))
                .withMessage("cpus (0) must be positive");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new MachineBuilder().build().withChannels(-1))
                .withMessage("channels (-1) must not be negative");
    }

    @Test
    void refuses_what_belongs_to_a_kernel_without_one() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> machine(256, 1, Optional.of(Path.of("initrd.img")), ""))
                .withMessage("initrd (initrd.img) needs a kernel");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> machine(256, 1, Optional.empty(), "quiet"))
                .withMessage("append (quiet) needs a kernel");
    }

    @Test
    void refuses_drives_that_qemu_cannot_have() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Machine.Drive(Path.of("d"), "vmdk", "virtio", false))
                .withMessage("format (vmdk) must be qcow2 or raw");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Machine.Drive(Path.of("d"), "raw", "usb", false))
                .withMessage("bus (usb) must be virtio, ide or scsi");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Machine.Drive(Path.of("d"), "raw", "ide", true))
                .withMessage("disk d cannot be read-only: IDE disks are always writable");
    }

    private static Machine machine(int memory, int cpus, Optional<Path> initrd, String append) {
        return new Machine(
                "m",
                "pc",
                memory,
                cpus,
                Accelerator.TCG,
                Optional.empty(),
                initrd,
                append,
                List.of(),
                List.of(),
                List.of());
    }
}
