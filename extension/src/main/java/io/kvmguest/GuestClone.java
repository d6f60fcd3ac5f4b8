package io.kvmguest;

import io.kvmguest.boot.BootOrigin;
import io.kvmguest.boot.BootTripwires;
import io.kvmguest.console.ConsoleEndedException;
import io.kvmguest.console.ConsoleLine;
import io.kvmguest.console.SerialConsole;
import io.kvmguest.image.OverlayException;
import io.kvmguest.qemu.Beginning;
import io.kvmguest.qemu.Machine;
import io.kvmguest.qemu.QemuProcess;
import io.kvmguest.qemu.QemuStartException;
import io.kvmguest.qemu.QmpException;
import io.kvmguest.qemu.TemplateFolder;
import io.kvmguest.qemu.WorkDirectory;
import io.kvmguest.shell.GuestPorts;
import io.kvmguest.shell.LoginRoute;
import io.kvmguest.shell.RootConsole;
import io.kvmguest.shell.RootShellState;
import io.kvmguest.shell.WakeUpException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The way from a template to a guest whose root shell has been proven. */
final class GuestClone {

    /** What kernels of clones have given for randomness: none gives it twice. */
    private static final Set<String> RANDOMNESS = ConcurrentHashMap.newKeySet();

    private final TemplateFolder template;
    private final GuestSpec spec;

    GuestClone(TemplateFolder template, GuestSpec spec) {
        this.template = template;
        this.spec = spec;
    }

    /**
     * Starts it.
     *
     * @throws BrokenTemplateException if the template does not give a guest that answers
     */
    Guest run(Consumer<ConsoleLine> onLine) throws BrokenTemplateException {
        Path work = WorkDirectory.create();
        QemuProcess qemu = null;
        try {
            Map<String, String> facts = template.facts();
            RootShellState state = RootShellState.of(facts);
            Machine machine = template.machine(work);
            qemu = QemuProcess.start(
                    machine,
                    work,
                    Beginning.clone(
                            template.memory(),
                            template.devices(),
                            Boolean.parseBoolean(facts.get(TemplateFolder.GENERATION_ID)),
                            state.channels()),
                    spec.line());
            Guest guest = wake(qemu, work, facts, state, onLine);
            template.touch();
            return guest;
        } catch (IOException
                | UncheckedIOException
                | IllegalArgumentException
                | OverlayException
                | QemuStartException
                | QmpException
                | WakeUpException
                | ConsoleEndedException e) {
            end(qemu, work);
            throw new BrokenTemplateException(e);
        } catch (RuntimeException | Error e) {
            end(qemu, work);
            throw e;
        }
    }

    private static void end(@Nullable QemuProcess qemu, Path work) {
        if (qemu == null) {
            WorkDirectory.delete(work);
        } else {
            qemu.close();
        }
    }

    private Guest wake(
            QemuProcess qemu, Path work, Map<String, String> facts, RootShellState state, Consumer<ConsoleLine> onLine)
            throws IOException {
        Machine machine = qemu.machine();
        Progress progress = new Progress();
        String image = facts.getOrDefault(TemplateFolder.IMAGE, spec.image());
        GuestSubject subject = new GuestSubject(spec.name(), image, progress, spec.evidence());
        SerialConsole console = SerialConsole.resume(
                qemu.console(),
                work,
                template.path(),
                subject,
                machine.accelerator().deadlineScale());
        Cables cables = new Cables(subject, qemu);
        GuestPorts ports = GuestPorts.of(qemu.channels(), console, GuestBoot.machine(qemu));
        try {
            RootConsole root = new RootConsole(console, ports, spec.credentials());
            BootSeries boots = new BootSeries(
                    console, root, progress, spec.bootTimeout(machine.accelerator()), LoginRoute.AUTOLOGIN);
            boots.resume(
                    root.resume(state),
                    new BootOrigin(
                            true,
                            Instant.parse(facts.getOrDefault(TemplateFolder.RECORDED_AT, "1970-01-01T00:00:00Z")),
                            facts.getOrDefault(TemplateFolder.RECORDED_BY, ""),
                            ""));
            console.add(BootTripwires.all());
            console.onLine(onLine);
            MachineWatch watch = MachineWatch.start(qemu, console, ports);
            qemu.restore();
            cables.lay(spec);
            Supplier<String> awake = root.wakeUp();
            progress.runsOnAfter(console.runsOn());
            qemu.resume();
            String randomness = awake.get();
            if (!RANDOMNESS.add(randomness)) {
                throw new IOException("its kernel gave the same randomness as that of another clone: " + randomness);
            }
            return new Guest(spec, subject, qemu, console, ports, root, boots, watch, cables);
        } catch (IOException | RuntimeException | Error e) {
            ports.close();
            console.close();
            throw e;
        }
    }
}
