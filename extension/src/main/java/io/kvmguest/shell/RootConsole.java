package io.kvmguest.shell;

import io.kvmguest.console.ByteWait;
import io.kvmguest.console.ConsoleException;
import io.kvmguest.console.Mark;
import io.kvmguest.console.SerialConsole;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The way to a guest's root shell, for as long as the guest lives: found on its console when it boots, proven again
 * whenever somebody asks, and found anew after a reboot, or when what a test did has ended it.
 *
 * <p>Where the guest has the driver for its virtio-serial ports, commands run over these, and the console is left to the
 * guest: its shell stands at the prompt. Elsewhere they run on the console.
 */
public final class RootConsole {

    /** How long a command may take that does not say so, before it is scaled. */
    private static final Duration COMMAND_TIMEOUT = Duration.ofSeconds(60);

    /** How long the guest's half of a shell may leave a request unanswered, before it is scaled. */
    private static final Duration LOST_AFTER = Duration.ofSeconds(30);

    /** The same for a proof, after which there is another way. */
    private static final Duration PROOF = Duration.ofSeconds(10);

    /** How long a lost shell may take to be found again, before it is scaled. */
    private static final Duration RECOVERY = Duration.ofSeconds(30);

    /** Memory first, where there is much of it. */
    private static final List<String> DIRECTORIES = List.of("/dev/shm", "/run", "/tmp", "/var/tmp", "/root");

    private static final int QUOTED_LINES = 12;

    private static final String GIVE_WAY = "trap - TERM HUP";

    /** Two take turns to control the others, so that one is free when the other was lost. */
    private static final int CONTROL_PORTS = 2;

    /** There while the getty runs that systemd has given it to; systemd.exec(5), "Credentials". */
    private static final String SYSTEMD_CREDENTIAL =
            "[ -e /run/credentials/serial-getty@ttyS0.service/agetty.autologin ]";

    /** Asked only where systemd knows credentials of gettys, for the image may log root in all the same. */
    private static final String OWN_AUTOLOGIN =
            "systemctl show -p ExecStart --value serial-getty@ttyS0.service" + "|grep -qE -e '[ ](-a|--autologin)[ =]'";

    /** Ends a program that waits for a signal, for {@code q} as less does, or for {@code :q!} as vi does. */
    private static final byte[] LEAVE = {3, 0x1c, 'q', 0x1b, ':', 'q', '!', '\r', 3};

    private final SerialConsole console;
    private final GuestPorts ports;
    private final Credentials credentials;
    private final RandomGenerator random;
    private final List<String> directories;
    private final SwitchedChannel channel = new SwitchedChannel(this::prove);
    private final Situation situation;
    private final RootShell shell;
    private int controlPort;
    private @Nullable ControlShell control;
    private @Nullable ConsoleShell consoleShell;
    private @Nullable PortPool pool;
    private @Nullable Wire wire;
    private @Nullable ConsoleChannel consoleChannel;

    /** Asked while somebody logs in, too. */
    private volatile boolean onConsole;

    private Mark boot = Mark.POWER_ON;

    /**
     * @param ports the guest's ports; none for a guest that has no others than its console
     * @param credentials what to say where somebody is asked who logs in; each is said once, and never again when it was
     *     refused
     */
    public RootConsole(SerialConsole console, GuestPorts ports, Credentials credentials) {
        this(console, ports, credentials, new SecureRandom(), DIRECTORIES);
    }

    /**
     * @param seed what the random part of all it types follows from: to a guest that answers the same, the same is typed
     */
    public RootConsole(SerialConsole console, GuestPorts ports, Credentials credentials, long seed) {
        // Safe with several threads, unlike those of a better quality.
        this(console, ports, credentials, new Random(seed), DIRECTORIES);
    }

    /**
     * @param directories where the guest may keep what commands print; the first that can be written is taken
     */
    RootConsole(
            SerialConsole console,
            GuestPorts ports,
            Credentials credentials,
            RandomGenerator random,
            List<String> directories) {
        this.random = random;
        this.directories = directories;
        this.console = console.ofRootShell();
        this.ports = ports;
        this.credentials = credentials;
        this.situation =
                new Situation(console.subject(), () -> console.transcript().lastLines(QUOTED_LINES));
        this.shell = new GuestShell(channel, situation, scaled(COMMAND_TIMEOUT));
    }

