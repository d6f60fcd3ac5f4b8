package io.kvmguest.qemu;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.FileChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * Saves and restores what a machine is, by QEMU's migration over a unix socket: a way that every version of QEMU has, and
 * that its sandbox allows.
 *
 * @see <a href="https://www.qemu.org/docs/master/devel/migration/main.html">QEMU, Migration framework</a>
 */
final class Migration {

    /** As fast as it goes; by default QEMU takes care of the network. */
    private static final long BYTES_PER_SECOND = 100L << 30;

    private static final long BLOCK = 1 << 20;

    private final QmpClient qmp;
    private final CompletableFuture<QemuExit> exit;
    private final Path socket;
    private final Duration deadline;

    Migration(QmpClient qmp, CompletableFuture<QemuExit> exit, Path socket, Duration deadline) {
        this.qmp = qmp;
        this.exit = exit;
        this.socket = socket;
        this.deadline = deadline;
    }

    /**
     * Saves a stopped machine.
     *
     * @param withoutMemory whether its memory is in a file that is shared, and need not be saved
     */
    void save(Path state, boolean withoutMemory) throws IOException {
        // Not where it was restored from: QEMU removes that socket when it gets around to it.
        Path out = socket.resolveSibling(socket.getFileName() + ".out");
        Files.deleteIfExists(out);
        try (ServerSocketChannel listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
                Outcome outcome = new Outcome("migrate")) {
            listener.bind(UnixDomainSocketAddress.of(out));
            var unusedEnd = exit.thenRun(() -> Listeners.closeQuietly(listener));
            outcome.onFailure(() -> Listeners.closeQuietly(listener));
            prepare(withoutMemory);
            Object unused = qmp.execute("migrate-set-parameters", Map.of("max-bandwidth", BYTES_PER_SECOND));
            Object unusedReply = qmp.execute("migrate", Map.of("uri", "unix:" + out));
            try (SocketChannel from = listener.accept();
                    FileChannel to = FileChannel.open(
                            state,
                            StandardOpenOption.CREATE,
                            StandardOpenOption.TRUNCATE_EXISTING,
                            StandardOpenOption.WRITE)) {
                long position = 0;
                for (long count = to.transferFrom(from, position, BLOCK);
                        count > 0;
                        count = to.transferFrom(from, position, BLOCK)) {
                    position += count;
                }
            }
            outcome.await();
        } finally {
            Files.deleteIfExists(out);
        }
    }

    /** Restores a machine that was started for it. */
    void restore(Path state, boolean withoutMemory) throws IOException {
        try (Outcome outcome = new Outcome("migrate-incoming")) {
            prepare(withoutMemory);
            // A clone has not moved, so that once is enough. With none at all, QEMU 7.2 dies at the reset of a virtio
            // card.
            Object unused = qmp.execute("migrate-set-parameters", Map.of("announce-rounds", 1));
            Object unusedReply = qmp.execute("migrate-incoming", Map.of("uri", "unix:" + socket));
            try (SocketChannel to = SocketChannel.open(UnixDomainSocketAddress.of(socket));
                    FileChannel from = FileChannel.open(state)) {
                long size = from.size();
                for (long position = 0; position < size; ) {
                    position += from.transferTo(position, size - position, to);
                }
            } catch (IOException e) {
                if (!Files.isReadable(state)) {
                    throw e;
                }
                // QEMU has hung up, and says why.
            }
            outcome.await();
        } finally {
            Files.deleteIfExists(socket);
        }
    }

    private void prepare(boolean withoutMemory) {
        Object unused = qmp.execute(
                "migrate-set-capabilities",
                Map.of(
                        "capabilities",
                        List.of(
                                Map.of("capability", "events", "state", true),
                                Map.of("capability", "x-ignore-shared", "state", withoutMemory))));
    }

    /** What becomes of it, by QEMU's events. */
    private final class Outcome implements AutoCloseable {

        private final String command;
        private final EventWait<String> status;

        Outcome(String command) {
            this.command = command;
            status = new EventWait<>(
                    qmp,
                    exit,
                    event -> Optional.of(event)
                            .filter(each -> each.name().equals("MIGRATION"))
                            .map(each -> String.valueOf(each.data().get("status")))
                            .filter(now -> now.equals("completed") || now.equals("failed")),
                    how -> how.describe() + " " + how.stderr().strip());
        }

        void onFailure(Runnable action) {
            status.whenSaid(end -> {
                if (!end.equals("completed")) {
                    action.run();
                }
            });
        }

        void await() {
            String end = status.await(deadline, "it took more than " + deadline.toSeconds() + " s", "interrupted");
            if (!end.equals("completed")) {
                throw new QmpException(
                        "QEMU could not complete '" + command + "': " + (end.equals("failed") ? reason() : end),
                        command);
            }
        }

        private String reason() {
            try {
                return qmp.execute("query-migrate") instanceof Map<?, ?> answer && answer.containsKey("error-desc")
                        ? String.valueOf(answer.get("error-desc"))
                        : "it failed";
            } catch (QmpException e) {
                // It ends when it cannot restore what it is given, and its standard error says why.
                return exit.thenApply(
                                how -> how.describe() + ": " + how.stderr().strip())
                        .completeOnTimeout(String.valueOf(e.getMessage()), 2, TimeUnit.SECONDS)
                        .join();
            }
        }

        @Override
        public void close() {
            status.close();
        }
    }
}
