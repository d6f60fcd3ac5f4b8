package io.kvmguest;

import io.kvmguest.qemu.Beginning;
import io.kvmguest.qemu.GuardedDirectory;
import io.kvmguest.qemu.QemuProcess;
import io.kvmguest.qemu.TemplateFolder;
import io.kvmguest.qemu.WorkDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * Makes a template of a guest that runs on. Its memory is no file that another could share, so that it is written out first,
 * and then into a file by a machine that never runs.
 */
final class Snapshot {

    private final QemuProcess qemu;
    private final List<Integer> channels;

    /**
     * @param channels the numbers of the ports that the guest has
     */
    Snapshot(QemuProcess qemu, List<Integer> channels) {
        this.qemu = qemu;
        this.channels = channels;
    }

    /** Writes down what the host knows of the guest, beside what was saved of it. */
    @FunctionalInterface
    interface Facts {
        Map<String, String> in(TemplateFolder folder) throws IOException;
    }

    /** Saves the guest, which is stopped meanwhile. */
    void take(GuardedDirectory directory, Facts facts) throws IOException {
        TemplateFolder folder = new TemplateFolder(directory.path());
        Map<String, String> known;
        qemu.stop();
        try {
            for (int i = 0; i < qemu.machine().drives().size(); i++) {
                freeze(i, folder.disk(i));
            }
            qemu.save(folder.devicesAndMemory());
            known = facts.in(folder);
        } finally {
            qemu.resume();
        }
        unpack(folder);
        Files.delete(folder.devicesAndMemory());
        folder.complete(qemu.machine(), known);
    }

    private void freeze(int number, Path to) throws IOException {
        Path frozen = qemu.freezeDisk(number);
        try {
            Files.createLink(to, frozen);
        } catch (IOException | UnsupportedOperationException e) {
            Files.copy(frozen, to); // it lies on another file system
        }
    }

    private void unpack(TemplateFolder folder) throws IOException {
        Path work = WorkDirectory.create();
        try (QemuProcess still = QemuProcess.start(
                folder.onOverlays(qemu.machine(), work),
                work,
                Beginning.unpacked(folder.memory(), folder.devicesAndMemory(), qemu.hasGenerationId(), channels))) {
            still.restore();
            still.save(folder.devices());
        } finally {
            WorkDirectory.delete(work); // it is gone by then, unless there was no QEMU to begin with
        }
    }
}
