package io.kvmguest.qemu;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A directory that only this user can enter, and that is removed when it is closed or the JVM ends, however that happens. */
public final class GuardedDirectory implements AutoCloseable {

    /** Where Linux has a file system in memory: shm_overview(7). */
    private static final Path MEMORY = Path.of("/dev/shm");

    private final Path path;
    private final Supervisor guard;

    private GuardedDirectory(Path path, Supervisor guard) {
        this.path = path;
        this.guard = guard;
    }

    /**
     * Makes one, in the host's memory if that has room for what is to be put there, and else where work directories are.
     *
     * @param name whose it is, for the names of threads
     * @param bytes how much is to be put there
     */
    public static GuardedDirectory create(String name, long bytes) {
        Path path = isInMemory(bytes) ? WorkDirectory.create(MEMORY) : WorkDirectory.create();
        try {
            return new GuardedDirectory(path, Supervisor.start(List.of("tail", "-f", "/dev/null"), path, name));
        } catch (RuntimeException e) {
            WorkDirectory.delete(path);
            throw e;
        }
    }

    private static boolean isInMemory(long bytes) {
        try {
            return Files.isWritable(MEMORY)
                    && Files.getFileStore(MEMORY).getUsableSpace() >= bytes
                    && HostMemory.hasRoomFor(bytes);
        } catch (IOException e) {
            return false;
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
