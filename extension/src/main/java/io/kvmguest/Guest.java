package io.kvmguest;

import io.kvmguest.boot.BootLog;
import io.kvmguest.boot.BootOrigin;
import io.kvmguest.console.ConsoleLine;
import io.kvmguest.console.SerialConsole;
import io.kvmguest.image.OverlayException;
import io.kvmguest.network.Link;
import io.kvmguest.network.Segment;
import io.kvmguest.qemu.Accelerator;
import io.kvmguest.qemu.GuardedDirectory;
import io.kvmguest.qemu.QemuProcess;
import io.kvmguest.qemu.QemuStartException;
import io.kvmguest.qemu.Qmp;
import io.kvmguest.qemu.QmpException;
import io.kvmguest.qemu.TemplateFolder;
import io.kvmguest.shell.CommandResult;
import io.kvmguest.shell.GuestPorts;
import io.kvmguest.shell.ReservedShell;
import io.kvmguest.shell.RootAccess;
import io.kvmguest.shell.RootConsole;
import io.kvmguest.shell.RootShell;
import io.kvmguest.shell.WakeUpException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/**
 * A running guest: its console, its boot log, its proven root shell.
 *
 * <pre>{@code
 * try (Guest guest = Guest.start(GuestSpec.of("debian-12").memory("512M"))) {
 *     guest.shell().run("ip link").requireSuccess();
 * }
 * }</pre>
 *
 * <p>It runs on an overlay: its image is never written to. May be used from any thread.
 */
public final class Guest implements AutoCloseable {

    /** How long a guest may take to come to rest before it is saved, before it is scaled. */
    private static final Duration QUIET = Duration.ofSeconds(5);

    private final GuestSpec spec;
    private final GuestSubject subject;
    private final QemuProcess qemu;
    private final SerialConsole console;
    private final GuestPorts ports;
    private final RootConsole root;
    private final BootSeries boots;
    private final MachineWatch watch;
    private final Cables cables;
    private final List<Nic> nics;
    private final AtomicInteger commands = new AtomicInteger();
    private final RootShell shell;
    private volatile boolean paused;

    Guest(
            GuestSpec spec,
            GuestSubject subject,
            QemuProcess qemu,
            SerialConsole console,
            GuestPorts ports,
            RootConsole root,
            BootSeries boots,
            MachineWatch watch,
            Cables cables) {
        this.spec = spec;
        this.subject = subject;
        this.qemu = qemu;
        this.console = console;
        this.ports = ports;
        this.root = root;
        this.boots = boots;
        this.watch = watch;
        this.cables = cables;
        this.shell = new CountingShell(boots.shell(), commands);
        this.nics = IntStream.range(0, qemu.machine().nics().size())
                .mapToObj(number -> new Nic(number, subject, qemu, cables, shell))
                .toList();
    }

    /**
     * Starts a guest and returns when its root shell has been proven. It is a clone of a template, or is booted, as
     * {@link GuestSpec#boot(Boot)} says.
     *
     * @throws io.kvmguest.image.ImageNotFoundException if there is no such image
     * @throws io.kvmguest.qemu.KvmUnavailableException if KVM is required and does not work here
     * @throws io.kvmguest.qemu.QemuStartException if there is no QEMU, or if it refuses the machine
     * @throws io.kvmguest.image.ImagePreparationException if its image had to be prepared, and could not be
     * @throws GuestBootException if it does not get to a root shell; the message says what it reached, why, and what to
     *     do
     */
    public static Guest start(GuestSpec spec) {
        return start(spec, line -> {});
    }

    /**
     * Starts a guest as {@link #start(GuestSpec)} does, and calls a listener with every line of its console, on a thread of
     * its own that never holds up the guest: from power-on, if it is booted or its template has to be, and of a clone what
     * comes after the recording.
     */
    public static Guest start(GuestSpec spec, Consumer<ConsoleLine> onLine) {
        return new GuestStart(spec, onLine).run();
    }

    /** Returns the guest's name. */
    public String name() {
        return spec.name();
    }

    /** Returns what it was started from. */
    public GuestSpec spec() {
        return spec;
    }

    /** Returns a new view of the console, from now on. */
    public SerialConsole console() {
        return console.fromNow();
    }

    /** Returns the proven root shell. */
    public RootShell shell() {
        return shell;
    }

    /**
     * Opens a further root shell, with a virtio-serial port that is reserved for it: whatever runs on {@link #shell()}, and
     * however much of it, its commands need not wait. Up to four are open at a time; close them when they are not needed any
     * more. A guest without such ports has but one line for all.
     *
     * @throws IllegalStateException if four are open
     * @throws io.kvmguest.console.ConsoleEndedException if the guest is gone
     */
    public ReservedShell openShell() {
        return new CountingShell.Reserved(root.openShell(), commands);
    }

