package io.kvmguest;

import io.kvmguest.boot.BootTripwires;
import io.kvmguest.console.ConsoleLine;
import io.kvmguest.console.SerialConsole;
import io.kvmguest.image.Image;
import io.kvmguest.image.ImageStore;
import io.kvmguest.image.Overlay;
import io.kvmguest.qemu.Accelerator;
import io.kvmguest.qemu.Beginning;
import io.kvmguest.qemu.Machine;
import io.kvmguest.qemu.QemuProcess;
import io.kvmguest.qemu.TemplateFolder;
import io.kvmguest.qemu.WorkDirectory;
import io.kvmguest.shell.GuestPorts;
import io.kvmguest.shell.LoginRoute;
import io.kvmguest.shell.RootConsole;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** The way from a spec to a guest whose root shell has been proven. */
final class GuestBoot {

    /** One for control, and the others for commands that run side by side; QEMU takes 30 at most. */
    private static final int PORTS = 16;

    private final GuestSpec spec;
    private final Image image;
    private final Accelerator accelerator;
    private final LoginRoute autologin;

    /**
     * @param autologin what has the image log root in by itself, if it does
     */
    GuestBoot(GuestSpec spec, Image image, Accelerator accelerator, LoginRoute autologin) {
        this.spec = spec;
        this.image = image;
        this.accelerator = accelerator;
        this.autologin = autologin;
    }

    /**
     * Boots it.
     *
     * @param draft where its memory and its disks are to be, if it is to become a template
     */
    Guest run(Consumer<ConsoleLine> onLine, Optional<TemplateFolder> draft) {
        Path work = WorkDirectory.create();
        QemuProcess qemu = startQemu(work, draft);
        try {
            return boot(qemu, work, onLine, draft.isPresent());
        } catch (RuntimeException | Error e) {
            qemu.close();
            throw e;
        }
    }

    private QemuProcess startQemu(Path work, Optional<TemplateFolder> draft) {
        try {
            if (draft.isPresent()) {
                Files.deleteIfExists(draft.get().memory());
            }
            Path disks = draft.map(TemplateFolder::path).orElse(work);
            Machine machine = spec.machine(image, accelerator, overlays(disks)).withChannels(PORTS);
            return QemuProcess.start(
                    machine,
                    work,
                    draft.map(folder -> Beginning.powerOff(folder.memory())).orElse(Beginning.POWER_OFF),
                    spec.line());
        } catch (IOException e) {
            WorkDirectory.delete(work);
            throw new UncheckedIOException(e);
        } catch (RuntimeException | Error e) {
            WorkDirectory.delete(work);
            throw e;
        }
    }

    private List<Machine.Drive> overlays(Path work) {
        List<Machine.Drive> overlays = new ArrayList<>();
        image.disk().ifPresent(disk -> overlays.add(overlay(disk, image.diskFormat(), work, 0)));
        for (Path drive : spec.drives()) {
            Image found = ImageStore.standard().find(drive.toAbsolutePath().toString());
            overlays.add(overlay(drive, found.diskFormat(), work, overlays.size()));
        }
        if (NoCloudSeed.isWanted(spec, ImageStore.standard())) {
            Path seed = NoCloudSeed.write(spec, work.resolve(TemplateFolder.diskName(overlays.size())));
            overlays.add(drive(seed));
        }
        return overlays;
    }

    private Machine.Drive overlay(Path disk, String format, Path work, int number) {
        return drive(Overlay.create(disk, format, work.resolve(TemplateFolder.diskName(number))));
    }

    private Machine.Drive drive(Path file) {
        return new Machine.Drive(file, "qcow2", spec.diskBus(), false);
    }

    static GuestPorts.Machine machine(QemuProcess qemu) {
        return new GuestPorts.Machine() {
            @Override
            public void plugIn(int number) {
                qemu.plugInChannel(number);
            }

            @Override
            public boolean isOpen(int number) {
                return qemu.isChannelOpen(number);
            }
        };
    }

    private Guest boot(QemuProcess qemu, Path work, Consumer<ConsoleLine> onLine, boolean forClones) {
        Progress progress = new Progress();
        GuestSubject subject = new GuestSubject(spec.name(), image.name(), progress, spec.evidence());
        SerialConsole console = SerialConsole.open(qemu.console(), work, subject, accelerator.deadlineScale());
        Cables cables = new Cables(subject, qemu);
        GuestPorts ports = GuestPorts.of(qemu.channels(), console, machine(qemu));
        try {
            long seed = new SecureRandom().nextLong();
            RootConsole root = new RootConsole(console, ports, spec.credentials(), seed);
            BootSeries boots = new BootSeries(console, root, progress, spec.bootTimeout(accelerator), autologin);
            boots.seed(seed, PORTS);
            console.add(BootTripwires.all());
            console.onLine(onLine);
            MachineWatch watch = MachineWatch.start(qemu, console, ports);
            try {
                if (!forClones) { // what is to be the same for all of them meets nobody
                    cables.lay(spec);
                }
                console.poweredOn();
                qemu.resume();
                boots.await();
                return new Guest(spec, subject, qemu, console, ports, root, boots, watch, cables);
            } catch (RuntimeException e) {
                leaveEvidence(qemu, console, boots, e);
                throw e;
            }
        } catch (RuntimeException | Error e) {
            ports.close();
            console.close();
            throw e;
        }
    }

    private void leaveEvidence(QemuProcess qemu, SerialConsole console, BootSeries boots, RuntimeException failure) {
        if (spec.evidence().isPresent()) {
            try {
                EvidenceFolder.write(spec.evidence().get(), console, boots, qemu);
            } catch (IOException e) {
                failure.addSuppressed(e);
            }
        }
    }
}
