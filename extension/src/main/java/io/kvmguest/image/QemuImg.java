package io.kvmguest.image;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.apache.commons.exec.CommandLine;
import org.apache.commons.exec.DefaultExecutor;
import org.apache.commons.exec.ExecuteWatchdog;
import org.apache.commons.exec.PumpStreamHandler;

/** Runs {@code qemu-img}, which answers at once or not at all. */
final class QemuImg {

    /** Generous: it takes 20 ms, but a network file system may stall. */
    private static final Duration TIMEOUT = Duration.ofSeconds(60);

    private final String program;
    private final Duration timeout;

    QemuImg() {
        this("qemu-img", TIMEOUT);
    }

    QemuImg(String program, Duration timeout) {
        this.program = program;
        this.timeout = timeout;
    }

    /** It did not do it; the message is a sentence without its subject: "exited with status 1: …". */
    static final class FailedException extends Exception {
        private FailedException(String message) {
            super(message);
        }
    }

    /** Runs it and returns what it wrote to standard output. */
    String run(List<String> arguments) throws FailedException {
        CommandLine line = new CommandLine(program);
        arguments.forEach(argument -> line.addArgument(argument, false));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        ExecuteWatchdog watchdog = ExecuteWatchdog.builder().setTimeout(timeout).get();
        DefaultExecutor executor = DefaultExecutor.builder()
                .setExecuteStreamHandler(new PumpStreamHandler(out, err))
                .get();
        executor.setWatchdog(watchdog);
        executor.setExitValues(null);
        int status;
        try {
            status = executor.execute(line, environment());
        } catch (IOException e) {
            throw new FailedException(startFailure(e));
        }
        if (watchdog.killedProcess()) {
            throw new FailedException(
                    String.format(Locale.ROOT, "did not answer within %d s and was ended", timeout.toSeconds()));
        }
        if (status != 0) {
            throw new FailedException("exited with status " + status + ": "
                    + err.toString(StandardCharsets.UTF_8).strip());
        }
        return out.toString(StandardCharsets.UTF_8);
    }

    private String startFailure(IOException e) {
        String reason = String.valueOf(e.getMessage());
        if (reason.contains("error=2") || reason.contains("No such file")) {
            return "was not found on the PATH. It comes with QEMU: apt-get install qemu-utils (Debian, Ubuntu), "
                    + "dnf install qemu-img (Fedora), brew install qemu (macOS)";
        }
        return "could not be started: " + reason;
    }

    /** Its messages in English, whatever the user speaks: they are quoted beside ours. */
    private static Map<String, String> environment() {
        Map<String, String> environment = new TreeMap<>(System.getenv());
        environment.put("LC_ALL", "C");
        return environment;
    }

    /** The format of a disk image, such as {@code qcow2}; a file of no known format is {@code raw}. */
    String format(Path file) throws FailedException {
        // -U: an image that another guest has open can be looked at as well.
        String json = run(List.of("info", "-U", "--output=json", "--", file.toString()));
        try {
            Object format = com.fasterxml.jackson.jr.ob.JSON.std.mapFrom(json).get("format");
            if (format instanceof String text) {
                return text;
            }
        } catch (IOException e) {
            throw new FailedException("answered something that is not JSON: " + json);
        }
        throw new FailedException("answered without a format: " + json);
    }
}
