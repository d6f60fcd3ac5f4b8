package io.kvmguest.qemu;

import java.nio.file.Path;
import java.util.List;

/** A directory that only this user can enter, and that is removed when it is closed or the JVM ends, however that happens. */
public final class GuardedDirectory implements AutoCloseable {

    private final Path path;
    private final Supervisor guard;

    private GuardedDirectory(Path path, Supervisor guard) {
        this.path = path;
        this.guard = guard;
    }

    /**
     * Makes one.
     *
     * @param name whose it is, for the names of threads
     */
    public static GuardedDirectory create(String name) {
        Path path = WorkDirectory.create();
        try {
            return new GuardedDirectory(path, Supervisor.start(List.of("tail", "-f", "/dev/null"), path, name));
        } catch (RuntimeException e) {
            WorkDirectory.delete(path);
            throw e;
        }
    }

    /** Returns where it is. */
    public Path path() {
        return path;
    }

    @Override
    public void close() {
        guard.close();
        WorkDirectory.delete(path);
    }
}
