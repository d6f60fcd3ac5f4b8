package io.kvmguest.network;

import io.kvmguest.image.HostProgram;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;

/** Runs {@code tshark}, Wireshark without a window (tshark(1)). */
final class Tshark {

    /** Generous: it takes less than a second to start, and a large file some more. */
    private static final Duration TIMEOUT = Duration.ofMinutes(2);

    private final String name;
    private final HostProgram program;

    Tshark() {
        this("tshark");
    }

    Tshark(String name) {
        this.name = name;
        // Its messages in English, whatever the user speaks: they are quoted beside ours.
        this.program = new HostProgram(name, TIMEOUT, Map.of("LC_ALL", "C.UTF-8"));
    }

    /**
     * Returns which frames of a file a display filter means (wireshark-filter(4)), counted from 1.
     *
     * @throws IllegalArgumentException if it refuses the filter
     * @throws IllegalStateException if it is not there, or does not answer
     */
    List<Integer> numbers(Path file, String filter) {
        if (filter.isBlank()) {
            throw new IllegalArgumentException("a display filter must not be blank: it would mean every frame");
        }
        List<String> arguments =
                List.of("-n", "-r", file.toString(), "-Y", filter, "-T", "fields", "-e", "frame.number");
        HostProgram.Outcome outcome = CompletableFuture.supplyAsync(() -> program.run(arguments), task -> {
                    Thread thread = new Thread(task, "kvmguest tshark");
                    thread.setDaemon(true);
                    thread.start();
                })
                .join();
        if (outcome.status() < 0) {
            throw new IllegalStateException(name + " "
                    + program.whyNot(
                            outcome,
                            "It is Wireshark without a window: apt-get install tshark (Debian, Ubuntu), dnf install"
                                    + " wireshark-cli (Fedora), apk add tshark (Alpine)"));
        }
        if (outcome.status() != 0) {
            throw new IllegalArgumentException(
                    name + " refuses the display filter \"" + filter + "\":" + quoted(outcome.errors()));
        }
        return outcome.output().lines().map(String::strip).map(Integer::valueOf).toList();
    }

    private static String quoted(String errors) {
        return errors.lines()
                .filter(each -> !each.startsWith("Running as user"))
                .map(each -> "\n  | " + each)
                .collect(Collectors.joining());
    }
}
