package io.kvmguest;

import io.kvmguest.boot.BootFacts;
import io.kvmguest.boot.BootLog;
import io.kvmguest.boot.BootOrigin;
import io.kvmguest.boot.BootPhase;
import io.kvmguest.console.Mark;
import io.kvmguest.console.SerialConsole;
import io.kvmguest.shell.Login;
import io.kvmguest.shell.LoginFailure;
import io.kvmguest.shell.LoginRoute;
import io.kvmguest.shell.RootAccess;
import io.kvmguest.shell.RootConsole;
import io.kvmguest.shell.RootShell;
import io.kvmguest.shell.RootShellReady;
import io.kvmguest.shell.RootShellState;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The boots of one machine, one after another: each has a log of its own, and ends at the proven root shell. */
final class BootSeries {

    private final SerialConsole console;
    private final RootConsole root;
    private final Progress progress;
    private final Duration timeout;
    private final LoginRoute autologin;
    private BootFacts facts = new BootFacts();
    private volatile BootLog log;
    private volatile @Nullable RootShellReady ready;
    private volatile Map<String, String> seeds = Map.of();

    /**
     * @param timeout how long one boot may take
     * @param autologin what has the image log root in by itself, if it does
     */
    BootSeries(SerialConsole console, RootConsole root, Progress progress, Duration timeout, LoginRoute autologin) {
        this.console = console;
        this.root = root;
        this.progress = progress;
        this.timeout = timeout;
        this.autologin = autologin;
        this.log = BootLog.of(console.transcript(), Mark.POWER_ON, facts);
        progress.follow(log);
    }

    /** Goes on behind the boot of the guest that this one is a clone of. */
    synchronized void resume(RootShellReady shell, BootOrigin origin) {
        facts = new BootFacts(origin);
        facts.rootShellProven(shell.proven());
        log = BootLog.of(console.transcript(), shell.boot(), facts);
        progress.follow(log);
        ready = shell;
    }

    /** Takes note of why the guest was booted though it could have been a clone. */
    synchronized void remark(String reason) {
        facts.remark(reason);
    }

    /** Takes note of what the root shell's random numbers follow from, and of how many ports the guest has. */
    void seed(long seed, int ports) {
        seeds = Map.of(RecordingFacts.SEED, String.valueOf(seed), RecordingFacts.PORTS, String.valueOf(ports));
    }

    /** Returns what a recording of the console is to say of the last boot, for {@link Replay}. */
    Map<String, String> recordingFacts() {
        Map<String, String> all = new LinkedHashMap<>();
        BootLog boot = log;
        all.put(RecordingFacts.BOOT, String.valueOf(boot.start().offset()));
        boot.phase(BootPhase.ROOT_SHELL)
                .ifPresent(shell -> all.put(
                        RecordingFacts.PROVEN, String.valueOf(shell.start().offset())));
        all.put(RecordingFacts.WHERE, boot.origin().where());
        // Where commands run over ports, what was typed on the console is not all.
        if (root.isOnConsole()) {
            all.putAll(seeds);
        }
        return all;
    }

    /** Returns what is known of the root shell, for a clone. */
    synchronized RootShellState state() {
        RootShellReady found = ready();
        return root.state(new RootShellReady(
                found.shell(), found.prompt(), found.proven(), found.after(), access().route(), found.boot()));
    }

    /**
     * Waits until the boot that has begun has come to the root shell.
     *
     * @throws GuestBootException if it does not
     */
    synchronized void await() {
        take(root.login(log.start(), timeout));
    }

    /**
     * Waits for the root shell of a machine that may be up already.
     *
     * @throws GuestBootException if it does not come to one
     */
    synchronized void find() {
        take(root.find(log.start(), timeout));
    }

    private void take(Login login) {
        if (login instanceof LoginFailure failure) {
            throw new GuestBootException(failure.message(), failure);
        }
        RootShellReady shell = (RootShellReady) login;
        facts.rootShellProven(shell.proven());
        if (!shell.boot().equals(log.start())) {
            log = BootLog.of(console.transcript(), shell.boot(), facts);
            progress.follow(log);
        }
        ready = shell;
    }

    /** Takes note that the machine was reset, and that its next boot begins. */
    synchronized void next(Mark from) {
        facts.nextBootBegan(from);
        facts = new BootFacts();
        log = BootLog.of(console.transcript(), from, facts);
        progress.follow(log);
        console.revive();
    }

    Duration timeout() {
        return timeout;
    }

    /** Returns the log of the last boot. */
    BootLog log() {
        return log;
    }

    RootShell shell() {
        return ready().shell();
    }

    /** Has the root shell's processes end when the guest shuts down. */
    void giveWay() {
        root.giveWay();
    }

    /** Returns how the root shell of the last boot was come by. */
    RootAccess access() {
        RootAccess access = ready().access();
        return access.route() == LoginRoute.AUTOLOGIN ? new RootAccess(autologin, access.after()) : access;
    }

    private RootShellReady ready() {
        return Objects.requireNonNull(ready, "the first boot has not come to its root shell");
    }
}
