package io.kvmguest;

import io.kvmguest.boot.BootFacts;
import io.kvmguest.boot.BootLog;
import io.kvmguest.boot.BootOrigin;
import io.kvmguest.boot.BootTripwires;
import io.kvmguest.console.ConsoleLine;
import io.kvmguest.console.ConsoleSubject;
import io.kvmguest.console.Mark;
import io.kvmguest.console.Recording;
import io.kvmguest.console.ReplayLine;
import io.kvmguest.console.ReplayLine.Pace;
import io.kvmguest.console.ReplayLine.Typing;
import io.kvmguest.console.SerialConsole;
import io.kvmguest.console.SerialLine;
import io.kvmguest.console.SilentLine;
import io.kvmguest.qemu.WorkDirectory;
import io.kvmguest.shell.GuestPorts;
import io.kvmguest.shell.Login;
import io.kvmguest.shell.LoginFailure;
import io.kvmguest.shell.RootConsole;
import io.kvmguest.shell.RootShell;
import io.kvmguest.shell.RootShellReady;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A recording that plays as a guest: its console prints what was printed, and takes what was typed. No QEMU runs, and each
 * time it is the same.
 *
 * <pre>{@code
 * try (Replay replay = Replay.of(Path.of("src/test/resources/router.cast"))) {
 *     replay.console().expect("login: ");
 *     assertThat(replay.bootLog()).hasNoKernelProblems();
 * }
 * }</pre>
 *
 * <p>{@link Recording} says which files are recordings; {@code console.cast} in the evidence of a guest is one. What was typed
 * is awaited, and has to be the same, before what comes behind it is printed: see {@link ReplayLine}. May be used from any
 * thread.
 */
public final class Replay implements AutoCloseable {

    /** As long as a guest may take at hardware speed; nothing is slower than that. */
    private static final Duration LOGIN = GuestSpec.DEFAULT_BOOT_TIMEOUT;

    private final ReplaySpec spec;
    private final Path work;
    private final ReplayLine line;
    private final SerialConsole console;
    private final BootFacts facts;
    private final BootLog boot;
    private @Nullable GuestPorts ports;
    private @Nullable RootShell shell;

    private Replay(ReplaySpec spec, Path work, Consumer<ConsoleLine> onLine) {
        Recording recording = spec.recording();
        this.spec = spec;
        this.work = work;
        this.line = new ReplayLine(recording, spec.pace(), spec.typing());
        this.console = SerialConsole.open(line, work, new Subject(), 1);
        this.facts = new BootFacts(new BootOrigin(
                true,
                recording.began(),
                recording.facts().getOrDefault(RecordingFacts.WHERE, recording.name()),
                spec.toString()));
        this.boot = BootLog.of(console.transcript(), mark(RecordingFacts.BOOT).orElse(Mark.POWER_ON), facts);
        console.add(BootTripwires.all());
        console.onLine(onLine);
        line.play();
    }

    /**
     * Plays a recording, with all defaults.
     *
     * @throws io.kvmguest.console.RecordingException if there is none, or it cannot be read
     */
    public static Replay of(Path recording) {
        return start(ReplaySpec.of(recording));
    }

    /**
     * Plays a recording.
     *
     * @throws IllegalArgumentException if its root shell is wanted, and it has none
     */
    public static Replay start(ReplaySpec spec) {
        return start(spec, line -> {});
    }

    /** Plays a recording as {@link #start(ReplaySpec)} does, and calls a listener with every line that is printed, on a thread of its own. */
    public static Replay start(ReplaySpec spec, Consumer<ConsoleLine> onLine) {
        if (spec.typing() == Typing.CHECKED_WITH_ROOT_SHELL) {
            spec.shellObstacle().ifPresent(obstacle -> {
                throw new IllegalArgumentException("there is no root shell to be played: " + obstacle);
            });
        }
        Path work = WorkDirectory.create();
        try {
            return new Replay(spec, work, onLine);
        } catch (RuntimeException | Error e) {
            WorkDirectory.delete(work);
            throw e;
        }
    }

    private final class Subject implements ConsoleSubject {

        @Override
        public String name() {
            return title();
        }

        @Override
        public String doing() {
            return line.awaiting().orElse("");
        }

        @Override
        public String evidence() {
            return "";
        }
    }

