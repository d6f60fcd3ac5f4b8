package io.kvmguest.qemu;

import com.fasterxml.jackson.jr.ob.JSON;
import io.kvmguest.console.SerialLine;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Speaks QMP over a line: one thread reads, another calls the listeners. */
final class QmpClient implements Qmp, AutoCloseable {

    private static final System.Logger LOG = System.getLogger(QmpClient.class.getName());

    private final SerialLine line;
    private final String guest;
    private final Duration deadline;
    private final AtomicLong ids = new AtomicLong();
    private final Map<String, CompletableFuture<Map<String, Object>>> pending = new ConcurrentHashMap<>();
    private final List<Consumer<QmpEvent>> listeners = new CopyOnWriteArrayList<>();
    private final CompletableFuture<Map<String, Object>> greeting = new CompletableFuture<>();
    private final CompletableFuture<Void> ended = new CompletableFuture<>();
    private final ExecutorService dispatcher;
    private volatile boolean hungUp;

    /** Starts to read; {@link #negotiate()} comes next. */
    QmpClient(SerialLine line, String guest, Duration deadline) {
        this.line = line;
        this.guest = guest;
        this.deadline = deadline;
        dispatcher = Executors.newSingleThreadExecutor(task -> Daemon.thread(guest + " QMP events", task));
        Daemon.start(guest + " QMP", this::read);
    }

    /** Waits for QEMU's greeting and leaves negotiation mode. */
    void negotiate() {
        await(greeting, "qmp_capabilities");
        execute("qmp_capabilities");
    }

    /** Completes when the monitor has hung up and the listeners have seen every event. */
    CompletableFuture<Void> ended() {
        return ended;
    }

    @Override
    public Object execute(String command, Map<String, ?> arguments) {
        String id = "kvmguest-" + ids.incrementAndGet();
        Map<String, Object> request = new LinkedHashMap<>();
        request.put("execute", command);
        if (!arguments.isEmpty()) {
            request.put("arguments", arguments);
        }
        request.put("id", id);
        CompletableFuture<Map<String, Object>> reply = new CompletableFuture<>();
        pending.put(id, reply);
        try {
            if (hungUp) {
                throw gone(command); // the reader may have emptied the map before this was in it
            }
            send(request, command);
            return result(await(reply, command), command);
        } finally {
            pending.remove(id);
        }
    }

    private void send(Map<String, Object> request, String command) {
        try {
            byte[] bytes = (JSON.std.asString(request) + "\n").getBytes(StandardCharsets.UTF_8);
            line.write(bytes, 0, bytes.length);
        } catch (IOException e) {
            throw gone(command);
        }
    }

    private Map<String, Object> await(CompletableFuture<Map<String, Object>> reply, String command) {
        try {
            return reply.get(deadline.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw gone(command);
        } catch (TimeoutException e) {
            throw new QmpException(
                    "QEMU of guest '" + guest + "' did not answer '" + command + "' within " + deadline.toSeconds()
                            + " s",
                    command);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new QmpException(
                    "Interrupted while waiting for QEMU of guest '" + guest + "' to answer '" + command + "'", command);
        }
    }

    private Object result(Map<String, Object> reply, String command) {
        if (reply.get("error") instanceof Map<?, ?> error) {
            throw new QmpException(
                    guest, command, String.valueOf(error.get("class")), String.valueOf(error.get("desc")));
        }
        return reply.getOrDefault("return", Map.of());
    }

    private QmpException gone(String command) {
        return new QmpException(
                "QEMU of guest '" + guest + "' is gone, and has not answered '" + command + "'", command);
    }

    @Override
    public AutoCloseable onEvent(Consumer<QmpEvent> listener) {
        listeners.add(listener);
        return () -> listeners.remove(listener);
    }

    private void read() {
        byte[] buffer = new byte[16 * 1024];
        ByteArrayOutputStream message = new ByteArrayOutputStream();
        try {
            for (int count = line.read(buffer, 0, buffer.length); count >= 0; ) {
                int start = 0;
                for (int i = 0; i < count; i++) {
                    if (buffer[i] == '\n') {
                        message.write(buffer, start, i - start);
                        start = i + 1;
                        accept(message.toByteArray());
                        message.reset();
                    }
                }
                message.write(buffer, start, count - start);
                count = line.read(buffer, 0, buffer.length);
            }
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "The monitor of guest '" + guest + "' cannot be read any more", e);
        } finally {
            hungUp();
        }
    }

    private void hungUp() {
        hungUp = true;
        IOException cause = new IOException("the monitor has hung up");
        greeting.completeExceptionally(cause);
        pending.values().forEach(reply -> reply.completeExceptionally(cause));
        dispatcher.execute(() -> ended.complete(null));
        dispatcher.shutdown();
    }

    private void accept(byte[] bytes) throws IOException {
        if (bytes.length == 0 || (bytes.length == 1 && bytes[0] == '\r')) {
            return;
        }
        Map<String, Object> message = JSON.std.mapFrom(bytes);
        if (message.containsKey("QMP")) {
            greeting.complete(message);
        } else if (message.get("event") instanceof String name) {
            QmpEvent event = new QmpEvent(name, data(message.get("data")));
            dispatcher.execute(() -> listeners.forEach(listener -> call(listener, event)));
        } else if (message.get("id") instanceof String id) {
            CompletableFuture<Map<String, Object>> reply = pending.get(id);
            if (reply != null) { // else its deadline is over
                reply.complete(message);
            }
        }
    }

    private static Map<String, Object> data(@Nullable Object data) {
        Map<String, Object> copy = new LinkedHashMap<>();
        if (data instanceof Map<?, ?> map) {
            map.forEach((key, value) -> copy.put(String.valueOf(key), value));
        }
        return copy;
    }

    private void call(Consumer<QmpEvent> listener, QmpEvent event) {
        try {
            listener.accept(event);
        } catch (RuntimeException | Error e) { // an assertion that fails in a listener is an Error
            LOG.log(
                    System.Logger.Level.WARNING,
                    "A listener of guest '" + guest + "' failed on the event " + event.name(),
                    e);
        }
    }

    @Override
    public void close() {
        try {
            line.close();
        } catch (IOException e) {
            // It is gone, which is what we want.
        }
    }
}
