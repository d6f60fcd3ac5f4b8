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

    /** There while the getty runs that systemd has given it to; systemd.exec(5), "Credentials". */
    private static final String SYSTEMD_CREDENTIAL =
            "[ -e /run/credentials/serial-getty@ttyS0.service/agetty.autologin ]";

    /** Asked only where systemd knows credentials of gettys, for the image may log root in all the same. */
    private static final String OWN_AUTOLOGIN = "systemctl show -p ExecStart --value serial-getty@ttyS0.service"
            + " | grep -qE -e '[ ](-a|--autologin)[ =]'";

    private final SerialConsole console;
    private final Credentials credentials;
    private LoginDialog dialog;
    private final Link link;
    private final RandomGenerator random;
    private final List<String> directories;

    RootLogin(SerialConsole console, Credentials credentials, RandomGenerator random, List<String> directories) {
        this.console = console;
        this.credentials = credentials;
        this.dialog = new LoginDialog(credentials);
        this.link = new ConsoleLink(console);
        this.random = random;
        this.directories = directories;
    }

    /**
     * Waits for a root shell on a console and proves it: uid 0, a live terminal, exit statuses.
     *
     * <p>Nothing is typed before there is somebody to read it, nor into a boot loader, but for Enter at a menu that waits
     * for a choice; the guest's log level and its files stay as they are, but for a private directory in
     * {@code /dev/shm}, {@code /run} or {@code /tmp}. A guest that resets itself is followed into its next boot, twice.
     *
     * @param console read from its cursor on, which does not move; the cursor has to be at the start of a line
     * @param deadline how long to wait, as it is
     * @param credentials what to say where somebody is asked who logs in; each is said once, and never again when it was
     *     refused
     * @return the shell, or the reason why there is none
     * @throws io.kvmguest.console.ConsoleInterruptedException if the thread is interrupted
     */
    public static Login await(SerialConsole console, Duration deadline, Credentials credentials) {
        return new RootLogin(console, credentials, new SecureRandom(), DIRECTORIES).await(deadline);
    }

    Login await(Duration deadline) {
        long started = link.nanos();
        Transcript transcript = console.transcript();
        Resets resets = new Resets(transcript, console.cursor());
        LoginProcedure procedure;
        LoginProcedure.Result result;
        while (true) {
            procedure = procedure(resets.boot(), started + deadline.toNanos());
            try {
                result = procedure.run();
                break;
            } catch (ConsoleEndedException e) {
                if (!resets.goOnAfter(e.ending())) {
                    return ended(circumstances(started), e.ending(), resets.count(), procedure.lastSight());
                }
                console.revive();
            }
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
        Wire wire = new Wire(link, result.signature(), proven.offset(), scaled(LOST_AFTER, console.deadlineScale()));
        return new RootShellReady(
                shell(wire, hello),
                new Mark(result.sight().offset()),
                proven,
                transcript.timeOf(proven.offset() - 1),
                route(wire),
                resets.boot());
    }

    private LoginProcedure procedure(Mark from, long until) {
        dialog = new LoginDialog(credentials);
        return new LoginProcedure(
                link, console.transcript(), from.offset(), console.deadlineScale(), random, directories, dialog, until);
    }

    private LoginRoute route(Wire wire) {
        if (dialog.hasBegun()) {
            return LoginRoute.CREDENTIALS;
        }
        return holds(wire, SYSTEMD_CREDENTIAL) && !holds(wire, OWN_AUTOLOGIN)
                ? LoginRoute.SYSTEMD_CREDENTIAL
                : LoginRoute.AUTOLOGIN;
    }

    /** Asks the guest's half of the shell, which starts nothing for it but what the question itself starts. */
    private boolean holds(Wire wire, String question) {
        Frame answer = wire.ask(question + ";d 0 $?", wire.waitFor("how root was logged in"), frame -> false);
        JobEnd end = JobEnd.of(answer);
        return end != null && end.exitStatus() == 0;
    }

    private RootShell shell(Wire wire, Hello hello) {
        double scale = console.deadlineScale();
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
            case LOGIN -> atLogin(circumstances, text);
            case PASSWORD ->
                dialog.hasGivenSecret()
                        ? new LoginFailure.Refused(circumstances, dialog.who(), text)
                        : new LoginFailure.PasswordPrompt(circumstances, text);
            case REFUSED -> new LoginFailure.Refused(circumstances, dialog.who(), text);
            case NEW_PASSWORD -> new LoginFailure.NewPasswordDemanded(circumstances, dialog.who(), text);
            case INITRAMFS -> new LoginFailure.InitramfsShell(circumstances, text);
            case EMERGENCY -> new LoginFailure.Emergency(circumstances, text);
            case BOOT_MENU -> new LoginFailure.BootMenu(circumstances);
            case BOOT_LOADER -> new LoginFailure.BootLoaderPrompt(circumstances, text);
            case NOT_BOOTABLE -> new LoginFailure.NotBootable(circumstances, text);
            case NOTHING, UNFINISHED, PROMPT, ROOT_PROMPT, PRESS_ENTER, COUNTDOWN ->
                circumstances.lastLines().isEmpty()
                        ? new LoginFailure.Silence(circumstances)
                        : new LoginFailure.Timeout(circumstances, result.attempts());
        };
    }

    private Login atLogin(Circumstances circumstances, String prompt) {
        if (dialog.hasBegun()) {
            return new LoginFailure.Refused(circumstances, dialog.who(), prompt);
        }
        if (dialog.hasTypedName()) {
            return new LoginFailure.DeafLogin(circumstances, prompt);
        }
        return dialog.hasName()
                ? new LoginFailure.Timeout(circumstances, 0)
                : new LoginFailure.LoginPrompt(circumstances, prompt);
    }

    private Login ended(Circumstances circumstances, Ending ending, int resets, Sight sight) {
        return switch (ending.kind()) {
            case PANIC -> new LoginFailure.Panic(circumstances, ending);
            case RESET -> new LoginFailure.ResetLoop(circumstances, resets, ending);
            case EMERGENCY -> gaveUp(circumstances, ending.description(), sight);
            case POWER_OFF -> new LoginFailure.PowerOff(circumstances, ending);
            case MACHINE_DIED -> new LoginFailure.MachineDied(circumstances, ending);
            case LINE_CLOSED, RECORDING_FAILED, CLOSED_HERE ->
                // A getty that nobody starts again takes the line with it when it has refused somebody.
                sight.kind() == Sight.Kind.REFUSED
                        ? new LoginFailure.Refused(circumstances, dialog.who(), sight.text())
                        : new LoginFailure.ConsoleLost(circumstances, ending);
        };
    }

    /** Says it more precisely by what stands on the console. */
    private static Login gaveUp(Circumstances circumstances, String cause, Sight sight) {
        return switch (sight.kind()) {
            case INITRAMFS -> new LoginFailure.InitramfsShell(circumstances, cause);
            case BOOT_LOADER -> new LoginFailure.BootLoaderPrompt(circumstances, sight.text());
            case NOT_BOOTABLE -> new LoginFailure.NotBootable(circumstances, sight.text());
            default -> new LoginFailure.Emergency(circumstances, cause);
        };
    }
}
