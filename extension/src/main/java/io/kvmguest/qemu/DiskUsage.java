package io.kvmguest.qemu;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** How much of a disk a folder takes, which for sparse files is less than their size. */
final class DiskUsage {

    static long of(Path folder) throws IOException {
        HostTools.Outcome outcome = HostTools.run(List.of("du", "-sk", folder.toString()));
        int tab = outcome.output().indexOf('\t');
        if (outcome.succeeded() && tab > 0) {
            return Long.parseLong(outcome.output().substring(0, tab)) * 1024;
        }
        long bytes = 0;
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                bytes += Files.size(file);
            }
        }
        return bytes;
    }

    private DiskUsage() {}
}
