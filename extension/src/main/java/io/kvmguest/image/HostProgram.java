package io.kvmguest.image;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.commons.exec.CommandLine;
import org.apache.commons.exec.DefaultExecutor;
import org.apache.commons.exec.ExecuteWatchdog;
import org.apache.commons.exec.PumpStreamHandler;

/** A program of the host that is run to its end, with nothing on its standard input. */
public final class HostProgram {

    private final String program;
    private final Duration timeout;
    private final Map<String, String> environment = new TreeMap<>(System.getenv());

    /**
     * @param program its name, or its path
     * @param timeout how long it may take; it is ended then
     * @param environment what it is given beside, or in place of, what this JVM has
     */
    public HostProgram(String program, Duration timeout, Map<String, String> environment) {
        this.program = program;
        this.timeout = timeout;
        this.environment.putAll(environment);
    }

    /**
     * What became of it.
     *
     * @param status its exit status, or -1 if it was not started or did not end in time
     * @param output its standard output
     * @param errors its standard error
     * @param trouble why it was not started
     */
    public record Outcome(int status, String output, String errors, Optional<IOException> trouble) {

        /** Returns whether it was ended because it took too long. */
        public boolean isLate() {
            return status < 0 && trouble.isEmpty();
        }
    }

    /**
     * Runs it. Commons Exec ends the program when the thread is interrupted, and forgets that it was: who may be interrupted calls
     * this on another thread.
     */
    public Outcome run(List<String> arguments) {
        CommandLine line = new CommandLine(program);
        arguments.forEach(argument -> line.addArgument(argument, false));
        // One each: their order in a common one would be that of the threads that read them.
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        ExecuteWatchdog watchdog = ExecuteWatchdog.builder().setTimeout(timeout).get();
        DefaultExecutor executor = DefaultExecutor.builder()
                .setExecuteStreamHandler(new PumpStreamHandler(out, err))
                .get();
        executor.setWatchdog(watchdog);
        executor.setExitValues(null);
        int status = -1;
        Optional<IOException> trouble = Optional.empty();
        try {
            int exit = executor.execute(line, environment);
            status = watchdog.killedProcess() ? -1 : exit;
        } catch (IOException e) {
            trouble = Optional.of(e);
        }
        return new Outcome(status, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8), trouble);
    }

    /**
     * Returns why it has no exit status, as a sentence without its subject.
     *
     * @param howToGetIt what to tell whoever does not have it
     */
    public String whyNot(Outcome outcome, String howToGetIt) {
        if (outcome.trouble().isEmpty()) {
            return "did not answer within " + timeout.toSeconds() + " s and was ended";
        }
        String reason = String.valueOf(outcome.trouble().get().getMessage());
        return reason.contains("error=2,") || reason.contains("No such file")
                ? "was not found on the PATH. " + howToGetIt
                : "could not be started: " + reason;
    }
}
