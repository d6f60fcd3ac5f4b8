package io.kvmguest.qemu;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** How much of a disk a file takes, which for a sparse one is less than its size. */
final class DiskUsage {

    private static final String DU = "du";

    static long of(Path file) throws IOException {
        HostTools.Outcome outcome = HostTools.run(java.util.List.of(DU, "-k", file.toString()));
        int tab = outcome.output().indexOf('\t');
        return outcome.succeeded() && tab > 0
                ? Long.parseLong(outcome.output().substring(0, tab)) * 1024
                : Files.size(file);
    }

    private DiskUsage() {}
}
