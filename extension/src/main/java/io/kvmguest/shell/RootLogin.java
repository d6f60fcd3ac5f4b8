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
import java.util.random.RandomGenerator;

/** Leads a booting guest's console to a proven root shell. */
public final class RootLogin {

    /** How long a command may take that does not say so, before it is scaled. */
    private static final Duration COMMAND_TIMEOUT = Duration.ofSeconds(60);

    /** How long the guest's half of a shell may leave a request unanswered, before it is scaled. */
    private static final Duration LOST_AFTER = Duration.ofSeconds(30);

    /** Memory first, where there is much of it. */
    private static final List<String> DIRECTORIES = List.of("/dev/shm", "/run", "/tmp", "/var/tmp", "/root");

    private static final int QUOTED_LINES = 12;

    private final SerialConsole console;
    private final Link link;
    private final RandomGenerator random;
    private final List<String> directories;

    RootLogin(SerialConsole console, RandomGenerator random, List<String> directories) {
        this.console = console;
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
     * @param deadline how long to wait, as it is
     * @return the shell, or the reason why there is none
     * @throws io.kvmguest.console.ConsoleInterruptedException if the thread is interrupted
     */
    public static Login await(SerialConsole console, Duration deadline) {
        return new RootLogin(console, new SecureRandom(), DIRECTORIES).await(deadline);
    }

    Login await(Duration deadline) {
        long started = link.nanos();
        Transcript transcript = console.transcript();
        LoginProcedure procedure = new LoginProcedure(
                link, transcript, 0, console.deadlineScale(), random, directories, started + deadline.toNanos());
        LoginProcedure.Result result;
        try {
            result = procedure.run();
        } catch (ConsoleEndedException e) {
            return ended(circumstances(started), e.ending());
        }
        Circumstances circumstances = circumstances(started);
        if (result.hello() == null || result.signature() == null) {
            return failed(circumstances, result);
        }
        Hello hello = result.hello();
        if (hello.uid() != 0) {
            return new LoginFailure.NotRoot(circumstances, hello.uid());
        } else if (!hello.terminal()) {
            return new LoginFailure.BrokenShell(circumstances, "Its standard input or output is not a terminal");
        } else if (!hello.directory()) {
            return new LoginFailure.BrokenShell(
                    circumstances, "It cannot create a directory in any of " + String.join(", ", directories));
        } else if (hello.exitStatus() != Hello.EXIT_STATUS) {
            return new LoginFailure.BrokenShell(
                    circumstances,
                    "A command that ended with " + Hello.EXIT_STATUS + " gave exit status " + hello.exitStatus());
        }
        Mark proven = new Mark(result.provenAt());
        return new RootShellReady(
                shell(result.signature(), hello, proven),
                new Mark(result.sight().offset()),
                proven,
                transcript.timeOf(proven.offset() - 1));
    }

    private RootShell shell(Signature signature, Hello hello, Mark proven) {
        double scale = console.deadlineScale();
        Wire wire = new Wire(link, signature, proven.offset(), scaled(LOST_AFTER, scale));
        Situation situation =
                new Situation(console.subject(), () -> console.transcript().lastLines(QUOTED_LINES));
        return new GuestShell(new ConsoleChannel(wire, hello, scale), situation, scaled(COMMAND_TIMEOUT, scale));
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
