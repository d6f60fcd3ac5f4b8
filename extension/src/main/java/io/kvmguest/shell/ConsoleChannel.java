package io.kvmguest.shell;

import io.kvmguest.shell.Outcome.Fate;
import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Runs commands over a terminal that the guest's kernel and everybody else print on as well, by {@code server.sh} at its
 * other end.
 */
final class ConsoleChannel implements CommandChannel {

    /** How long a command has to end for SIGTERM, and then for SIGKILL. */
    private static final Duration GRACE = Duration.ofSeconds(2);

    private static final Duration LAST_GRACE = Duration.ofSeconds(5);

    /** What so many commands have left in the guest is removed at once. */
    private static final int JOBS_PER_CLEANING = 16;

    /** What a command has left is removed before the next one if it is more than this. */
    private static final int MUCH_OUTPUT = 1 << 18;

    /** Fair, so that commands of several threads run in the order in which they were asked for. */
    private final ReentrantLock lock = new ReentrantLock(true);

    private final Wire wire;
    private final Hello guest;
    private final double deadlineScale;
    private int lastJob;
    private boolean cleaningDue;

    /** Whether a job may run that nobody waits for, as the thread that did was interrupted. */
    private boolean abandoned;

    /**
     * @param guest what the guest's half can do
     * @param deadlineScale what the time is multiplied with that a command has to end when it is told to
     */
    ConsoleChannel(Wire wire, Hello guest, double deadlineScale) {
        this.wire = wire;
        this.guest = guest;
        this.deadlineScale = deadlineScale;
    }

    @Override
    public Outcome run(Command command, Duration timeout) {
        lock.lock();
        try {
            return runNow(command, timeout);
        } finally {
            lock.unlock();
        }
    }

    private Outcome runNow(Command command, Duration timeout) {
        tidyUp();
        Job job = new Job(wire, ++lastJob, Request.of(lastJob, command, guest.packs()), command);
        abandoned = true;
        long started = wire.nanos();
        job.start();
        JobEnd end = job.awaitEnd(started + timeout.toNanos());
        Fate fate = end != null ? Fate.ENDED : Fate.KILLED;
        if (end == null) {
            end = end(job);
        }
        if (end == null) {
            fate = Fate.UNKILLABLE;
            end = job.takeStock();
        }
        Duration took = Duration.ofNanos(wire.nanos() - started);
        if (wire.wasEchoed()) {
            wire.resetTerminal(job.end());
        }
        OutputFetcher fetcher = new OutputFetcher(wire, guest.sum(), guest.packs(), job.end());
        byte[] stdout = fetcher.fetch(lastJob + ".o", end.stdout());
        byte[] stderr = fetcher.fetch(lastJob + ".e", end.stderr());
        abandoned = false;
        cleaningDue = lastJob % JOBS_PER_CLEANING == 0 || stdout.length + stderr.length > MUCH_OUTPUT;
        return new Outcome(fate, end.exitStatus(), stdout, stderr, took);
    }

    private @Nullable JobEnd end(Job job) {
        job.kill("TERM");
        JobEnd end = job.awaitEnd(wire.nanos() + scaled(GRACE));
        if (end == null) {
            job.kill("KILL");
            end = job.awaitEnd(wire.nanos() + scaled(LAST_GRACE));
        } else {
            // Children that ignored the first signal.
            wire.tell("k KILL", job.end());
        }
        return end;
    }

    private void tidyUp() {
        if (abandoned) {
            wire.tell("k KILL", wire.waitFor("the end of the command before"));
            abandoned = false;
        }
        if (cleaningDue) {
            wire.tell("rm -f $D/*", wire.waitFor("the removal of what earlier commands have left"));
            cleaningDue = false;
        }
    }

    private long scaled(Duration duration) {
        return (long) (duration.toNanos() * deadlineScale);
    }

    /** Ends the guest's half, which removes its files. */
    void close() {
        wire.send(wire.nextTag(), "exit", wire.waitFor("the end of the root shell"));
    }
}
