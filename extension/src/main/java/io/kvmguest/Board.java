package io.kvmguest;

import io.kvmguest.boot.BootLog;
import io.kvmguest.boot.BootTripwires;
import io.kvmguest.boot.Firmware;
import io.kvmguest.console.ConsoleEndedException;
import io.kvmguest.console.ConsoleLine;
import io.kvmguest.console.ConsoleSubject;
import io.kvmguest.console.ConsoleTimeoutException;
import io.kvmguest.console.Ending;
import io.kvmguest.console.Mark;
import io.kvmguest.console.SerialConsole;
import io.kvmguest.console.SerialLine;
import io.kvmguest.qemu.WorkDirectory;
import io.kvmguest.shell.GuestPorts;
import io.kvmguest.shell.LoginRoute;
import io.kvmguest.shell.RootAccess;
import io.kvmguest.shell.RootConsole;
import io.kvmguest.shell.RootShell;
import io.kvmguest.shell.ShellLostException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * A board on a serial line: its console, its boot log, its proven root shell, as of a {@link Guest}.
 *
 * <pre>{@code
 * BoardSpec spec = BoardSpec.of(SerialPortSettings.port("/dev/ttyUSB0").baud(115_200)).name("router");
 * try (Board board = Board.connect(spec)) {
 *     board.shell().run("ip link").requireSuccess();
 * }
 * }</pre>
 *
 * <p>It may be up already, be booting, or be without power: where a {@link PowerControl} is given, it is switched off and on, and
 * its boot is read from the first byte; otherwise Enter is pressed when nothing is printed. Commands run on its console, in frames
 * that tell what the kernel prints in the midst of them; a line that loses bytes costs time, not answers. May be used from any
 * thread.
 */
public final class Board implements AutoCloseable {

    private final BoardSpec spec;
    private final SerialConsole console;
    private final SerialLine line;
    private final RootConsole root;
    private final BootSeries boots;
    private final Path work;
    private final AtomicInteger commands = new AtomicInteger();
    private final RootShell shell;

    private Board(
            BoardSpec spec, SerialConsole console, SerialLine line, RootConsole root, BootSeries boots, Path work) {
        this.spec = spec;
        this.console = console;
        this.line = line;
        this.root = root;
        this.boots = boots;
        this.work = work;
        this.shell = new CountingShell(boots.shell(), commands);
    }

    /**
     * Opens a board's line and returns when its root shell has been proven.
     *
     * @throws io.kvmguest.console.SerialPortException if its port is not there, or is in use
     * @throws UncheckedIOException if its terminal server is not there
     * @throws PowerControlException if its power could not be switched
     * @throws GuestBootException if it does not come to a root shell; the message says what it reached, why, and what to do
     */
    public static Board connect(BoardSpec spec) {
        return connect(spec, line -> {});
    }

    /**
     * Connects as {@link #connect(BoardSpec)} does, and calls a listener with every line of the console, on a thread of its own.
     */
    public static Board connect(BoardSpec spec, Consumer<ConsoleLine> onLine) {
        SerialLine line;
        try {
            line = spec.open();
        } catch (IOException e) {
            throw new UncheckedIOException(subject(spec, new Progress()).name() + ": " + e.getMessage(), e);
        }
        Path work = WorkDirectory.create();
        Progress progress = new Progress();
        SerialConsole console = SerialConsole.open(line, work, subject(spec, progress), 1);
        try {
            RootConsole root = new RootConsole(console, GuestPorts.none(), spec.credentials());
            BootSeries boots = new BootSeries(console, root, progress, spec.bootTimeout(), LoginRoute.AUTOLOGIN);
            console.add(BootTripwires.all());
            console.onLine(onLine);
            try {
                if (spec.power().isPresent()) {
                    spec.power().get().cycle();
                    console.poweredOn();
                    boots.await();
                } else {
                    boots.find();
                }
                return new Board(spec, console, line, root, boots, work);
            } catch (RuntimeException e) {
                leaveEvidence(spec, console, boots.log(), e);
                throw e;
            }
        } catch (RuntimeException | Error e) {
            console.close();
            WorkDirectory.delete(work);
            throw e;
        }
    }

    private static ConsoleSubject subject(BoardSpec spec, Progress progress) {
        return new ConsoleSubject() {
            @Override
            public String name() {
                return "Board '" + spec.name() + "' (" + spec.line() + ")";
            }

            @Override
            public String doing() {
                return progress.get();
            }

            @Override
            public String evidence() {
                return spec.evidence().map(directory -> directory + "/").orElse("");
            }
        };
    }

