package io.kvmguest.qemu;

import io.kvmguest.console.SerialLine;
import io.kvmguest.console.SerialLineKind;
import io.kvmguest.console.SerialPortLine;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * A QEMU process: started, supervised so that it never outlives the JVM, and ended.
 *
 * <p>It is started with {@code -S}: nothing runs before {@link #resume()}, so that no byte of the console is lost.
 *
 * <p>Which QEMU: {@code qemu-system-x86_64} on the {@code PATH}, unless the system property {@code kvmguest.qemu} or the
 * environment variable {@code KVMGUEST_QEMU} names another; 6.2 or newer.
 */
public final class QemuProcess implements AutoCloseable {

    /** How long QEMU has for connecting its sockets, and for answering a monitor command; times the accelerator's scale. */
    private static final Duration DEADLINE = Duration.ofSeconds(30);

    /**
     * How long QEMU may take to end after its monitor has hung up. Then it is killed: a program that it left behind with
     * its standard error would hide its end.
     */
    private static final Duration LAST_WILL = Duration.ofSeconds(10);

    /** How long listeners of events may take, at the end, before the others are told of the end. */
    private static final Duration LISTENERS = Duration.ofSeconds(1);

    private final Machine machine;
    private final Path workDirectory;
    private final Beginning beginning;

    /** The files that the disks are written to, and what QEMU calls them. */
    private final List<Path> disks = new ArrayList<>();

    private final List<String> nodes = new ArrayList<>();
    private int overlays;

    private final List<String> commandLine;
    private final Supervisor supervisor;
    private final QmpClient qmp;
    private final NetworkCards cards;
    private @Nullable SerialLine console;
    private final List<SerialLine> channels;
    private final Optional<CardRelay> relay;
    private final CompletableFuture<QemuExit> exit = new CompletableFuture<>();

    /**
     * Starts QEMU with its processors stopped, and returns when its console and its QMP monitor are connected.
     *
     * @param workDirectory a private directory, for sockets and the like (see {@link WorkDirectory}); {@link #close()}
     *     removes it, and so does the supervisor when the JVM ends; a start that fails removes it as well
     * @throws QemuStartException if there is no QEMU, or if it exits at once, with what it wrote to standard error
     */
    public static QemuProcess start(Machine machine, Path workDirectory) {
        return start(machine, workDirectory, Beginning.POWER_OFF, SerialLineKind.UNIX_SOCKET);
    }

    /** Starts QEMU with a unix socket for its console. */
    public static QemuProcess start(Machine machine, Path workDirectory, Beginning beginning) {
        return start(machine, workDirectory, beginning, SerialLineKind.UNIX_SOCKET);
    }

    /**
     * Starts QEMU as {@link #start(Machine, Path)} does, with a machine whose power is off or that is to become what
     * another was; {@link #restore} comes next then.
     *
     * @param console what carries its console
     */
    public static QemuProcess start(Machine machine, Path workDirectory, Beginning beginning, SerialLineKind console) {
        Path directory = workDirectory.toAbsolutePath();
        try {
            return start(QemuBinary.find(), machine, directory, beginning, console);
        } catch (RuntimeException e) {
            WorkDirectory.delete(directory);
            throw e;
        }
    }

    private static QemuProcess start(
            QemuBinary binary, Machine machine, Path directory, Beginning beginning, SerialLineKind kind) {
        List<Path> paths = new ArrayList<>(List.of(QemuCommand.monitorSocket(directory)));
        if (kind == SerialLineKind.UNIX_SOCKET) {
            paths.add(QemuCommand.consoleSocket(directory));
        }
        for (int i = 0; i < machine.channels(); i++) {
            paths.add(QemuCommand.channelSocket(directory, i));
        }
        try (Listeners listeners = Listeners.bind(paths);
                ConsoleBackEnd console = ConsoleBackEnd.prepare(kind, machine.name());
                CardListeners cardListeners = CardListeners.bind(binary, machine)) {
            List<String> command =
                    QemuCommand.of(binary, machine, directory, beginning, cardListeners.ports(), console.arguments());
            StartFailure failure = new StartFailure(machine.name(), command);
            Supervisor supervisor = Supervisor.start(command, directory, machine.name());
            try {
                List<SerialLine> lines =
                        new ArrayList<>(listeners.accept(supervisor, scaled(machine, DEADLINE), failure));
                Optional<CardRelay> relay;
                try {
                    console.accept(supervisor, scaled(machine, DEADLINE), failure)
                            .ifPresent(line -> lines.add(1, line));
                    relay = relay(cardListeners, supervisor, machine, directory, failure);
                } catch (RuntimeException e) {
                    lines.forEach(SerialLine::hangUp);
                    throw e;
                }
                QemuProcess qemu =
                        new QemuProcess(machine, directory, beginning, command, supervisor, lines, kind, relay);
                qemu.greet(failure);
                return qemu;
            } catch (RuntimeException e) {
                supervisor.close();
                throw e;
            }
        }
    }

    /** Joins the cards that QEMU has connected, if there are such, with the sockets at which it would listen from 7.2 on. */
    private static Optional<CardRelay> relay(
            CardListeners listeners, Supervisor supervisor, Machine machine, Path directory, StartFailure failure) {
        return listeners.ports().isEmpty()
                ? Optional.empty()
                : Optional.of(CardRelay.start(
                        machine.name(), listeners.accept(supervisor, scaled(machine, DEADLINE), failure), directory));
    }

    private static Duration scaled(Machine machine, Duration duration) {
        return Duration.ofMillis(
                (long) (duration.toMillis() * machine.accelerator().deadlineScale()));
    }

    private QemuProcess(
            Machine machine,
            Path directory,
            Beginning beginning,
            List<String> command,
            Supervisor supervisor,
            List<SerialLine> lines,
            SerialLineKind kind,
            Optional<CardRelay> relay) {
        this.machine = machine;
        this.workDirectory = directory;
        this.beginning = beginning;
        for (Machine.Drive each : machine.drives()) {
            nodes.add(QemuCommand.diskNode(disks.size()));
            disks.add(each.file());
        }
        this.commandLine = command;
        this.supervisor = supervisor;
        qmp = new QmpClient(lines.get(0), machine.name(), scaled(machine, DEADLINE));
        cards = new NetworkCards(machine, directory, qmp, exit, scaled(machine, DEADLINE));
        // QEMU tells which pseudo-terminal it was given when its monitor answers.
        console = kind == SerialLineKind.PTY ? null : lines.get(1);
        channels = List.copyOf(lines.subList(console == null ? 1 : 2, lines.size()));
        this.relay = relay;
        watchForTheEnd();
    }

    private void greet(StartFailure failure) {
        try {
            qmp.negotiate();
            if (console == null) {
                console = ConsoleBackEnd.openTerminal(qmp);
                qmp.onEvent(this::endWhenRead);
            }
            if (relay.isEmpty()) {
                cards.settle();
            }
        } catch (QmpException e) {
            closeLines();
            // It connects its sockets first and looks at the rest of its command line then.
            awaitQuietly(supervisor.exit(), LAST_WILL);
            throw supervisor.exit().isDone()
                    ? failure.exited(supervisor.exit().join())
                    : failure.broken(e, supervisor.stderr());
        }
    }

    /** QEMU does not end by itself when the guest has powered off, where that would lose what was not read yet. */
    private void endWhenRead(QmpEvent event) {
        if (event.name().equals("SHUTDOWN") && console instanceof SerialPortLine terminal) {
            var unused =
                    terminal.drained().thenRunAsync(this::quit, task -> Daemon.start(machine.name() + " end", task));
        }
    }

    private void quit() {
        try {
            Object unused = qmp.execute("quit");
        } catch (QmpException e) {
            supervisor.kill(); // unless it is gone
        }
    }

    private void watchForTheEnd() {
        // On a thread of its own: what others hang on the future must not hold up what close() waits for.
        var unusedTold =
                supervisor.exit().thenAcceptAsync(this::ended, task -> Daemon.start(machine.name() + " exit", task));
        var unusedKill = qmp.ended().thenRun(this::killUnlessGoneSoon);
    }

    private void killUnlessGoneSoon() {
        var unused = supervisor
                .exit()
                .copy()
                .orTimeout(LAST_WILL.toMillis(), TimeUnit.MILLISECONDS)
                .exceptionally(late -> {
                    supervisor.kill();
                    return null;
                });
    }

    private void ended(QemuExit how) {
        awaitQuietly(qmp.ended(), LISTENERS); // bounded, for a listener may hang
        exit.complete(how);
    }

    private static void awaitQuietly(CompletableFuture<?> future, Duration atMost) {
        try {
            future.get(atMost.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            // Then not.
        }
    }

    /** Returns its network cards. */
    public NetworkCards cards() {
        return cards;
    }

    /** Lets the guest run ({@code cont}). */
    public void resume() {
        qmp.execute("cont");
    }

    /** Stops the guest between two instructions; {@link #resume()} lets it run again. */
    public void stop() {
        qmp.execute("stop");
    }

    /**
     * Writes all that a stopped machine is into a file: its devices and, unless that is a shared file anyway, its memory.
     *
     * @throws QmpException if QEMU cannot
     * @throws IOException if the file cannot be written
     */
    public void save(Path state) throws IOException {
        new Migration(qmp, exit, QemuCommand.stateSocket(workDirectory), scaled(machine, DEADLINE))
                .save(state, beginning.shared());
    }

    /**
     * Makes the machine what it is to begin with.
     *
     * @throws QmpException if QEMU cannot, because another version of it has written the state, say
     * @throws IOException if it cannot be read
     */
    public void restore() throws IOException {
        Path state = beginning.state().orElseThrow(() -> new IllegalStateException("The power was off"));
        new Migration(qmp, exit, QemuCommand.stateSocket(workDirectory), scaled(machine, DEADLINE))
                .restore(state, beginning.isWithoutMemory());
    }

    /**
     * Puts a new overlay on a disk, and returns what is not written to any more from now on.
     *
     * @param number the disk's, from 0 on
     * @throws QmpException if QEMU cannot
     */
    public synchronized Path freezeDisk(int number) {
        Path frozen = disks.get(number);
        String name = "disk" + number + "-" + ++overlays;
        Path overlay = workDirectory.resolve(name + ".qcow2");
        Object unused = qmp.execute(
                "blockdev-snapshot-sync",
                Map.of(
                        "node-name",
                        nodes.get(number),
                        "snapshot-file",
                        overlay.toString(),
                        "snapshot-node-name",
                        name,
                        "format",
                        "qcow2"));
        disks.set(number, overlay);
        nodes.set(number, name);
        return frozen;
    }

    /** Returns whether the machine has a device that tells the guest when it has become a clone. */
    public boolean hasGenerationId() {
        return beginning.generationId();
    }

    /** Returns the guest's first serial port, ttyS0. */
    public SerialLine console() {
        return Objects.requireNonNull(console, "QEMU has not been greeted");
    }

    /**
     * Returns the host's ends of the guest's virtio-serial ports, as many as the machine has {@link Machine#channels()}. The
     * guest has the first of them from the start, and the others when {@link #plugInChannel} was called.
     */
    public List<SerialLine> channels() {
        return List.copyOf(channels);
    }

    /** Returns why QEMU cannot give clones of a template; empty if it can. */
    public static Optional<String> templateObstacle() {
        QemuBinary qemu = QemuBinary.find();
        return qemu.version().isAtLeast(7, 2)
                ? Optional.empty()
                : Optional.of("QEMU " + qemu.version() + " is older than 7.2");
    }

    /** Returns which of them QMP's events mean by an id, or -1 if none. */
    public static int channelNumber(String id) {
        return id.matches(QemuCommand.CHANNEL_ID + "\\d{1,3}")
                ? Integer.parseInt(id.substring(QemuCommand.CHANNEL_ID.length()))
                : -1;
    }

    /**
     * Has the guest find the port of a channel, unless it has been there from the start as the first one is. It takes a
     * moment until the guest has found it. Does nothing if QEMU is gone.
     *
     * @throws QmpException if QEMU refuses, as it does for one that is there
     */
    public void plugInChannel(int number) {
        if (number > 0) {
            try {
                Object unused = qmp.execute("device_add", QemuCommand.channel(number));
            } catch (QmpException e) {
                if (e.errorClass().isPresent()) {
                    throw e;
                }
            }
        }
    }

    /**
     * Returns whether a program of the guest has a channel open at the moment. QEMU's events come up to a second late, as
     * {@code VSERPORT_CHANGE} is one of those it limits the rate of.
     */
    public boolean isChannelOpen(int number) {
        try {
            return qmp.execute("query-chardev") instanceof List<?> devices
                    && devices.stream().anyMatch(device -> isOpen(device, QemuCommand.channelChardev(number)));
        } catch (QmpException e) {
            return false; // with QEMU, its guest is gone
        }
    }

    private static boolean isOpen(Object device, String label) {
        return device instanceof Map<?, ?> values
                && label.equals(values.get("label"))
                && Boolean.TRUE.equals(values.get("frontend-open"));
    }

    /** Returns what it emulates. */
    public Machine machine() {
        return machine;
    }

    /** Returns the monitor. */
    public Qmp qmp() {
        return qmp;
    }

    /** Returns the process id of QEMU itself. */
    public long pid() {
        return supervisor.pid();
    }

    long supervisorPid() {
        return supervisor.supervisorPid();
    }

    /** Returns the whole command line. */
    public List<String> commandLine() {
        return commandLine;
    }

    /** Returns what QEMU has written to standard error by now, the last 64 KiB. */
    public String stderr() {
        return supervisor.stderr();
    }

    /**
     * Completes when QEMU has ended, however it did, and every listener has seen its last event, {@code SHUTDOWN} for
     * example. The work directory is still there.
     */
    public CompletableFuture<QemuExit> exit() {
        return exit.copy();
    }

    /** Kills QEMU and returns at once. */
    void kill() {
        supervisor.kill();
    }

    /**
     * Ends QEMU, at once, waits until it is gone, and removes the work directory. What the guest had printed can still be
     * read from its lines, up to their end.
     */
    @Override
    public void close() {
        supervisor.close();
        relay.ifPresent(last -> awaitQuietly(last.ended(), LISTENERS)); // the guest's last frames
        closeLines();
        awaitQuietly(exit, LISTENERS.plus(LISTENERS));
        WorkDirectory.delete(workDirectory);
    }

    private void closeLines() {
        qmp.close();
        SerialLine line = console;
        if (line != null) {
            line.hangUp();
        }
        channels.forEach(SerialLine::hangUp);
        relay.ifPresent(CardRelay::close);
    }
}
