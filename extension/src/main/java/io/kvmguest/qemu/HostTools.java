package io.kvmguest.qemu;

import io.kvmguest.image.HostProgram;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Programs of the host that are used when they are there. */
final class HostTools {

    private static final Duration DEADLINE = Duration.ofSeconds(60);

    private static final Supplier<List<String>> OWN_SESSION =
            Once.of(() -> find("setsid").map(path -> List.of(path.toString())).orElse(List.of()));

    private static final Supplier<List<String>> DIE_WITH_PARENT = Once.of(() -> find("setpriv")
            .map(path -> List.of(path.toString(), "--pdeathsig", "KILL", "--"))
            // Busybox has a setpriv without this option.
            .filter(words -> run(append(words, "true")).succeeded())
            .orElse(List.of()));

    /**
     * What a program that was run to its end has said.
     *
     * @param status its exit status, or -1 if it could not be run or did not end in time
     * @param output standard output, then standard error
     */
    record Outcome(int status, String output) {
        boolean succeeded() {
            return status == 0;
        }
    }

    /** Returns the words to put in front of a command to run it in a session of its own, out of reach of Ctrl-C. */
    static List<String> ownSession() {
        return OWN_SESSION.get();
    }

    /** Returns the words to put in front of a command so that the kernel kills it when its parent process dies. */
    static List<String> dieWithParent() {
        return DIE_WITH_PARENT.get();
    }

    /** Finds a program on the {@code PATH}. */
    static Optional<Path> find(String program) {
        String path = System.getenv().getOrDefault("PATH", "/usr/local/bin:/usr/bin:/bin");
        for (String directory : path.split(File.pathSeparator, -1)) {
            Path candidate = Path.of(directory.isEmpty() ? "." : directory, program);
            if (Files.isRegularFile(candidate) && Files.isExecutable(candidate)) {
                return Optional.of(candidate);
            }
        }
        return Optional.empty();
    }

    /**
     * Runs a program to its end, with nothing on its standard input. An interrupt waits, for what is found out here is
     * found out once.
     */
    static Outcome run(List<String> command) {
        return run(command, DEADLINE);
    }

    static Outcome run(List<String> command, Duration deadline) {
        // Commons Exec ends the program when its thread is interrupted, so it gets a thread that nobody interrupts.
        return CompletableFuture.supplyAsync(
                        () -> execute(command, deadline), task -> Daemon.start(command.get(0), task))
                .join();
    }

    private static Outcome execute(List<String> command, Duration deadline) {
        HostProgram.Outcome outcome =
                new HostProgram(command.get(0), deadline, Map.of()).run(command.subList(1, command.size()));
        String reason = outcome.isLate()
                ? "it did not end within " + deadline.toSeconds() + " s"
                : outcome.trouble().map(Throwable::getMessage).orElse("");
        return new Outcome(outcome.status(), outcome.output() + outcome.errors() + reason);
    }

    private static List<String> append(List<String> words, String word) {
        return Stream.concat(words.stream(), Stream.of(word)).toList();
    }

    private HostTools() {}
}