    /**
     * Waits for a root shell and proves it: uid 0, a live terminal, exit statuses.
     *
     * <p>Nothing is typed before there is somebody to read it, nor into a boot loader, but for Enter at a menu that waits
     * for a choice; the guest's log level and its files stay as they are, but for a private directory in
     * {@code /dev/shm}, {@code /run} or {@code /tmp}. A guest that resets itself is followed into its next boot, twice.
     *
     * @param from where the boot begins
     * @param deadline how long to wait, as it is
     * @return the shell, the same one whenever this succeeds; or the reason why there is none
     * @throws io.kvmguest.console.ConsoleInterruptedException if the thread is interrupted
     */
    public synchronized Login login(Mark from, Duration deadline) {
        return login(from, deadline, RootLogin.Start.BOOT);
    }

    /**
     * Waits for a root shell as {@link #login} does, of a guest that may be up already: where nothing is printed, Enter is pressed.
     */
    public synchronized Login find(Mark from, Duration deadline) {
        return login(from, deadline, RootLogin.Start.UNKNOWN);
    }

    private Login login(Mark from, Duration deadline, RootLogin.Start start) {
        Port port = ports.count() > CONTROL_PORTS ? ports.port(controlPort) : null;
        RootLogin login = new RootLogin(console, port, credentials, random, directories);
        LoginFailure failure = login.await(from, deadline, start);
        if (failure != null) {
            return failure;
        }
        RootLogin.Entry entry = login.entry();
        boot = entry.boot();
        LoginRoute route = enter(entry);
        return new RootShellReady(
                shell,
                entry.prompt(),
                entry.proven(),
                sinceBoot(entry.proven()),
                entry.spoken() == RootLogin.Spoken.CREDENTIALS ? LoginRoute.CREDENTIALS : route,
                boot);
    }

    /** Returns whether its commands run on the console, and nowhere else: a recording of that has all of them. */
    public boolean isOnConsole() {
        return onConsole;
    }

    /**
     * Returns what is known of the root shell, for a clone of the guest. A command that was started runs on in the clone,
     * where nobody hears of it any more.
     *
     * @param ready how the shell was found
     * @throws WakeUpException if its commands do not run over ports
     */
    public synchronized RootShellState state(RootShellReady ready) {
        PortPool all = pool;
        ControlShell shell = control;
        ConsoleShell atPrompt = consoleShell;
        if (all == null || shell == null || atPrompt == null) {
            throw new WakeUpException("its commands run on its console");
        }
        return new RootShellState(
                ready.boot(),
                ready.prompt(),
                ready.proven(),
                ready.after(),
                ready.route(),
                ports.pluggedIn(),
                controlPort,
                shell.directory(),
                atPrompt.pid(),
                atPrompt.settings(),
                all.idleShells(),
                all.next(),
                all.freePairs());
    }

    /**
     * Takes over the root shell of a guest that this one is a clone of.
     *
     * @param state what was known of that one
     * @return the shell, which was not asked anything yet
     */
    public synchronized RootShellReady resume(RootShellState state) {
        boot = state.boot();
        state.channels().forEach(number -> ports.port(number).isThere());
        controlPort = state.control();
        ControlShell now =
                new ControlShell(new PortShell(ports.port(controlPort), random), state.directory(), scaled(LOST_AFTER));
        switchTo(now).resume(state);
        consoleShell = new ConsoleShell(now, state.consoleShell(), state.settings());
        return new RootShellReady(shell, state.prompt(), state.proven(), state.after(), state.route(), state.boot());
    }

    private PortPool switchTo(ControlShell now) {
        PortPool all = new PortPool(ports, CONTROL_PORTS, now, random, console.deadlineScale(), console::lookAgain);
        channel.switchTo(all);
        pool = all;
        control = now;
        return all;
    }

