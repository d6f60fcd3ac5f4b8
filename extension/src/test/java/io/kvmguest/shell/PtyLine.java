package io.kvmguest.shell;

import static org.assertj.core.api.Assumptions.assumeThat;

import io.kvmguest.HostTool;
import io.kvmguest.console.SerialLine;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A shell of this machine on a pseudo-terminal, as a guest without a kernel of its own. Root in it is root of this machine,
 * or of a user namespace.
 */
final class PtyLine implements SerialLine {

    private final Process process;
    private final InputStream in;
    private final OutputStream out;

    private PtyLine(Process process) {
        this.process = process;
        this.in = process.getInputStream();
        this.out = process.getOutputStream();
    }

    /** Starts a shell, such as {@code bash -i}, whose home is a directory. */
    static PtyLine start(String command, Path home) throws IOException {
        for (String tool : List.of("script", command.replaceFirst(" .*", ""))) {
            HostTool.require(tool);
        }
        List<String> line = new ArrayList<>();
        if (!"root".equals(System.getProperty("user.name"))) {
            assumeThat(new ProcessBuilder("unshare", "-r", "true")
                            .start()
                            .onExit()
                            .join()
                            .exitValue())
                    .as("exit status of: unshare -r true")
                    .isZero();
            line.addAll(List.of("unshare", "-r"));
        }
        line.addAll(List.of("script", "-qefc", "cd; exec " + command, "/dev/null"));
        ProcessBuilder builder = new ProcessBuilder(line);
        Map<String, String> environment = builder.environment();
        environment.keySet().retainAll(List.of("PATH"));
        environment.put("HOME", home.toString());
        environment.put("TERM", "xterm");
        environment.put("SHELL", "/bin/sh");
        builder.redirectError(ProcessBuilder.Redirect.DISCARD);
        return new PtyLine(builder.start());
    }

    @Override
    public int read(byte[] buffer, int offset, int length) {
        try {
            return in.read(buffer, offset, length);
        } catch (IOException e) {
            return -1;
        }
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        out.write(bytes, offset, length);
        out.flush();
    }

    @Override
    public String description() {
        return "pty of " + process.pid();
    }

    /** Hangs up, and waits until the shell is gone. */
    @Override
    public void close() throws IOException {
        List<ProcessHandle> shells = process.descendants().toList();
        process.destroyForcibly();
        in.close();
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        for (ProcessHandle shell : shells) {
            while (isRunning(shell)) {
                if (System.nanoTime() - end > 0) {
                    shell.destroyForcibly();
                }
                Thread.onSpinWait();
            }
        }
    }

    /** A process whose parent died may wait long as a zombie, until a lazy init takes notice. */
    private static boolean isRunning(ProcessHandle process) {
        try {
            return !Files.readString(Path.of("/proc/" + process.pid() + "/stat"))
                    .matches("(?s).*\\) [ZX] .*");
        } catch (IOException e) {
            return false;
        }
    }
}
