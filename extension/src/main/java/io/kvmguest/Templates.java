package io.kvmguest;

import io.kvmguest.console.ConsoleEndedException;
import io.kvmguest.console.ConsoleLine;
import io.kvmguest.image.CacheDirectory;
import io.kvmguest.image.Image;
import io.kvmguest.image.ImageStore;
import io.kvmguest.image.OverlayException;
import io.kvmguest.qemu.Accelerator;
import io.kvmguest.qemu.GuardedDirectory;
import io.kvmguest.qemu.Machine;
import io.kvmguest.qemu.QemuProcess;
import io.kvmguest.qemu.QemuStartException;
import io.kvmguest.qemu.QmpException;
import io.kvmguest.qemu.TemplateFolder;
import io.kvmguest.qemu.TemplateKey;
import io.kvmguest.qemu.TemplateStore;
import io.kvmguest.shell.WakeUpException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Starts guests as clones of templates that are kept in the cache directory, and builds those that are missing. A template
 * that cannot be built, or turns out to be of no use, never fails a test: its guest is booted.
 */
final class Templates {

    /** The system property that has every guest booted. */
    static final String PROPERTY = "kvmguest.templates";

    /** The environment variable that has templates kept no longer than this JVM runs, and the property that does the same. */
    static final String CACHE_VARIABLE = "KVMGUEST_CACHE";

    static final String CACHE_PROPERTY = "kvmguest.templates.keep";

    private static final String OFF = "off";

    private static final Set<String> DISKS = Set.of(
            "-drive",
            "-blockdev",
            "-hda",
            "-hdb",
            "-hdc",
            "-hdd",
            "-cdrom",
            "-fda",
            "-fdb",
            "-sd",
            "-pflash",
            "-fsdev",
            "-virtfs");

    private static final System.Logger LOG = System.getLogger("io.kvmguest");

    private static @Nullable TemplateStore ofThisRun;

    private final GuestSpec spec;
    private final Image image;
    private final Accelerator accelerator;
    private final Consumer<ConsoleLine> onLine;
    private final Function<Optional<TemplateFolder>, Guest> boot;

    /** The one that was tried in vain. */
    private String broken = "";

    /**
     * @param boot boots the guest, with its memory and its disks in a folder if it is to become a template
     */
    Templates(
            GuestSpec spec,
            Image image,
            Accelerator accelerator,
            Consumer<ConsoleLine> onLine,
            Function<Optional<TemplateFolder>, Guest> boot) {
        this.spec = spec;
        this.image = image;
        this.accelerator = accelerator;
        this.onLine = onLine;
        this.boot = boot;
    }

    Guest start() {
        Optional<String> obstacle = obstacle();
        if (obstacle.isPresent()) {
            return cold(obstacle.get());
        }
        TemplateStore store;
        String key;
        try {
            store = store();
            key = key();
        } catch (IOException | UncheckedIOException e) {
            return cold("no template: " + e);
        }
        Optional<Guest> clone = store.find(key).flatMap(this::tryClone);
        return clone.orElseGet(() -> underLock(store, key));
    }

    private TemplateStore store() {
        boolean kept = !OFF.equals(System.getenv(CACHE_VARIABLE)) && !OFF.equals(System.getProperty(CACHE_PROPERTY));
        return kept ? TemplateStore.in(CacheDirectory.standard()) : ofThisRun(2 * memoryBytes());
    }

    private static synchronized TemplateStore ofThisRun(long bytes) {
        if (ofThisRun == null) {
            // Its supervisor removes it.
            ofThisRun = TemplateStore.in(GuardedDirectory.create("templates", bytes));
        }
        return ofThisRun;
    }

    private Optional<String> obstacle() {
        if (OFF.equals(System.getProperty(PROPERTY))) {
            return Optional.of("templates are turned off");
        }
        if (spec.qemuArguments().stream().anyMatch(DISKS::contains)) {
            return Optional.of("no template: its qemuArguments name disks, which may change behind its back");
        }
        return QemuProcess.templateObstacle().map(reason -> "no template: " + reason);
    }