    /** Returns how the root shell was come by, and how long that took: {@code root shell by autologin, 1.9 s}. */
    public RootAccess login() {
        return boots.access();
    }

    /** Returns the last boot, read from the console. */
    public BootLog bootLog() {
        return boots.log();
    }

    /**
     * Proves the root shell again: uid 0, by a sum that the guest has to compute, and the shell on the console at its prompt.
     * What is in the way is cleared away: an editor or a pager, a program that waits, a terminal without echo; where nobody
     * is logged in any more, the next login is waited for. The JUnit extension does so before every test method.
     *
     * @return what had to be done for that, each in a few words; mostly nothing
     * @throws io.kvmguest.shell.ShellLostException if the shell cannot be found again
     * @throws io.kvmguest.console.ConsoleEndedException if the guest is gone
     */
    public List<String> prove() {
        List<String> notes = new ArrayList<>();
        if (paused) {
            resume();
            notes.add("it was paused, and runs on");
        }
        notes.addAll(root.prove());
        return notes;
    }

    /**
     * Stops it between two instructions: it neither computes nor answers, and its clock stands still, while the time of the host
     * and of other guests goes on. Its commands wait meanwhile. Paused again, nothing changes.
     */
    public void pause() {
        qemu.stop();
        paused = true;
    }

    /** Lets it run on after {@link #pause()}. */
    public void resume() {
        paused = false;
        qemu.resume();
    }

    private void requireRunning(String what) {
        if (paused) {
            throw new IllegalStateException(
                    subject.name() + " cannot be " + what + ": it is paused. Let it run on first, by resume()");
        }
    }

    /**
     * Has the guest restart itself ({@code reboot}), and returns when its root shell has been proven again. The shell is the
     * same object as before; {@link #bootLog()} is that of the new boot.
     *
     * @throws GuestBootException if it does not come back to a root shell
     * @throws IllegalStateException if it does not restart within the time that a boot may take, or is paused
     * @throws io.kvmguest.console.ConsoleEndedException if it powers off, panics or dies instead
     */
    public void reboot() {
        requireRunning("rebooted");
        new Reboot(console, watch, boots).byGuest(boots.shell());
    }

    /**
     * Resets the machine, as a reset button does, and returns when its root shell has been proven again. What the guest has
     * not synced to its disk is lost.
     *
     * @throws GuestBootException if it does not come back to a root shell
     * @throws IllegalStateException if it is paused
     * @throws io.kvmguest.console.ConsoleEndedException if it powers off, panics or dies instead
     */
    public void reset() {
        requireRunning("reset");
        new Reboot(console, watch, boots).byMachine(() -> qemu.qmp().execute("system_reset"));
    }

    /** Returns its network cards, in the order of its wishes. */
    public List<Nic> nics() {
        return nics;
    }

    /**
     * Returns a network card.
     *
     * @param number its place in the order of the guest's wishes, the first being 0
     * @throws IllegalArgumentException if there is no such card
     */
    public Nic nic(int number) {
        if (number < 0 || number >= nics.size()) {
            throw new IllegalArgumentException(subject.name() + ": there is no network card " + number + ": it has "
                    + nics.size() + ", the first of which is 0");
        }
        return nics.get(number);
    }