    /** Returns where something is that the header tells, if it does. */
    private Optional<Mark> mark(String fact) {
        return Optional.ofNullable(spec.recording().facts().get(fact))
                .filter(offset -> offset.matches("\\d{1,18}"))
                .map(offset -> new Mark(Long.parseLong(offset)));
    }

    /** Returns the name. */
    public String name() {
        return spec.name();
    }

    /** Returns what messages call it. */
    String title() {
        return "Guest '" + name() + "' (" + spec + ")";
    }

    /** Returns what is played, and how. */
    public ReplaySpec spec() {
        return spec;
    }

    /**
     * Returns a new view of the console, whose cursor stands before the first byte: how much has been printed by now is a
     * matter of chance.
     */
    public SerialConsole console() {
        return console.fromPowerOn();
    }

    /**
     * Returns the boot, read from the console: as far as it goes without something being typed, unless it is played in
     * recorded time. Durations are those of the recording.
     */
    public BootLog bootLog() {
        if (spec.pace() == Pace.AT_ONCE) {
            line.awaitPlayed();
        }
        // A recording of a guest knows where its shell was proven, which no text tells.
        mark(RecordingFacts.PROVEN)
                .filter(proven -> proven.offset() <= console.transcript().length())
                .ifPresent(facts::rootShellProven);
        return boot;
    }

    /**
     * Returns the root shell that was recorded, if {@link Typing#CHECKED_WITH_ROOT_SHELL} asks for it: the same login is gone
     * through, and each command has to be what was run then, in the same order. It takes what a {@link Guest} has recorded
     * whose commands ran on its console. {@link RootShell#start} and {@link RootShell#upload} are not played: what they make
     * in the guest has another name each time.
     *
     * @throws IllegalStateException if it is played without; {@link ReplaySpec#shellObstacle} says so before
     * @throws io.kvmguest.console.ReplayMismatchException if something else is typed than was recorded
     * @throws GuestBootException if the recording does not come to a root shell
     */
    public synchronized RootShell shell() {
        RootShell known = shell;
        if (known != null) {
            return known;
        }
        spec.shellObstacle().ifPresent(obstacle -> {
            throw new IllegalStateException(title() + " has no root shell: " + obstacle);
        });
        Map<String, String> said = spec.recording().facts();
        GuestPorts silent = silentPorts(Integer.parseInt(said.getOrDefault(RecordingFacts.PORTS, "0")));
        ports = silent;
        RootConsole root = new RootConsole(
                console, silent, spec.credentials(), Long.parseLong(said.getOrDefault(RecordingFacts.SEED, "0")));
        Login login = root.login(boot.start(), LOGIN);
        if (login instanceof LoginFailure failure) {
            throw new GuestBootException(failure.message(), failure);
        }
        RootShellReady ready = (RootShellReady) login;
        facts.rootShellProven(ready.proven());
        shell = ready.shell();
        return ready.shell();
    }

    /** Returns ports such as the guest was offered, and did not take: the way over the console was gone after that. */
    private GuestPorts silentPorts(int count) {
        List<SerialLine> lines =
                Stream.<SerialLine>generate(SilentLine::new).limit(count).toList();
        return GuestPorts.of(lines, console, new GuestPorts.Machine() {
            @Override
            public void plugIn(int number) {}

            @Override
            public boolean isOpen(int number) {
                return false;
            }
        });
    }

    /** Returns whether something was typed on its console. */
    public boolean wasTypedOn() {
        return line.wasTypedOn();
    }

    /**
     * Writes what its console has printed by now into a folder, as {@code console.log}, and the phases of its boot, as
     * {@code boot.txt}.
     *
     * @throws UncheckedIOException if the folder cannot be written to
     */
    public void saveEvidence(Path directory) {
        try {
            EvidenceFolder.write(directory, console.transcript(), boot);
        } catch (IOException e) {
            throw new UncheckedIOException("evidence of guest '" + name() + "' could not be written: " + e, e);
        }
    }

    /** Ends it, and removes all it left behind on the host. */
    @Override
    public void close() {
        console.close(
                "the replay was closed: it lives as long as the test, the class or the block that it was started for");
        GuestPorts opened;
        synchronized (this) {
            opened = ports;
        }
        if (opened != null) {
            opened.close();
        }
        WorkDirectory.delete(work);
    }
}
