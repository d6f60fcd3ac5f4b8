package io.kvmguest.images;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.apache.commons.exec.CommandLine;
import org.apache.commons.exec.DefaultExecutor;
import org.apache.commons.exec.ExecuteWatchdog;
import org.apache.commons.exec.LogOutputStream;
import org.apache.commons.exec.PumpStreamHandler;
import org.apache.commons.exec.ShutdownHookProcessDestroyer;

/** Runs the programs that the workshop works with, and keeps what they say in a log. */
final class Tools implements AutoCloseable {

    /** A slow network and an emulated host must both fit; only a hang takes longer. */
    private static final Duration TIMEOUT = Duration.ofHours(1);

    private static final int TAIL = 200;

    private final Path log;
    private final PrintWriter writer;
    private final Map<String, String> environment;

    Tools(Path log) throws IOException {
        this.log = log;
        Files.createDirectories(log.getParent());
        this.writer = new PrintWriter(Files.newBufferedWriter(log));
        this.environment = environment();
    }

    private static Map<String, String> environment() {
        Map<String, String> environment = new TreeMap<>(System.getenv());
        // Messages are recognised and quoted in English.
        environment.put("LC_ALL", "C");
        environment.put("PATH", path(environment.getOrDefault("PATH", "")));
        environment.put("TMPDIR", temporaryDirectory().toString());
        return environment;
    }

    /**
     * The system's own directories first, sbin with them: mmdebstrap starts a Python for each package, and one that pyenv
     * or conda put in the way takes longer than the package.
     */
    static String path(String users) {
        return "/usr/sbin:/usr/bin:/sbin:/bin" + (users.isBlank() ? "" : ":" + users);
    }

    /** Returns where large temporary things go: not {@code /tmp}, which is in memory on many machines. */
    static Path temporaryDirectory() {
        String named = System.getenv("TMPDIR");
        return Stream.of(named == null || named.isBlank() ? "/var/tmp" : named, "/tmp")
                .map(Path::of)
                .filter(Files::isWritable)
                .findFirst()
                .orElseGet(() -> Path.of(System.getProperty("java.io.tmpdir", "/tmp")));
    }

    /** Returns the log's file. */
    Path log() {
        return log;
    }

    /** How a program ended. */
    record Result(int status, List<String> tail) {}

    /**
     * Runs a program to its end.
     *
     * @param line is given each line that it prints, of both streams
     * @throws WorkshopException if it cannot be started or does not end
     */
    Result run(List<String> command, Consumer<String> line) {
        log("$ " + String.join(" ", command));
        Deque<String> tail = new ArrayDeque<>();
        Consumer<String> each = text -> {
            synchronized (tail) {
                log(text);
                tail.addLast(text);
                if (tail.size() > TAIL) {
                    tail.removeFirst();
                }
                line.accept(text);
            }
        };
        CommandLine commandLine = new CommandLine(command.get(0));
        command.subList(1, command.size()).forEach(argument -> commandLine.addArgument(argument, false));
        ExecuteWatchdog watchdog = ExecuteWatchdog.builder().setTimeout(TIMEOUT).get();
        DefaultExecutor executor = DefaultExecutor.builder()
                // Inside a namespace, the directory that the user stands in may not be open to its root.
                .setWorkingDirectory(Path.of("/"))
                .setExecuteStreamHandler(new PumpStreamHandler(new Lines(each), new Lines(each)))
                .get();
        executor.setWatchdog(watchdog);
        executor.setExitValues(null);
        // It tidies up after itself on SIGTERM, which the end of this JVM sends.
        executor.setProcessDestroyer(new ShutdownHookProcessDestroyer());
        try {
            int status = executor.execute(commandLine, environment);
            if (watchdog.killedProcess()) {
                throw new WorkshopException(command.get(0) + " did not end within " + TIMEOUT.toMinutes()
                        + " minutes and was ended.\n  Log: " + log);
            }
            log("(status " + status + ")");
            synchronized (tail) {
                return new Result(status, new ArrayList<>(tail));
            }
        } catch (IOException e) {
            throw new WorkshopException(command.get(0) + " could not be run: " + e.getMessage(), e);
        }
    }

    private static final class Lines extends LogOutputStream {
        private final Consumer<String> each;

        Lines(Consumer<String> each) {
            super(0, StandardCharsets.UTF_8);
            this.each = each;
        }

        @Override
        protected void processLine(String line, int level) {
            each.accept(line);
        }
    }

    private void log(String line) {
        synchronized (writer) {
            writer.println(line);
            writer.flush();
        }
    }

    @Override
    public void close() {
        writer.close();
    }
}
