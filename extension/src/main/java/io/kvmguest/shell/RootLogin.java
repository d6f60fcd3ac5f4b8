package io.kvmguest.shell;

import io.kvmguest.console.ConsoleEndedException;
import io.kvmguest.console.ConsoleLine;
import io.kvmguest.console.ConsoleSubject;
import io.kvmguest.console.Ending;
import io.kvmguest.console.Mark;
import io.kvmguest.console.SerialConsole;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Leads a booting guest's console to a proven root shell. */
final class RootLogin {

    private static final int QUOTED_LINES = 12;

    private final SerialConsole console;
    private final @Nullable Port port;
    private final Credentials credentials;
    private LoginDialog dialog;
    private @Nullable PortGreeting greeting;
    private @Nullable Entry entry;
    private final Link link;
    private final RandomGenerator random;
    private final List<String> directories;

    /**
     * @param port the port over which the shell may be reached; null if there is none
     * @param directories where the guest may keep what commands print; the first that can be written is taken
     */
    RootLogin(
            SerialConsole console,
            @Nullable Port port,
            Credentials credentials,
            RandomGenerator random,
            List<String> directories) {
        this.console = console;
        this.port = port;
        this.credentials = credentials;
        this.dialog = new LoginDialog(credentials);
        this.link = new ConsoleLink(console);
        this.random = random;
        this.directories = directories;
    }

    /** A way into the guest, as it was found. */
    record Entry(
            Arrival arrival, @Nullable PortGreeting greeting, Mark prompt, Mark proven, Mark boot, Spoken spoken) {}

    /** What the guest is about when the wait begins. */
    enum Start {
        /** It begins to boot. */
        BOOT,
        /** It may have done so long ago. */
        UNKNOWN
    }

    /** Whether somebody was told who logs in. */
    enum Spoken {
        CREDENTIALS,
        NOTHING
    }

    /**
     * Waits for a root shell on the console and proves it.
     *
     * @param from where the boot begins
     * @param deadline how long to wait, as it is
     * @return why there is none, or null if there is one, which {@link #entry} returns
     */
    @Nullable LoginFailure await(Mark from, Duration deadline, Start start) {
        long started = link.nanos();
        Resets resets = new Resets(console.transcript(), from);
        LoginProcedure procedure;
        LoginProcedure.Result result;
        while (true) {
            procedure = procedure(resets.boot(), started + deadline.toNanos());
            if (start == Start.UNKNOWN && resets.count() == 0) {
                procedure.expectAnswers();
            }
            try {
                result = procedure.run();
                break;
            } catch (ConsoleEndedException e) {
                if (!resets.goOnAfter(e.ending(), console.endedAt().orElse(console.mark()))) {
                    return ended(circumstances(started), e.ending(), resets.count(), procedure.lastSight());
                }
                console.revive();
            }
        }
        Circumstances circumstances = circumstances(started);
        Arrival arrival = result.arrival();
        if (arrival == null) {
            return failed(circumstances, result);
        }
        entry = new Entry(
                arrival,
                greeting,
                new Mark(result.sight().offset()),
                new Mark(result.provenAt()),
                resets.boot(),
                dialog.hasBegun() ? Spoken.CREDENTIALS : Spoken.NOTHING);
        return flaw(arrival, circumstances);
    }

    /** Returns the way that was found. */
    Entry entry() {
        return Objects.requireNonNull(entry, "no login has succeeded");
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

    private LoginProcedure procedure(Mark from, long until) {
        dialog = new LoginDialog(credentials);
        greeting = port == null
                ? null
                : new PortGreeting(port, random, "kvmguest." + Signature.letters(random, 8), directories);
        return new LoginProcedure(
                link,
                console.transcript(),
                from.offset(),
                console.deadlineScale(),
                random,
                directories,
                dialog,
                greeting,
                until);
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

    private LoginFailure failed(Circumstances circumstances, LoginProcedure.Result result) {
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
                late(circumstances, result.attempts());
        };
    }

    private static LoginFailure late(Circumstances circumstances, int attempts) {
        List<String> lines = circumstances.lastLines();
        if (lines.isEmpty()) {
            return new LoginFailure.Silence(circumstances);
        }
        String last = lines.get(lines.size() - 1);
        return attempts == 0 && BootLoaderText.isLastWord(last)
                ? new LoginFailure.SilentKernel(circumstances, last)
                : new LoginFailure.Timeout(circumstances, attempts);
    }

    private LoginFailure atLogin(Circumstances circumstances, String prompt) {
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

    private LoginFailure ended(Circumstances circumstances, Ending ending, int resets, Sight sight) {
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
    private LoginFailure gaveUp(Circumstances circumstances, String cause, Sight sight) {
        return switch (sight.kind()) {
            case INITRAMFS -> new LoginFailure.InitramfsShell(circumstances, cause);
            case BOOT_LOADER -> new LoginFailure.BootLoaderPrompt(circumstances, sight.text());
            case NOT_BOOTABLE -> new LoginFailure.NotBootable(circumstances, sight.text());
            default -> new LoginFailure.Emergency(circumstances, cause);
        };
    }
}