    /**
     * Returns the network card that is connected to a segment, the first one if several are.
     *
     * @throws IllegalArgumentException if none is
     */
    public Nic nic(Segment segment) {
        return nics.stream()
                .filter(nic -> nic.link()
                        .filter(link -> link.segment().equals(segment))
                        .isPresent())
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        subject.name() + " has no network card on segment '" + segment.name() + "'"));
    }

    /** Connects a network card to a segment; the same as {@link Nic#connect(Segment) nic(number).connect(segment)}. */
    public Link connect(int number, Segment segment) {
        return nic(number).connect(segment);
    }

    /** Connects the first card to the first segment, the second to the second, and so on, unless they are. */
    public void connect(List<Segment> segments) {
        cables.connect(segments);
    }

    /**
     * Returns where on the host's loopback a TCP port of the guest is reached.
     *
     * @throws IllegalArgumentException if it is not forwarded
     * @see GuestSpec#forwards(int...)
     */
    public InetSocketAddress forwarded(int port) {
        return cables.forwarded(port);
    }

    /** Returns what runs it. */
    public Accelerator accelerator() {
        return qemu.machine().accelerator();
    }

    /** Returns how much memory it has, in bytes. */
    public long memoryBytes() {
        return qemu.machine().memoryBytes();
    }

    /** Returns QEMU's command line. */
    public List<String> commandLine() {
        return qemu.commandLine();
    }

    /** Returns QEMU's monitor, for what this class does not offer. */
    public Qmp qmp() {
        return qemu.qmp();
    }

    /** Returns QEMU's process id. */
    public long pid() {
        return qemu.pid();
    }

    /** Returns whether QEMU still runs. */
    public boolean isAlive() {
        return !qemu.exit().isDone();
    }

    /** Returns how many commands its root shells have run. */
    public int commandsRun() {
        return commands.get();
    }

    /** Says where messages are to say that its evidence lies, when that is not where its spec has it. */
    public void evidenceIn(Path directory) {
        subject.evidence(directory);
    }

    /**
     * Writes what is known of the guest into a folder: {@code console.log} (every byte that its console printed),
     * {@code console.cast} (the same with its times and with what was typed, to be played by {@link Replay} or asciinema),
     * {@code boot.txt} (the phases of its boot) and {@code qemu.txt} (QEMU's command line and standard error).
     *
     * @throws UncheckedIOException if the folder cannot be written to
     */
    public void saveEvidence(Path directory) {
        try {
            EvidenceFolder.write(directory, console, boots, qemu);
        } catch (IOException e) {
            throw new UncheckedIOException("evidence of guest '" + name() + "' could not be written: " + e, e);
        }
    }

    /**
     * Saves the guest as it is, so that others can start from there, side by side; it is stopped for a moment, and runs on. A
     * command of its shell should not run meanwhile.
     *
     * @throws IllegalStateException if it cannot be saved, as it is paused, its commands run on its console, or QEMU is older
     *     than 7.2, say
     * @throws io.kvmguest.console.ConsoleEndedException if it is gone
     */
    public Template snapshot() {
        requireRunning("saved");
        GuardedDirectory directory = GuardedDirectory.create(name() + " snapshot", 2 * memoryBytes());
        try {
            Optional<String> obstacle = QemuProcess.templateObstacle();
            if (obstacle.isPresent()) {
                throw new IllegalStateException(noSnapshot(obstacle.get()));
            }
            nics.stream().filter(Nic::isOut).findFirst().ifPresent(nic -> {
                throw new IllegalStateException(noSnapshot("its network card " + nic.number() + " was pulled out"));
            });
            root.prepareClones();
            CommandResult unused = boots.shell().run("sync");
            new Snapshot(qemu, boots.state().channels()).take(directory, this::facts);
            String unusedDigits = root.wakeUp().get();
            return new Template(spec, directory);
        } catch (IOException | QmpException | WakeUpException | OverlayException | QemuStartException e) {
            directory.close();
            // Of what went wrong with a file, the message is no more than its name.
            String why = e instanceof FileSystemException ? e.toString() : String.valueOf(e.getMessage());
            throw new IllegalStateException(noSnapshot(why), e);
        } catch (RuntimeException | Error e) {
            directory.close();
            throw e;
        }
    }

    private String noSnapshot(String why) {
        return subject.name() + " cannot be saved: " + why;
    }

    /** Takes note why it was booted though it could have been a clone. */
    void remark(String reason) {
        boots.remark(reason);
    }

    /**
     * Saves it as a template, and ends it. Its memory and its disks are in the template's folder.
     *
     * @throws IOException if that cannot be written to
     * @throws QmpException if QEMU cannot save it
     * @throws WakeUpException if a clone of it could not be given randomness and a time of its own
     */
    void becomeTemplate(TemplateFolder draft) throws IOException {
        root.prepareClones();
        settle();
        qemu.stop();
        qemu.save(draft.devices());
        Map<String, String> facts = facts(draft);
        close();
        draft.complete(qemu.machine(), facts);
    }

    private void settle() {
        Duration atMost =
                Duration.ofMillis((long) (QUIET.toMillis() * accelerator().deadlineScale()));
        Quiet.await(console.awaitBytes("its rest"), pid(), atMost);
        // Whatever it has not written to its disks is in its memory, which a clone has as well; after a reset it is
        // lost.
        CommandResult unused = boots.shell().run("sync");
    }

    private Map<String, String> facts(TemplateFolder draft) throws IOException {
        console.save(draft.path());
        Map<String, String> facts = new LinkedHashMap<>(boots.state().texts());
        BootOrigin origin = boots.log().origin();
        facts.put(TemplateFolder.GUEST, name());
        facts.put(TemplateFolder.IMAGE, subject.image());
        facts.put(TemplateFolder.RECORDED_AT, origin.at().toString());
        facts.put(TemplateFolder.RECORDED_BY, origin.where());
        facts.put(TemplateFolder.GENERATION_ID, String.valueOf(qemu.hasGenerationId()));
        return facts;
    }

    /** Lets it run after it was stopped to become a template, with the cables that it did not have before. */
    void runOn() {
        cables.lay(spec);
        qemu.resume();
    }

    /** Ends QEMU, at once, and removes all it left behind on the host. */
    @Override
    public void close() {
        console.close(
                "the guest was closed: it lives as long as the test, the class or the block that it was started for");
        ports.close();
        qemu.close();
    }
}
