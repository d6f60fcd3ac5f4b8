package io.kvmguest.assertions;

import io.kvmguest.shell.Command;
import io.kvmguest.shell.CommandResult;
import io.kvmguest.shell.RootShell;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Runs what is meant for guests on the machine that runs this test. */
final class HostShell implements RootShell {

    private final List<String> shell;
    private final Map<String, String> environment;

    private HostShell(List<String> shell, Map<String, String> environment) {
        this.shell = shell;
        this.environment = environment;
    }

    /** Returns the shell of this machine, with its tools. */
    static HostShell posix() {
        return new HostShell(List.of("/bin/sh"), Map.of());
    }

    /**
     * Returns a shell that has nothing but busybox.
     *
     * @param applets where its applets are to lie, for not every busybox finds them in itself
     */
    static HostShell busybox(Path busybox, Path applets) throws IOException, InterruptedException {
        String script = busybox + " --list | while read -r name; do echo \"#!" + busybox + " sh\nexec " + busybox
                + " $name \\\"\\$@\\\"\" >\"$name\"; done; " + busybox + " chmod 755 *";
        Process install = new ProcessBuilder(busybox.toString(), "sh", "-c", script)
                .directory(applets.toFile())
                .start();
        if (install.waitFor() != 0) {
            throw new IOException(busybox + " could not install its applets in " + applets);
        }
        return new HostShell(List.of(busybox.toString(), "sh"), Map.of("PATH", applets.toString()));
    }

    @Override
    public CommandResult run(Command command) {
        try {
            Path stderr = Files.createTempFile("stderr", "");
            try {
                List<String> words = new ArrayList<>(shell);
                words.addAll(List.of("-c", command.script()));
                ProcessBuilder builder = new ProcessBuilder(words);
                builder.environment().putAll(environment);
                builder.redirectError(stderr.toFile());
                builder.redirectInput(new File("/dev/null"));
                Process process = builder.start();
                byte[] stdout = process.getInputStream().readAllBytes();
                return new CommandResult(
                        command.script(), process.waitFor(), stdout, Files.readAllBytes(stderr), Duration.ZERO);
            } finally {
                Files.delete(stderr);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public String toString() {
        return String.join(" ", shell) + " of this machine";
    }
}
