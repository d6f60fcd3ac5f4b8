package io.kvmguest;

import io.kvmguest.qemu.GuardedDirectory;
import io.kvmguest.qemu.TemplateFolder;

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
        try {
            return new GuestClone(new TemplateFolder(directory.path()), spec).run(line -> {});
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
