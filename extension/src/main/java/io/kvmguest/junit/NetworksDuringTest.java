package io.kvmguest.junit;

import io.kvmguest.network.Segment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/** Not an error of its own: how the networks did while a test ran that failed, for whoever reads the stack trace. */
final class NetworksDuringTest extends Exception {

    /**
     * @param folder where the frames lie, if they were saved
     */
    NetworksDuringTest(List<LiveNetwork> networks, Path folder) {
        super(
                networks.stream()
                        .map(network -> describe(network.segment(), folder))
                        .collect(Collectors.joining("", "Networks during this test:", "")),
                null,
                false,
                false);
    }

    private static String describe(Segment segment, Path folder) {
        Path frames = folder.resolve(segment.name() + ".pcapng");
        return "\n  " + segment.name() + ", which does at random the same again with @KvmNetwork(name = \""
                + segment.name() + "\", seed = " + segment.seed() + "L)"
                + segment.links().stream().map(link -> "\n  | " + link).collect(Collectors.joining())
                + (Files.exists(frames) ? "\n  Frames: " + frames : "");
    }
}
