package io.kvmguest.console;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** A console whose guest is the test, and whose clock the test turns. */
final class ConsoleFixture implements AutoCloseable {

    /** A safety net for what is a matter of milliseconds. */
    private static final long PATIENCE_SECONDS = 60;

    /** Longer than any test turns the clock. */
    static final Duration LONG = Duration.ofHours(1);

    static final ConsoleSubject ROUTER = new ConsoleSubject() {
        @Override
        public String name() {
            return "Guest 'router' (image debian-12)";
        }

        @Override
        public String doing() {
            return "in boot phase INIT for 12.1 s";
        }

        @Override
        public String evidence() {
            return "target/kvmguest/RoutingTest/router/";
        }
    };

    final FakeLine line = new FakeLine();
    final FakeTicker ticker = new FakeTicker();
    final SerialConsole console;
    private final ConsoleCore core;

    ConsoleFixture(Path directory) throws IOException {
        this(directory, ROUTER);
    }

    ConsoleFixture(Path directory, ConsoleSubject subject) throws IOException {
        this(subject, new SpoolFile(SpoolFile.create(directory, "console", ".raw")));
    }

    /** With a disk that is full after so many bytes. */
    ConsoleFixture(Path directory, long diskBytes) throws IOException {
        this(ROUTER, new FullDisk(SpoolFile.create(directory, "console", ".raw"), diskBytes));
    }

    private ConsoleFixture(ConsoleSubject subject, SpoolFile spool) {
        core = new ConsoleCore(line, spool, subject, ticker);
        core.start();
        console = new SerialConsole(core, 1, 0);
    }

    /** Hangs up and returns when the console has noticed. */
    void hangUp() {
        line.hangUp();
        awaitHungUp();
    }

    void awaitHungUp() {
        while (!core.endings().hasHungUp()) {
            Thread.onSpinWait();
        }
    }

    /** Waits until the console knows of an end: tripwires look on a thread of their own. */
    void awaitEnding() {
        while (console.ending().isEmpty()) {
            Thread.onSpinWait();
        }
    }

    /** Lets the guest print and returns when it is recorded. */
    void print(String text) throws InterruptedException {
        line.print(text);
        line.awaitDrained();
    }

    /** Starts to wait on a thread of its own, and returns when it has looked at all there is and sleeps. */
    <T> CompletableFuture<T> whileWaiting(Supplier<T> wait) throws InterruptedException {
        CompletableFuture<T> future = new CompletableFuture<>();
        Thread thread = new Thread(() -> {
            try {
                future.complete(wait.get());
            } catch (Throwable e) {
                future.completeExceptionally(e);
            }
        });
        thread.setDaemon(true);
        thread.start();
        ticker.awaitSleeping(1);
        return future;
    }

    static <T> T get(CompletableFuture<T> future) throws Exception {
        return future.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    static Throwable failure(CompletableFuture<?> future) throws Exception {
        Throwable failure = future.handle((result, e) -> e).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        return Objects.requireNonNull(failure, "the wait has not failed");
    }

    @Override
    public void close() {
        console.close();
    }
}
