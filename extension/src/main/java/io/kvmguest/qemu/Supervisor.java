package io.kvmguest.qemu;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Runs a command under {@code supervisor.sh}, which ends it when this JVM ends, however that happens.
 *
 * <p>Against the death of the supervisor itself there is {@code setpriv --pdeathsig}, where the host has it, and this
 * class, which kills the command when its supervisor is gone.
 */
final class Supervisor implements AutoCloseable {

    private static final System.Logger LOG = System.getLogger(Supervisor.class.getName());

    /** Killing takes milliseconds, unless the process hangs in the kernel, on a file system that does not answer. */
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private static final String SCRIPT = script();

    private final Process process;
    private final OutputStream stdin;
    private final BufferedReader stdout;
    private final StderrTail stderr = new StderrTail();
    private final CompletableFuture<Void> silent = new CompletableFuture<>();
    private final CompletableFuture<QemuExit> exit = new CompletableFuture<>();
    private final CompletableFuture<Void> gone = new CompletableFuture<>();
    private final long pid;

    /** Knows when its process began, and so does not take another that got the same number for it. */
    private final Optional<ProcessHandle> handle;

    /**
     * Starts a command.
     *
     * @param directory removed when {@link #close()} is called or the JVM ends
     * @param name the guest's, for the names of threads
     */
    static Supervisor start(List<String> command, Path directory, String name) {
        return start(command, directory, name, HostTools.dieWithParent());
    }

    static Supervisor start(List<String> command, Path directory, String name, List<String> dieWithParent) {
        List<String> words = new ArrayList<>(HostTools.ownSession());
        words.addAll(List.of("/bin/sh", "-c", SCRIPT, "kvmguest-supervisor", directory.toString()));
        words.addAll(dieWithParent);
        words.addAll(command);
        try {
            return new Supervisor(new ProcessBuilder(words).start(), name);
        } catch (IOException e) {
            throw new QemuStartException("The shell that supervises QEMU could not be started: " + e.getMessage(), e);
        }
    }

    private Supervisor(Process process, String name) throws IOException {
        this.process = process;
        stdin = process.getOutputStream();
        stdout = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.US_ASCII));
        pid = number(stdout.readLine(), "pid ").orElse(-1);
        handle = ProcessHandle.of(pid);
        Daemon.start(name + " QEMU stderr", this::drain);
        Daemon.start(name + " QEMU", this::watch);
    }

    /** Returns the command's own process id. */
    long pid() {
        return pid;
    }

    /** Returns the process id of the shell that supervises it. */
    long supervisorPid() {
        return process.pid();
    }

    /** Returns what it has written to standard error by now. */
    String stderr() {
        return stderr.text();
    }

    /** Completes when the command has ended and been waited for. */
    CompletableFuture<QemuExit> exit() {
        return exit;
    }

    private void drain() {
        byte[] buffer = new byte[8192];
        try (InputStream in = process.getErrorStream()) {
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                stderr.append(buffer, count);
            }
        } catch (IOException e) {
            // The pipe is gone, and that is an end of file.
        }
        silent.complete(null);
        try {
            stdin.write('\n');
            stdin.flush();
        } catch (IOException e) {
            // close() was here before, or the supervisor is gone: what it has said last shows which.
        }
    }

    private void watch() {
        OptionalInt status = OptionalInt.empty();
        try (stdout) {
            status = number(stdout.readLine(), "exit ");
            if (status.isEmpty()) {
                kill(); // the supervisor was killed before it could
            }
            silent.join();
            exit.complete(QemuExit.ofShellStatus(status, stderr.text()));
            while (stdout.readLine() != null) {
                // It has nothing more to say.
            }
            process.waitFor();
        } catch (IOException | InterruptedException e) {
            LOG.log(System.Logger.Level.DEBUG, "The supervisor of process " + pid + " cannot be heard any more", e);
        } finally {
            exit.complete(QemuExit.ofShellStatus(status, stderr.text()));
            gone.complete(null);
        }
    }

    /** Kills the command unless it is gone, and returns at once. */
    void kill() {
        handle.ifPresent(ProcessHandle::destroyForcibly);
    }

    /**
     * Kills the command unless it is gone, removes the directory, and returns when both have happened. An interrupt waits:
     * it takes milliseconds, and a guest half gone helps nobody.
     */
    @Override
    public void close() {
        try {
            stdin.close();
        } catch (IOException e) {
            // It is gone, which is what we want.
        }
        boolean inTime = gone.thenApply(nothing -> true)
                .completeOnTimeout(false, PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
                .join();
        if (!inTime) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "QEMU was killed " + PATIENCE.toSeconds() + " s ago, and its process " + pid + " is still there");
            process.destroyForcibly();
        }
    }

    private static OptionalInt number(@Nullable String line, String prefix) {
        return line != null && line.startsWith(prefix)
                ? OptionalInt.of(Integer.parseInt(line.substring(prefix.length())))
                : OptionalInt.empty();
    }

    private static String script() {
        try (InputStream in = Supervisor.class.getResourceAsStream("supervisor.sh")) {
            if (in == null) {
                throw new IllegalStateException("supervisor.sh is missing from KvmGuest's jar");
            }
            // Without its comments, for it is seen in the list of processes.
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .collect(Collectors.joining("\n"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