    /**
     * Has all running that the next command needs, and all in place that {@link #wakeUp} needs in a clone of this guest.
     *
     * @throws WakeUpException if a clone could not be given randomness and a time of its own
     */
    public synchronized void prepareClones() {
        PortPool all = pool;
        ControlShell shell = control;
        if (all == null || shell == null) {
            throw new WakeUpException("its commands run on its console, where a clone could not be woken up");
        }
        WakeProgram.requireKernel(
                shell.ask("read -r r </proc/sys/kernel/osrelease", console.awaitBytes("the version of its kernel")));
        all.warmUp();
        WakeUpException failure = new WakeUpException("it has no directory for a program");
        Waker waker = waker(shell);
        for (String directory : directories) {
            String file = directory + "/kvmguest.wake";
            try {
                waker.install(file);
            } catch (WakeUpException e) {
                failure = e;
                continue;
            }
            waker.start(file);
            String unused = waker.wakeUp();
            waker.start(file);
            List<String> unusedRepairs = prove();
            return;
        }
        throw failure;
    }

    /** Talks over the port of the control shell's stand-in, which nobody has open before that is needed. */
    private Waker waker(ControlShell shell) {
        return new Waker(ports.port(otherControlPort()), shell, random, scaled(PROOF));
    }

    private int otherControlPort() {
        return (controlPort + 1) % CONTROL_PORTS;
    }

    /**
     * Begins to wake up a clone: what is sent now lies in its ports when it runs on.
     *
     * @return what waits until it is awake: its root shell proven, its randomness its own, its clock the host's. It returns
     *     random digits of its kernel, which no two clones have in common.
     */
    public synchronized Supplier<String> wakeUp() {
        return waker(Objects.requireNonNull(control, "a clone has ports")).begin();
    }

    /**
     * Opens a further root shell, when there is one.
     *
     * @throws IllegalStateException if as many are open as the guest has ports for
     */
    public ReservedShell openShell() {
        return new OpenedShell(channel.reserve(), situation, scaled(COMMAND_TIMEOUT));
    }

    /**
     * Has its shells end when the guest tells all processes to, as it is about to shut down. Otherwise they do not, for a test may
     * tell all processes to end, too; and systemd waits 90 s for those that do not (systemd-system.conf(5),
     * {@code DefaultTimeoutStopSec}).
     */
    public synchronized void giveWay() {
        ControlShell told = control;
        PortPool others = pool;
        if (told == null || others == null) {
            return;
        }
        String wanted = "its shells to give way";
        try {
            others.tellIdle(GIVE_WAY, wanted);
            String unused = told.ask(GIVE_WAY, console.awaitBytes(wanted));
        } catch (WireBrokenException e) {
            // Whoever does not answer needs not give way.
        }
    }

    /** Gives the console back as it was, where commands run on it, for a guest that goes on without us. */
    public synchronized void leave() {
        ConsoleChannel last = consoleChannel;
        if (last != null && wire != null) {
            try {
                last.close();
            } catch (WireBrokenException | ConsoleException e) {
                // Then it is not there any more.
            }
        }
    }

    private Duration sinceBoot(Mark proven) {
        Duration after = console.transcript().timeOf(proven.offset() - 1);
        return boot.offset() == 0 ? after : after.minus(console.transcript().timeOf(boot.offset()));
    }

