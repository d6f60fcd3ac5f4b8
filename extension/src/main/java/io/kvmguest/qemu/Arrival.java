package io.kvmguest.qemu;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;

/** A wait for QEMU to connect, which its exit and a deadline end by closing what it would connect to. */
final class Arrival implements AutoCloseable {

    private final Supervisor supervisor;
    private final Duration deadline;
    private final StartFailure failure;
    private final Future<?> alarm;
    private final CompletableFuture<Void> atExit;
    private volatile boolean late;

    /** @param failure says what is wrong when QEMU exits, and when the deadline is over */
    Arrival(Supervisor supervisor, Duration deadline, StartFailure failure, Runnable closing) {
        this.supervisor = supervisor;
        this.deadline = deadline;
        this.failure = failure;
        alarm = Daemon.later(deadline, "start", () -> {
            late = true;
            closing.run();
        });
        atExit = supervisor.exit().thenRun(closing);
    }

    /**
     * Returns why the wait has failed.
     *
     * @param missing what QEMU has not connected, if it is late: {@code to its sockets}
     */
    QemuStartException failed(IOException cause, String missing) {
        if (supervisor.exit().isDone()) {
            return failure.exited(supervisor.exit().join());
        }
        return late ? failure.late(missing, deadline, supervisor.stderr()) : failure.broken(cause, supervisor.stderr());
    }

    @Override
    public void close() {
        alarm.cancel(false);
        atExit.cancel(false);
    }
}
