package io.kvmguest.contract;

import io.kvmguest.network.NetworkConfigurator;
import io.kvmguest.network.NetworkPlan;
import io.kvmguest.shell.Command;
import io.kvmguest.shell.CommandResult;
import io.kvmguest.shell.RootShell;
import java.time.Duration;
import java.util.Locale;

/**
 * A shell that dies at a moment: what runs then is ended by SIGKILL, with all that it has started, and nothing runs after it, as
 * if the configurator had been one program that was killed.
 */
final class KillingShell implements RootShell {

    private static final int KILLED = 137;

    /**
     * The guest itself looks at the clock: a signal from outside would come too late. What runs in the background reads from
     * /dev/null, whatever its standard input was; hence the detour.
     */
    private static final String KILL = """
            exec 7<&0
            setsid /bin/sh -c '%s' <&7 7<&- &
            victim=$!
            exec 7<&-
            (sleep %s; kill -KILL -$victim) >/dev/null 2>&1 &
            killer=$!
            wait $victim
            status=$?
            kill $killer 2>/dev/null
            exit $status
            """;

    private static final Duration LONGEST = Duration.ofMinutes(10);

    private static final int PROBES = 5;

    private final RootShell shell;
    private final long overhead;
    private long left;

    private static final class KilledException extends RuntimeException {

        private static final long serialVersionUID = 1;
    }

    private KillingShell(RootShell shell, long overhead, long left) {
        this.shell = shell;
        this.overhead = overhead;
        this.left = left;
    }

    /** Returns one that lives for ever, and so tells how long a configurator takes. */
    static KillingShell immortal(RootShell shell) {
        KillingShell probe = new KillingShell(shell, 0, Long.MAX_VALUE);
        for (int i = 0; i < PROBES; i++) {
            CommandResult unused = probe.run(":");
        }
        return new KillingShell(shell, (Long.MAX_VALUE - probe.left) / PROBES, Long.MAX_VALUE);
    }

    /** Returns one that dies after a part of the time that this one has spent in commands. */
    KillingShell dyingAfter(double part) {
        return new KillingShell(shell, overhead, (long) (part * (Long.MAX_VALUE - left)));
    }

    /** What a configurator makes of its death is its own affair. */
    void applyUntilKilled(NetworkConfigurator configurator, NetworkPlan plan) {
        try {
            var unused = configurator.apply(plan, this);
        } catch (RuntimeException e) {
            if (left > 0) {
                throw e;
            }
        }
    }

    @Override
    public CommandResult run(Command command) {
        if (left <= 0) {
            throw new KilledException();
        }
        String seconds = String.format(Locale.ROOT, "%.3f", Math.min(left, LONGEST.toNanos()) / 1e9);
        long started = System.nanoTime();
        CommandResult result =
                shell.run(command.script(KILL.formatted(command.script().replace("'", "'\\''"), seconds)));
        if (result.exitStatus() == KILLED) {
            left = 0;
            throw new KilledException();
        }
        left -= Math.max(0, System.nanoTime() - started - overhead);
        return result;
    }
}