    private String key() throws IOException {
        List<Path> disks = new ArrayList<>(image.disk().stream().toList());
        disks.addAll(spec.drives());
        List<Machine.Drive> drives = new ArrayList<>();
        for (Path each : disks) {
            drives.add(new Machine.Drive(each, "qcow2", spec.diskBus(), false));
        }
        List<String> wishes = new ArrayList<>(List.of(
                spec.prepare().name(),
                spec.credentials().user(),
                spec.credentials().password(),
                spec.credentials().rootPassword()));
        if (NoCloudSeed.isWanted(spec, ImageStore.standard())) {
            wishes.add(NoCloudSeed.files(spec).toString());
        }
        return TemplateKey.of(spec.machine(image, accelerator, drives), disks, wishes);
    }

    private long memoryBytes() {
        return spec.machine(image, accelerator, List.of()).memoryBytes();
    }

    private Guest cold(String remark) {
        Guest guest = boot.apply(Optional.empty());
        guest.remark(remark);
        return guest;
    }

    /** Whoever is told to stop has his sockets closed, for which no template is to blame. */
    private void requireNotInterrupted(Exception trouble) {
        if (Thread.currentThread().isInterrupted()) {
            throw new IllegalStateException("Interrupted while guest '" + spec.name() + "' was started", trouble);
        }
    }

    private Optional<Guest> tryClone(TemplateFolder template) {
        String identity = template.identity();
        if (identity.equals(broken)) {
            return Optional.empty();
        }
        try {
            return Optional.of(new GuestClone(template, spec).run(onLine));
        } catch (BrokenTemplateException e) {
            requireNotInterrupted(e);
            broken = identity;
            LOG.log(
                    Level.WARNING,
                    "The template " + template.path() + " of guest '" + spec.name()
                            + "' gives no guest and is built anew: " + e.getMessage());
            return Optional.empty();
        }
    }

    private Guest underLock(TemplateStore store, String key) {
        try {
            return store.locked(
                    key,
                    who -> LOG.log(
                            Level.INFO, "Guest '" + spec.name() + "' waits for its template, which " + who + " builds"),
                    () -> store.find(key).flatMap(this::tryClone).orElseGet(() -> build(store, key)));
        } catch (IOException e) {
            return cold("no template: " + e);
        }
    }

    private Guest build(TemplateStore store, String key) {
        TemplateFolder draft;
        try {
            draft = store.begin(key);
            // A memory that outgrows its disk would end QEMU in the middle of the boot.
            if (store.usableSpace() < 2 * memoryBytes()) {
                draft.delete();
                return cold("no template: there is too little room in "
                        + draft.path().getParent());
            }
        } catch (IOException e) {
            return cold("no template: " + e);
        }
        try {
            Optional<Guest> unsaved = bootAndSave(draft);
            if (unsaved.isPresent()) {
                return unsaved.get();
            }
            store.evict();
            return new GuestClone(draft, spec).run(onLine);
        } catch (BrokenTemplateException | QemuStartException e) {
            requireNotInterrupted(e);
            // Devices that a template needs may be what this machine cannot have.
            draft.delete();
            String reason = "no template: " + e.getMessage();
            warn(reason);
            return cold(reason);
        } finally {
            if (!draft.isComplete()) {
                draft.delete();
            }
        }
    }

    /** Returns the guest that was booted, if it could not be saved: it is as good as any other. */
    private Optional<Guest> bootAndSave(TemplateFolder draft) {
        Guest guest = boot.apply(Optional.of(draft));
        try {
            guest.becomeTemplate(draft);
            return Optional.empty();
        } catch (IOException | QmpException | WakeUpException | OverlayException | ConsoleEndedException e) {
            if (!guest.isAlive()) {
                guest.close();
                return Optional.of(cold("no template: " + e.getMessage()));
            }
            String reason = "no template: " + e.getMessage();
            warn(reason);
            guest.remark(reason);
            guest.runOn();
            return Optional.of(guest);
        } catch (RuntimeException | Error e) {
            guest.close();
            throw e;
        }
    }

    private void warn(String reason) {
        LOG.log(Level.WARNING, "Guest '" + spec.name() + "' (image " + image.name() + ") is booted: " + reason);
    }
}
