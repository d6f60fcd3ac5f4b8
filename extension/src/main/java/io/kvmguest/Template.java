package io.kvmguest;

import io.kvmguest.console.ConsoleLine;
import io.kvmguest.network.Segment;
import io.kvmguest.qemu.GuardedDirectory;
import io.kvmguest.qemu.TemplateFolder;
import java.util.List;
import java.util.function.Consumer;

/**
 * A guest as it was at some moment, from which others start: {@link Guest#snapshot()}.
 *
 * <pre>{@code
 * try (Guest guest = Guest.start(GuestSpec.of("debian-12"))) {
 *     guest.shell().run("apt-get install -y frr").requireSuccess();
 *     try (Template prepared = guest.snapshot(); Guest one = prepared.start(); Guest other = prepared.start()) {
 *         …
 *     }
 * }
 * }</pre>
 *
 * <p>It lasts until it is closed, and no longer than the JVM. May be used from any thread.
 */
public final class Template implements AutoCloseable {

    private final GuestSpec spec;
    private final GuardedDirectory directory;

    Template(GuestSpec spec, GuardedDirectory directory) {
        this.spec = spec;
        this.directory = directory;
    }

    /**
     * Starts a guest that is what the other one was, with randomness and a time of its own. Commands that had been started in the
     * other one run on in it.
     *
     * @throws IllegalStateException if it does not come to life, or this template was closed
     */
    public Guest start() {
        return start(line -> {});
    }

    /**
     * Starts a guest as {@link #start()} does, and calls a listener with every line of its console that comes after that, on a
     * thread of its own that never holds up the guest.
     *
     * @throws IllegalStateException if it does not come to life, or this template was closed
     */
    public Guest start(Consumer<ConsoleLine> onLine) {
        return start(List.of(), onLine);
    }

    /**
     * Starts a guest as {@link #start(Consumer)} does, whose first card is connected to the first of these segments, the second
     * one to the second, and so on, before it runs.
     *
     * @throws IllegalStateException if it does not come to life, or this template was closed
     */
    public Guest start(List<Segment> segments, Consumer<ConsoleLine> onLine) {
        try {
            GuestSpec connected = spec.segments(segments.toArray(Segment[]::new));
            return new GuestClone(new TemplateFolder(directory.path()), connected).run(onLine);
        } catch (BrokenTemplateException e) {
            throw new IllegalStateException(
                    "The snapshot of guest '" + spec.name() + "' gives no guest: " + e.getMessage(), e);
        }
    }

    /** Removes it. Guests that were started from it run on. */
    @Override
    public void close() {
        directory.close();
    }
}