    private static void leaveEvidence(BoardSpec spec, SerialConsole console, BootLog log, RuntimeException failure) {
        if (spec.evidence().isPresent()) {
            try {
                EvidenceFolder.write(spec.evidence().get(), console.transcript(), log);
            } catch (IOException e) {
                failure.addSuppressed(e);
            }
        }
    }

    /** Returns the board's name. */
    public String name() {
        return spec.name();
    }

    /** Returns what it was connected by. */
    public BoardSpec spec() {
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

    /** Returns how the root shell was come by, and how long that took. */
    public RootAccess login() {
        return boots.access();
    }

    /** Returns the last boot, read from the console; of a board that was up already, what it has printed since. */
    public BootLog bootLog() {
        return boots.log();
    }

    /** Returns how many commands its root shell has run. */
    public int commandsRun() {
        return commands.get();
    }

    /**
     * Proves the root shell again, and has it found anew if it was lost, as {@link Guest#prove()} does.
     *
     * @return what had to be done for that, each in a few words; mostly nothing
     * @throws ShellLostException if the shell cannot be found again
     * @throws ConsoleEndedException if its line is gone
     */
    public List<String> prove() {
        return root.prove();
    }

    /**
     * Sends a break.
     *
     * @throws UncheckedIOException if its line carries none
     */
    public void sendBreak() {
        try {
            line.sendBreak();
        } catch (IOException e) {
            throw new UncheckedIOException(console.subject().name() + ": " + e.getMessage(), e);
        }
    }

    /**
     * Has the board restart itself ({@code reboot}), and returns when its root shell has been proven again.
     *
     * @throws GuestBootException if it does not come back to a root shell
     * @throws IllegalStateException if nothing is seen of its restart within the time that a boot may take
     */
    public void reboot() {
        Mark asked = console.mark();
        boots.giveWay();
        try {
            boots.shell().run("reboot").requireSuccess();
        } catch (ConsoleEndedException e) {
            if (e.ending().kind() != Ending.Kind.RESET) {
                throw e;
            }
        } catch (ShellLostException e) {
            // It went down faster than it could answer. Whether it restarts is seen below.
        }
        boots.next(restart(asked));
        boots.await();
    }

    /** Returns where the board has begun anew: at the first word of what boots, or behind the kernel's last one. */
    private Mark restart(Mark asked) {
        Duration timeout = boots.timeout();
        try {
            return console.from(asked).expect(Firmware.anyFirstWords(), timeout).start();
        } catch (ConsoleTimeoutException e) {
            throw new IllegalStateException(
                    console.subject().name() + " did not restart within "
                            + timeout.toSeconds()
                            + " s after \"reboot\" was run: neither its kernel nor its boot loader said"
                            + " so. Is its power to be switched instead? Board.powerCycle() does that.",
                    e);
        } catch (ConsoleEndedException e) {
            if (e.ending().kind() != Ending.Kind.RESET) {
                throw e;
            }
            return console.endedAt().orElse(console.mark());
        }
    }

    /**
     * Switches its power off and on, and returns when its root shell has been proven again. What it has not synced is lost.
     *
     * @throws IllegalStateException if its spec has no power control
     * @throws PowerControlException if its power could not be switched
     * @throws GuestBootException if it does not come back to a root shell
     */
    public void powerCycle() {
        PowerControl power = spec.power()
                .orElseThrow(() -> new IllegalStateException(console.subject().name()
                        + " has no power control: give its BoardSpec one, by power(PowerControl.commands(…))"));
        power.off();
        boots.next(console.mark());
        power.on();
        boots.await();
    }

    /**
     * Writes what is known of the board into a folder: {@code console.log} (every byte that its console printed) and
     * {@code boot.txt} (the phases of its boot).
     *
     * @throws UncheckedIOException if the folder cannot be written to
     */
    public void saveEvidence(Path directory) {
        try {
            EvidenceFolder.write(directory, console.transcript(), boots.log());
        } catch (IOException e) {
            throw new UncheckedIOException("evidence of board '" + name() + "' could not be written: " + e, e);
        }
    }

    /** Gives its console back and closes its line; the board runs on. */
    @Override
    public void close() {
        root.leave();
        console.close();
        WorkDirectory.delete(work);
    }

    @Override
    public String toString() {
        return spec.toString();
    }
}
