package io.kvmguest;

import static org.assertj.core.api.Assumptions.assumeThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;

/** A program of this host that a test needs. */
public final class HostTool {

    private HostTool() {}

    /** Ends a test that needs one which is not on the {@code PATH}. */
    public static void require(String name) {
        boolean isThere = Pattern.compile(":")
                .splitAsStream(System.getenv("PATH"))
                .anyMatch(directory -> Files.isExecutable(Path.of(directory, name)));
        assumeThat(isThere).as(name + " is installed").isTrue();
    }
}
