package io.kvmguest.console;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** Which files a process of this host has open, as Linux tells it (proc(5), {@code /proc/PID/fd}). */
public final class OpenFiles {

    private OpenFiles() {}

    /**
     * Returns whether a process has a file open, as far as this user may know.
     *
     * @param target what its descriptor leads to: a device file, {@code socket:[4711]}
     */
    public static boolean has(long pid, Path target) {
        try (Stream<Path> files = Files.list(Path.of("/proc", String.valueOf(pid), "fd"))) {
            return files.anyMatch(file -> leadsTo(file, target));
        } catch (IOException e) {
            return false; // it is gone, or another user's
        }
    }

    private static boolean leadsTo(Path file, Path target) {
        try {
            return Files.readSymbolicLink(file).equals(target);
        } catch (IOException e) {
            return false; // closed meanwhile
        }
    }
}
