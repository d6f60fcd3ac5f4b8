package io.kvmguest.qemu;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** What the host's memory still has room for. */
public final class HostMemory {

    private static final Path FACTS = Path.of("/proc/meminfo");

    /** What the others on this host are left with. */
    private static final long RESERVE = 1L << 30;

    /** Returns whether a guest can be added that may come to use all the memory it has: proc_meminfo(5). */
    public static boolean hasRoomFor(long bytes) {
        return available() - RESERVE >= bytes;
    }

    /** Returns how many bytes programs can have before the host begins to swap; 0 where its kernel does not say. */
    public static long available() {
        try (Stream<String> lines = Files.lines(FACTS)) {
            return available(lines);
        } catch (IOException e) {
            return 0;
        }
    }

    static long available(Stream<String> meminfo) {
        return meminfo.filter(line -> line.matches("MemAvailable: *\\d{1,15} kB"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) << 10)
                .findFirst()
                .orElse(0);
    }

    private HostMemory() {}
}
