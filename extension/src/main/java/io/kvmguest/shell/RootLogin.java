package io.kvmguest.shell;

import io.kvmguest.console.ConsoleEndedException;
import io.kvmguest.console.ConsoleLine;
import io.kvmguest.console.ConsoleSubject;
import io.kvmguest.console.Ending;
import io.kvmguest.console.Mark;
import io.kvmguest.console.SerialConsole;
import io.kvmguest.console.Transcript;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Leads a booting guest's console to a proven root shell. */
public final class RootLogin {

    /** How long a command may take that does not say so, before it is scaled. */
    private static final Duration COMMAND_TIMEOUT = Duration.ofSeconds(60);

    /** How long the guest's half of a shell may leave a request unanswered, before it is scaled. */
    private static final Duration LOST_AFTER = Duration.ofSeconds(30);

    /** Memory first, where there is much of it. */
    private static final List<String> DIRECTORIES = List.of("/dev/shm", "/run", "/tmp", "/var/tmp", "/root");

    private static final int QUOTED_LINES = 12;

    /** One for control, and one for commands. */
    private static final int FEWEST_PORTS = 2;

    private final SerialConsole console;
    private final Link link;
    private final @Nullable GuestPorts ports;
    private final RandomGenerator random;
    private final List<String> directories;

    RootLogin(SerialConsole console, @Nullable GuestPorts ports, RandomGenerator random, List<String> directories) {
        this.console = console;
        this.ports = ports;
        this.link = new ConsoleLink(console);
        this.random = random;
        this.directories = directories;
    }

    /**
     * Waits for a root shell on a console and proves it: uid 0, a live terminal, exit statuses.
     *
     * <p>Nothing is typed before there is somebody to read it, nor into a boot loader; the guest's log level and its files
     * stay as they are, but for a private directory in {@code /dev/shm}, {@code /run} or {@code /tmp}.
     *
     * <p>Where the guest has the driver for its virtio-serial ports, the root shell runs its commands over these, and the
     * console is left to the guest: its shell stands at the prompt. Elsewhere they run on the console.
     *
     * @param deadline how long to wait, as it is
     * @return the shell, or the reason why there is none
     * @throws io.kvmguest.console.ConsoleInterruptedException if the thread is interrupted
     */
    public static Login await(SerialConsole console, GuestPorts ports, Duration deadline) {
        return new RootLogin(console, ports, new SecureRandom(), DIRECTORIES).await(deadline);
    }

    Login await(Duration deadline) {
        long started = link.nanos();
        Transcript transcript = console.transcript();
        PortGreeting greeting = ports == null || ports.count() < FEWEST_PORTS
                ? null
                : new PortGreeting(ports.port(0), random, "kvmguest." + Signature.letters(random, 8), directories);
        LoginProcedure procedure = new LoginProcedure(
                link,
                transcript,
                0,
                console.deadlineScale(),
                random,
                directories,
                greeting,
                started + deadline.toNanos());
        LoginProcedure.Result result;
        try {
            result = procedure.run();
        } catch (ConsoleEndedException e) {
            return ended(circumstances(started), e.ending());
        }
        Circumstances circumstances = circumstances(started);
        Arrival arrival = result.arrival();
        if (arrival == null) {
            return failed(circumstances, result);
        }
        LoginFailure flaw = flaw(arrival, circumstances);
        if (flaw != null) {
            return flaw;
        }
        Mark proven = new Mark(result.provenAt());
        return new RootShellReady(
                shell(arrival, greeting, proven),
                new Mark(result.sight().offset()),
                proven,
                transcript.timeOf(proven.offset() - 1));
    }

    private @Nullable LoginFailure flaw(Arrival arrival, Circumstances circumstances) {
        if (arrival.uid() != 0) {
            return new LoginFailure.NotRoot(circumstances, arrival.uid());
        } else if (!arrival.hasTerminal()) {
            return new LoginFailure.BrokenShell(circumstances, "Its standard input or output is not a terminal");
        } else if (!arrival.hasDirectory()) {
            return new LoginFailure.BrokenShell(
                    circumstances, "It cannot create a directory in any of " + String.join(", ", directories));
        } else if (arrival.exitStatus() != Hello.EXIT_STATUS) {
            return new LoginFailure.BrokenShell(
                    circumstances,
                    "A command that ended with " + Hello.EXIT_STATUS + " gave exit status " + arrival.exitStatus());
        }
        return null;
    }

    private RootShell shell(Arrival arrival, @Nullable PortGreeting greeting, Mark proven) {
        double scale = console.deadlineScale();
        Situation situation =
                new Situation(console.subject(), () -> console.transcript().lastLines(QUOTED_LINES));
        return new GuestShell(channel(arrival, greeting, proven), situation, scaled(COMMAND_TIMEOUT, scale));
    }

    private CommandChannel channel(Arrival arrival, @Nullable PortGreeting greeting, Mark proven) {
        double scale = console.deadlineScale();
        if (arrival instanceof Arrival.OnConsole at) {
            Wire wire = new Wire(link, at.signature(), proven.offset(), scaled(LOST_AFTER, scale));
            return new ConsoleChannel(wire, at.hello(), scale);
        }
        PortHello hello = ((Arrival.OnPort) arrival).hello();
        ControlShell control = new ControlShell(
                Objects.requireNonNull(greeting).shell(), hello.directory(), scaled(LOST_AFTER, scale));
        return new PortPool(Objects.requireNonNull(ports), 1, control, random, scale, console::lookAgain);
    }

    private static Duration scaled(Duration duration, double scale) {
        return Duration.ofMillis((long) (duration.toMillis() * scale));
    }

    private Circumstances circumstances(long started) {
        ConsoleSubject subject = console.subject();
        return new Circumstances(
                subject.name(),
                Duration.ofNanos(link.nanos() - started),
                subject.doing(),
                console.transcript().lastLines(QUOTED_LINES).stream()
                        .map(ConsoleLine::text)
                        .toList(),
                subject.evidence());
    }

    private Login failed(Circumstances circumstances, LoginProcedure.Result result) {
        String text = result.sight().text();
        return switch (result.sight().kind()) {
            case LOGIN -> new LoginFailure.LoginPrompt(circumstances, text);
            case PASSWORD -> new LoginFailure.PasswordPrompt(circumstances, text);
            case EMERGENCY -> new LoginFailure.Emergency(circumstances, text);
            case BOOT_LOADER -> new LoginFailure.BootLoaderPrompt(circumstances, text);
            case NOT_BOOTABLE -> new LoginFailure.NotBootable(circumstances, text);
            default ->
                circumstances.lastLines().isEmpty()
                        ? new LoginFailure.Silence(circumstances)
                        : new LoginFailure.Timeout(circumstances, result.attempts());
        };
    }

    private static Login ended(Circumstances circumstances, Ending ending) {
        return switch (ending.kind()) {
            case PANIC -> new LoginFailure.Panic(circumstances, ending);
            case RESET -> new LoginFailure.Reset(circumstances, ending);
            case EMERGENCY -> new LoginFailure.Emergency(circumstances, ending.description());
            case POWER_OFF -> new LoginFailure.PowerOff(circumstances, ending);
            case MACHINE_DIED -> new LoginFailure.MachineDied(circumstances, ending);
            case LINE_CLOSED, RECORDING_FAILED, CLOSED_HERE -> new LoginFailure.ConsoleLost(circumstances, ending);
        };
    }
}
