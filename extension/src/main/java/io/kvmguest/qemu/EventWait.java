package io.kvmguest.qemu;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Function;

/** Waits for what QEMU's events say, from when it is made. It ends at once when QEMU does. */
final class EventWait<T> implements AutoCloseable {

    private final CompletableFuture<T> said = new CompletableFuture<>();
    private final AutoCloseable listening;

    /**
     * @param saying what an event says, if it is one of those that are waited for
     * @param gone what is said when QEMU has ended
     */
    EventWait(
            Qmp qmp,
            CompletableFuture<QemuExit> exit,
            Function<QmpEvent, Optional<T>> saying,
            Function<QemuExit, T> gone) {
        listening = qmp.onEvent(event -> saying.apply(event).ifPresent(said::complete));
        var unused = exit.thenAccept(how -> said.complete(gone.apply(how)));
    }

    /** Does something with it as soon as it is said, on whichever thread that is. */
    void whenSaid(Consumer<T> action) {
        var unused = said.thenAccept(action);
    }

    /**
     * Returns what was said.
     *
     * @param late what to return if nothing was in time
     * @param interrupted what to return if this thread is interrupted, which it is afterwards too
     */
    T await(Duration atMost, T late, T interrupted) {
        try {
            return said.get(atMost.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw new AssertionError(e);
        } catch (TimeoutException e) {
            return late;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return interrupted;
        }
    }

    @Override
    public void close() {
        Listeners.closeQuietly(listening);
    }
}
