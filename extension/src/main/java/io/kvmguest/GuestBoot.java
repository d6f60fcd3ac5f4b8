package io.kvmguest;

import io.kvmguest.boot.BootFacts;
import io.kvmguest.boot.BootLog;
import io.kvmguest.boot.BootTripwires;
import io.kvmguest.console.ConsoleLine;
import io.kvmguest.console.Mark;
import io.kvmguest.console.SerialConsole;
import io.kvmguest.image.Image;
import io.kvmguest.image.ImageStore;
import io.kvmguest.image.Overlay;
import io.kvmguest.qemu.Accelerator;
import io.kvmguest.qemu.Machine;
import io.kvmguest.qemu.QemuProcess;
import io.kvmguest.qemu.WorkDirectory;
import io.kvmguest.shell.Login;
import io.kvmguest.shell.LoginFailure;
import io.kvmguest.shell.RootLogin;
import io.kvmguest.shell.RootShellReady;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** The way from a spec to a guest whose root shell has been proven. */
final class GuestBoot {

    private final GuestSpec spec;
    private final Image image;
    private final Accelerator accelerator;

    GuestBoot(GuestSpec spec, Image image, Accelerator accelerator) {
        this.spec = spec;
        this.image = image;
        this.accelerator = accelerator;
    }

    Guest run(Consumer<ConsoleLine> onLine) {
        Path work = WorkDirectory.create();
        QemuProcess qemu = startQemu(work);
        try {
            return boot(qemu, work, onLine);
        } catch (RuntimeException | Error e) {
            qemu.close();
            throw e;
        }
    }

    private QemuProcess startQemu(Path work) {
        try {
            GuestSpec seeded = NoCloudSeed.isWanted(spec, ImageStore.standard())
                    ? spec.qemuArguments(NoCloudSeed.write(spec, work))
                    : spec;
            return QemuProcess.start(seeded.machine(image, accelerator, overlays(work)), work);
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
        return overlays;
    }

    private static Machine.Drive overlay(Path disk, String format, Path work, int number) {
        Path overlay = Overlay.create(disk, format, work.resolve(overlayName(number)));
        return new Machine.Drive(overlay, "qcow2", "virtio", false);
    }

    static String overlayName(int number) {
        return "disk" + number + ".qcow2";
    }

    private Guest boot(QemuProcess qemu, Path work, Consumer<ConsoleLine> onLine) {
        Progress progress = new Progress();
        GuestSubject subject = new GuestSubject(spec.name(), image.name(), progress, spec.evidence());
        SerialConsole console = SerialConsole.open(qemu.console(), work, subject, accelerator.deadlineScale());
        try {
            BootFacts facts = new BootFacts();
            BootLog bootLog = BootLog.of(console.transcript(), Mark.POWER_ON, facts);
            progress.follow(bootLog);
            console.add(BootTripwires.all());
            console.onLine(onLine);
            MachineWatch.start(qemu, console);
            try {
                console.poweredOn();
                qemu.resume();
                RootShellReady root = login(console);
                facts.rootShellProven(root.proven());
                return new Guest(spec, accelerator, qemu, console, bootLog, root.shell());
            } catch (RuntimeException e) {
                leaveEvidence(qemu, console, bootLog, e);
                throw e;
            }
        } catch (RuntimeException | Error e) {
            console.close();
            throw e;
        }
    }

    private RootShellReady login(SerialConsole console) {
        Login login = RootLogin.await(console, spec.bootTimeout(accelerator));
        if (login instanceof LoginFailure failure) {
            throw new GuestBootException(failure.message(), failure);
        }
        return (RootShellReady) login;
    }

    private void leaveEvidence(QemuProcess qemu, SerialConsole console, BootLog bootLog, RuntimeException failure) {
        if (spec.evidence().isPresent()) {
            try {
                EvidenceFolder.write(spec.evidence().get(), console.transcript(), bootLog, qemu);
            } catch (IOException e) {
                failure.addSuppressed(e);
            }
        }
    }
}
