package io.kvmguest.shell;

import io.kvmguest.console.ByteWait;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Gives each command a port to itself, so that commands of several threads run side by side, as many as there are ports;
 * more of them wait for one another.
 */
final class PortPool extends PortUser {

    private final GuestPorts ports;
    private final ControlShell control;
    private final RandomGenerator random;
    private final double deadlineScale;
    private final Runnable onFreed;
    private final Deque<PortChannel> free = new ArrayDeque<>();
    private final Deque<int[]> pairs = new ArrayDeque<>();
    private final int end;
    private final int mostReserved;
    private int next;
    private int reserved;

    /**
     * @param first the number of the first port that may be used
     * @param onFreed has those look again who wait for a port
     */
    PortPool(
            GuestPorts ports,
            int first,
            ControlShell control,
            RandomGenerator random,
            double deadlineScale,
            Runnable onFreed) {
        this.ports = ports;
        this.next = first;
        this.control = control;
        this.random = random;
        this.deadlineScale = deadlineScale;
        this.onFreed = onFreed;
        // Of the rest, half is for the outputs of commands whose lines are read as they come.
        int pairCount = (ports.count() - first) / 4;
        this.end = ports.count() - 2 * pairCount;
        // Whoever has reserved none can still start as many commands as there are pairs, and run one.
        this.mostReserved = end - first - pairCount - 1;
        for (int i = 0; i < pairCount; i++) {
            pairs.add(new int[] {end + 2 * i, end + 2 * i + 1});
        }
    }

    /** Takes over the ports of a guest that this one's guest is a clone of. */
    synchronized void resume(RootShellState state) {
        for (RootShellState.Shell each : state.shells()) {
            PortChannel channel =
                    new PortChannel(new PortShell(ports.port(each.port()), random), control, deadlineScale);
            channel.resume(each);
            free.add(channel);
        }
        next = state.next();
        pairs.removeIf(pair -> !state.pairs().contains(pair[0]));
    }

    /** Returns the shells that run no command now, the one used last first. */
    synchronized List<RootShellState.Shell> idleShells() {
        return free.stream().flatMap(channel -> channel.idleShell().stream()).toList();
    }

    /** Returns the number of the first port that no shell has been started on. */
    synchronized int next() {
        return next;
    }

    /** Returns the pairs of ports that are free, by the first of each. */
    synchronized List<Integer> freePairs() {
        return pairs.stream().map(pair -> pair[0]).toList();
    }

    /** Has the shells that run no command now carry out code. */
    void tellIdle(String code, String wanted) {
        List<PortChannel> idle;
        synchronized (this) {
            idle = new ArrayList<>(free);
            free.clear();
        }
        Collections.reverse(idle);
        for (PortChannel channel : idle) {
            try {
                channel.tellIdle(code, wanted);
            } finally {
                giveBack(channel);
            }
        }
    }

    /** Has the shell run that the next command needs. */
    void warmUp() {
        use("the start of a shell", channel -> {
            channel.makeReady(channel.waitFor("the start of a shell"));
            return channel;
        });
    }

    @Override
    public LiveJob start(Command command) {
        String wanted = "the start of the command " + Words.command(command.script());
        int[] pair = takePair(wanted);
        PortChannel channel;
        try {
            channel = take(wanted);
        } catch (RuntimeException e) {
            giveBack(pair);
            throw e;
        }
        Runnable onEnd = () -> {
            giveBack(pair);
            giveBack(channel);
        };
        ByteWait wait = channel.waitFor(wanted);
        PortJob job;
        try {
            channel.makeReady(wait);
            job = new PortJob(channel, ports.port(pair[0]), ports.port(pair[1]), channel.nextJob(), onEnd);
            job.start(command);
        } catch (RuntimeException e) {
            onEnd.run();
            throw e;
        }
        job.awaitBegin(wait);
        return job;
    }

    @Override
    public Reservation reserve() {
        synchronized (this) {
            if (reserved == mostReserved) {
                throw new IllegalStateException("All " + mostReserved
                        + " ports that can be reserved are: close a shell that is not needed any more");
            }
            reserved++;
        }
        try {
            ReservedPort port = new ReservedPort(this, take("a free port for a further root shell"));
            return new Reservation(port, () -> {
                port.end();
                endReservation();
            });
        } catch (RuntimeException e) {
            endReservation();
            throw e;
        }
    }

    private synchronized void endReservation() {
        reserved--;
    }

    private int[] takePair(String wanted) {
        int[][] found = new int[1][];
        ByteWait wait = ports.port(0).waitFor(wanted);
        while (!wait.await(() -> (found[0] = pollPair()) != null, Duration.ofHours(1))) {
            // As many commands run as there are ports for, and they may take their time.
        }
        return found[0];
    }

    private synchronized int @Nullable [] pollPair() {
        return pairs.poll();
    }

    private void giveBack(int[] pair) {
        synchronized (this) {
            pairs.push(pair);
        }
        onFreed.run();
    }

    @Override
    <T> T use(String wanted, Function<PortChannel, T> work) {
        PortChannel channel = take(wanted);
        try {
            return work.apply(channel);
        } finally {
            giveBack(channel);
        }
    }

    /** Waits for a free port. */
    PortChannel take(String wanted) {
        PortChannel channel = poll();
        if (channel == null) {
            ByteWait wait = ports.port(0).waitFor(wanted);
            PortChannel[] found = new PortChannel[1];
            while (!wait.await(() -> (found[0] = poll()) != null, Duration.ofHours(1))) {
                // Commands have deadlines, so that one is free some time.
            }
            return found[0];
        }
        return channel;
    }

    private synchronized @Nullable PortChannel poll() {
        PortChannel channel = free.poll();
        if (channel == null && next < end) {
            channel = new PortChannel(new PortShell(ports.port(next++), random), control, deadlineScale);
        }
        return channel;
    }

    void giveBack(PortChannel channel) {
        synchronized (this) {
            if (!channel.isStuck()) {
                // The one used last is the one that has its shell running.
                free.push(channel);
            }
        }
        onFreed.run();
    }
}