    private LoginRoute enter(RootLogin.Entry entry) {
        double scale = console.deadlineScale();
        if (entry.arrival() instanceof Arrival.OnConsole at) {
            Wire found = new Wire(link(), at.signature(), entry.proven().offset(), scaled(LOST_AFTER));
            wire = found;
            onConsole = true;
            control = null;
            pool = null;
            ConsoleChannel now = new ConsoleChannel(found, at.hello(), scale);
            consoleChannel = now;
            channel.switchTo(now);
            return holds(found, SYSTEMD_CREDENTIAL) && !holds(found, OWN_AUTOLOGIN)
                    ? LoginRoute.SYSTEMD_CREDENTIAL
                    : LoginRoute.AUTOLOGIN;
        }
        PortHello hello = ((Arrival.OnPort) entry.arrival()).hello();
        PortGreeting greeting = entry.greeting();
        if (greeting == null) {
            throw new AssertionError("a shell on a port that nobody has greeted");
        }
        ControlShell now = control;
        if (now == null) {
            now = new ControlShell(greeting.shell(), hello.directory(), scaled(LOST_AFTER));
            PortPool unused = switchTo(now);
            // For the first command, and for when this one is lost.
            for (int i = 1; i <= CONTROL_PORTS; i++) {
                ports.port(i).plugIn();
            }
        } else {
            now.replace(greeting.shell(), hello.directory());
            channel.mended();
        }
        consoleShell = new ConsoleShell(now, hello.consoleShell());
        wire = null;
        onConsole = false;
        boolean byCredential = hello.hasCredential()
                && !now.ask(OWN_AUTOLOGIN + ";r=$?", console.awaitBytes("how root was logged in"))
                        .equals("0");
        return byCredential ? LoginRoute.SYSTEMD_CREDENTIAL : LoginRoute.AUTOLOGIN;
    }

    /** Asks the guest's half of the shell, which starts nothing for it but what the question itself starts. */
    private static boolean holds(Wire wire, String question) {
        Frame answer = wire.ask(question + ";d 0 $?", wire.waitFor("how root was logged in"), frame -> false);
        JobEnd end = JobEnd.of(answer);
        return end != null && end.exitStatus() == 0;
    }

    private Link link() {
        return new ConsoleLink(console);
    }

    /**
     * Proves the root shell again, and has it found anew if it was lost: whatever a test has left on the console (an editor, a
     * pager, a program that waits, a terminal without echo, nobody logged in) is cleared away.
     *
     * @return what had to be done for that; mostly nothing
     * @throws ShellLostException if it cannot be found again
     * @throws io.kvmguest.console.ConsoleEndedException if the guest is gone
     */
    public synchronized List<String> prove() {
        List<String> repairs = new ArrayList<>();
        ControlShell control = this.control;
        if (control != null) {
            proveOnPorts(control, repairs::add);
        } else {
            proveOnConsole(repairs::add);
        }
        return repairs;
    }

    private void proveOnPorts(ControlShell control, Consumer<String> repairs) {
        ByteWait wait = console.awaitBytes("the proof of its root shell");
        try {
            prove(control, wait);
        } catch (WireBrokenException e) {
            recover("the shell that runs commands had ended, and was started again from the console", repairs, e);
        }
        ConsoleShell shell = consoleShell;
        if (shell != null
                && shell.restore(line -> console.send(line + "\n"), repairs, wait) == ConsoleShell.State.GONE) {
            recover("the shell on the console had ended, and the one that came after it was proven", repairs, null);
        }
    }

    private void prove(ControlShell control, ByteWait wait) {
        Addition addition = Addition.random(random);
        String answer = control.ask("r=" + addition.expression() + ".$(id -u)", wait);
        if (!answer.equals(addition.sum() + ".0")) {
            throw new WireBrokenException("answered \"" + answer + "\" where it was to compute a sum as root");
        }
    }

    private void proveOnConsole(Consumer<String> repairs) {
        Wire wire = this.wire;
        try {
            if (wire != null && !wire.proves(scaled(PROOF))) {
                throw new WireBrokenException("did not prove itself");
            }
        } catch (WireBrokenException e) {
            console.send(LEAVE);
            recover("the shell on the console was lost, and was found again", repairs, e);
        }
    }

    private void recover(String what, Consumer<String> repairs, @Nullable WireBrokenException cause) {
        controlPort = otherControlPort();
        Login login = login(boot, scaled(RECOVERY));
        if (login instanceof LoginFailure failure) {
            WireBrokenException why = cause != null ? cause : new WireBrokenException("was not there any more");
            ShellLostException lost = ShellLostException.of("nothing: it was to be proven", why, situation);
            lost.addSuppressed(new IllegalStateException(failure.message()));
            throw lost;
        }
        repairs.accept(what);
    }

    private Duration scaled(Duration duration) {
        return Duration.ofMillis((long) (duration.toMillis() * console.deadlineScale()));
    }
}
