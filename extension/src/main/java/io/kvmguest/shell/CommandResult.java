package io.kvmguest.shell;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

/**
 * What a command left behind: its exit status, and its output apart and byte-exact.
 *
 * <p>Not a record, because its arrays are copied in and out.
 */
public final class CommandResult {

    private final String guest;
    private final String command;
    private final int exitStatus;
    private final byte[] stdout;
    private final byte[] stderr;
    private final Duration duration;

    /** Makes a result by hand, for tests of assertions. */
    public CommandResult(String command, int exitStatus, byte[] stdout, byte[] stderr, Duration duration) {
        this("", command, exitStatus, stdout, stderr, duration);
    }

    CommandResult(String guest, String command, int exitStatus, byte[] stdout, byte[] stderr, Duration duration) {
        this.guest = guest;
        this.command = command;
        this.exitStatus = exitStatus;
        this.stdout = stdout.clone();
        this.stderr = stderr.clone();
        this.duration = duration;
    }

    /** Returns the name of the guest that ran it, such as {@code Guest 'router' (image debian-12)}; may be empty. */
    public String guest() {
        return guest;
    }

    /** Returns the command as it was given. */
    public String command() {
        return command;
    }

    /** Returns the exit status: 0 to 255, and 128 plus the number of the signal that ended it. */
    public int exitStatus() {
        return exitStatus;
    }

    /** Returns whether the exit status is zero. */
    public boolean succeeded() {
        return exitStatus == 0;
    }

    /** Returns standard output, every byte. */
    public byte[] stdoutBytes() {
        return stdout.clone();
    }

    /** Returns standard error, every byte. */
    public byte[] stderrBytes() {
        return stderr.clone();
    }

    /** Returns standard output as UTF-8, without the line ends at its end, as {@code $(…)} would give it. */
    public String stdout() {
        return text(stdout);
    }

    /** Returns standard error as UTF-8, without the line ends at its end. */
    public String stderr() {
        return text(stderr);
    }

    /** Returns the lines of standard output. */
    public List<String> lines() {
        return stdout().isEmpty() ? List.of() : stdout().lines().toList();
    }

    /** Returns how long it took, by the host's clock. */
    public Duration duration() {
        return duration;
    }

    /**
     * Returns this result if the command succeeded.
     *
     * @throws CommandFailedException if the exit status is not zero
     */
    public CommandResult requireSuccess() {
        if (!succeeded()) {
            throw new CommandFailedException(this);
        }
        return this;
    }

    private static String text(byte[] bytes) {
        int end = bytes.length;
        while (end > 0 && (bytes[end - 1] == '\n' || bytes[end - 1] == '\r')) {
            end--;
        }
        return new String(bytes, 0, end, StandardCharsets.UTF_8);
    }
}
