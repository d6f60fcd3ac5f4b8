package io.kvmguest.shell;

import io.kvmguest.console.ByteWait;
import io.kvmguest.shell.Outcome.Fate;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Runs commands by a shell on a virtio-serial port of its own. The shell waits for each of them; whatever has to happen
 * meanwhile, the {@link ControlShell} does.
 */
final class PortChannel {

    /** How long a command has to end for SIGTERM, and then for SIGKILL. */
    private static final Duration GRACE = Duration.ofSeconds(2);

    private static final Duration LAST_GRACE = Duration.ofSeconds(5);

    /** From this length on a script is handed over in a file: Linux takes arguments of less than 128 KiB. */
    private static final int LONG_SCRIPT = 100_000;

    /** What a command has left is removed at once if it is more than this, and else with that of others. */
    private static final int MUCH_OUTPUT = 1 << 18;

    private static final int JOBS_PER_CLEANING = 32;

    /** What is read of a port at once lies in buffers of a page. */
    private static final int BLOCK = 1 << 16;

    private static final int KILLED = 137;

    /** Stands behind the exit status of a command whose output could not be shown. */
    private static final String UNSHOWN = "U";

    private final PortShell shell;
    private final ControlShell control;
    private final double deadlineScale;
    private long pid;
    private int jobs;
    private boolean running;
    private boolean stuck;
    private @Nullable String abandoned;
    private @Nullable String toFile;

    /**
     * @param deadlineScale what the time is multiplied with that a command has to end when it is told to
     */
    PortChannel(PortShell shell, ControlShell control, double deadlineScale) {
        this.shell = shell;
        this.control = control;
        this.deadlineScale = deadlineScale;
    }

    /** Takes over a shell that runs already. */
    void resume(RootShellState.Shell running) {
        pid = running.pid();
        jobs = running.jobs();
        this.running = true;
    }

    /** Returns the shell, if it runs and has nothing to do. */
    Optional<RootShellState.Shell> idleShell() {
        return running && !stuck && abandoned == null
                ? Optional.of(new RootShellState.Shell(shell.port().number(), pid, jobs))
                : Optional.empty();
    }

    /** Returns whether its shell waits for something that does not end, so that nobody can use it any more. */
    boolean isStuck() {
        return stuck;
    }

    /** Has its shell carry out code, if it runs and has nothing to do. */
    void tellIdle(String code, String wanted) {
        if (idleShell().isEmpty()) {
            return;
        }
        try {
            String unused = shell.ask(code, nanos() + scaled(LAST_GRACE), waitFor(wanted));
        } catch (ShellGoneException e) {
            running = false;
        }
    }

    ByteWait waitFor(String wanted) {
        return shell.port().waitFor(wanted);
    }

    long nanos() {
        return shell.port().nanos();
    }

    /**
     * Runs a command to its end, or ends it at its deadline.
     *
     * @throws WireBrokenException if the guest's shells do not answer
     */
    Outcome run(Command command, Duration timeout) {
        Outcome outcome = attempt(command, timeout);
        // The news that the shell has ended came late: it has not even begun.
        return outcome != null
                ? outcome
                : Objects.requireNonNullElseGet(attempt(command, timeout), () -> {
                    throw new WireBrokenException("ends as soon as it is started");
                });
    }

    /** Returns null if there was no shell to begin with. */
    private @Nullable Outcome attempt(Command command, Duration timeout) {
        ByteWait wait = waitFor("the end of the command " + Words.command(command.script()));
        long started = nanos();
        long until = started + timeout.toNanos();
        makeReady(wait);
        String job = nextJob();
        ByteArrayOutputStream stdout = new ByteArrayOutputStream();
        ByteArrayOutputStream stderr = new ByteArrayOutputStream();
        Reply reply = null;
        try {
            String code = code(command, job, wait) + ">" + output(job) + " 2>" + errors(job) + ";r=$?;"
                    + show(output(job)) + ";printf \"$N\";" + show(errors(job));
            abandoned = job;
            reply = shell.send(code, wait, List.of(stdout, stderr));
            Fate fate = end(reply, job, until, wait);
            Duration took = Duration.ofNanos(nanos() - started);
            if (fate == Fate.UNKILLABLE) {
                stuck = true;
                return left(fate, job, took, wait);
            }
            abandoned = null;
            boolean whole = !reply.text().endsWith(UNSHOWN);
            byte[] shown = whole ? stdout.toByteArray() : readByShell(output(job), wait);
            byte[] errors = whole ? stderr.toByteArray() : readByShell(errors(job), wait);
            cleanUp(shown.length + errors.length, wait);
            return new Outcome(fate, status(reply), shown, errors, took);
        } catch (ShellGoneException e) {
            // The command has ended the shell that waited for it, or somebody else has.
            running = false;
            abandoned = null;
            if (reply == null || !reply.hasBegun()) {
                return null;
            }
            control.kill("KILL", job, wait);
            return left(Fate.ENDED, job, Duration.ofNanos(nanos() - started), wait);
        }
    }

    private static String output(String job) {
        return "$D/" + job + ".o";
    }

    private static String errors(String job) {
        return "$D/" + job + ".e";
    }

    /** Returns what prints a file, or says that it could not: a command may have removed all programs of the guest. */
    private static String show(String file) {
        return "[ -s " + file + " ]&&{ cat " + file + "||r=\"${r%" + UNSHOWN + "}" + UNSHOWN + "\";}";
    }

    /**
     * Returns what is in a file, with no program of the guest but the shell. That knows no byte 0, but where it came to in the
     * file: proc_pid_fdinfo(5).
     */
    private byte[] readByShell(String file, ByteWait wait) {
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        Reply reply = shell.send(
                "{ while IFS= read -r l<&5;do printf '%s\\n' \"$l\";done;printf %s \"$l\";printf \"$N\";"
                        + "while read -r a b;do [ $a != pos: ]||r=$b;done </proc/self/fdinfo/5;} 5<" + file,
                wait,
                List.of(content, OutputStream.nullOutputStream()));
        if (!reply.await(nanos() + scaled(LAST_GRACE), wait)) {
            throw new WireBrokenException(
                    "has not answered on its port " + shell.port().name());
        }
        if (!reply.text().equals(String.valueOf(content.size()))) {
            throw new WireBrokenException(
                    "cannot tell what a command printed: the guest's cat does not run any more, and its shell"
                            + " alone read " + content.size() + " of " + reply.text() + " bytes");
        }
        return content.toByteArray();
    }

    /** Returns what can be known of a command that no shell waits for any more. */
    private Outcome left(Fate fate, String job, Duration took, ByteWait wait) {
        String path = control.directory() + '/' + job;
        return new Outcome(fate, KILLED, control.read(path + ".o", wait), control.read(path + ".e", wait), took);
    }

    private Fate end(Reply reply, String job, long until, ByteWait wait) {
        if (reply.await(until, wait)) {
            return Fate.ENDED;
        }
        control.kill("TERM", job, wait);
        if (reply.await(nanos() + scaled(GRACE), wait)) {
            // Children that ignored the first signal.
            control.kill("KILL", job, wait);
            return Fate.KILLED;
        }
        control.kill("KILL", job, wait);
        return reply.await(nanos() + scaled(LAST_GRACE), wait) ? Fate.KILLED : Fate.UNKILLABLE;
    }

    static int status(Reply reply) {
        try {
            String text = reply.text();
            return Integer.parseInt(text.endsWith(UNSHOWN) ? text.substring(0, text.length() - 1) : text);
        } catch (NumberFormatException e) {
            throw new WireBrokenException("answered with the exit status \"" + reply.text() + '"');
        }
    }

    private String code(Command command, String job, ByteWait wait) {
        return code(command, job, shell -> shell, wait);
    }

    /**
     * Returns the subshell that is the command, with its standard input, which is in place by then.
     *
     * @param call turns what {@code /bin/sh} is called with into what it is to be called with
     */
    String code(Command command, String job, UnaryOperator<String> call, ByteWait wait) {
        String input = "/dev/null";
        if (command.hasStdin()) {
            input = "$D/" + job + ".i";
            byte[] stdin = command.stdinBytes();
            put(new ByteArrayInputStream(stdin), stdin.length, input, wait);
        }
        byte[] script = command.script().getBytes(StandardCharsets.UTF_8);
        String argument = "-c " + ShellText.quote(command.script());
        if (script.length >= LONG_SCRIPT) {
            argument = file(job + ".s");
            put(new ByteArrayInputStream(script), script.length, argument, wait);
        }
        return PortCode.job(command, job, call.apply(argument)) + '<' + input;
    }

    /**
     * Carries out code whose standard output goes to a stream as it comes, and returns its exit status and what it wrote to
     * standard error.
     */
    Outcome stream(String code, OutputStream into, Duration timeout, ByteWait wait) {
        long started = nanos();
        makeReady(wait);
        String job = nextJob();
        ByteArrayOutputStream stderr = new ByteArrayOutputStream();
        String error = "$D/" + job + ".e";
        abandoned = job;
        Reply reply = shell.send(
                "(export KVMGUEST_JOB=" + job + ";" + code + ") </dev/null 2>" + error + ";r=$?;printf \"$N\";[ -s "
                        + error + " ]&&cat " + error,
                wait,
                List.of(into, stderr));
        Fate fate = end(reply, job, started + timeout.toNanos(), wait);
        Duration took = Duration.ofNanos(nanos() - started);
        if (fate == Fate.UNKILLABLE) {
            stuck = true;
            return new Outcome(fate, KILLED, new byte[0], stderr.toByteArray(), took);
        }
        abandoned = null;
        return new Outcome(fate, status(reply), new byte[0], stderr.toByteArray(), took);
    }

    /**
     * Writes data into a file of the guest.
     *
     * @param file its name as a word of the shell
     */
    void put(InputStream data, long length, String file, ByteWait wait) {
        makeReady(wait);
        ByteArrayOutputStream nothing = new ByteArrayOutputStream();
        Reply reply = shell.send(writer(length, file, wait), wait, List.of(nothing));
        long patience = scaled(Duration.ofSeconds(30));
        if (!reply.awaitBegin(nanos() + patience, wait)) {
            throw new WireBrokenException("did not ask for the data of " + file);
        }
        try {
            shell.port().send(data, length, wait);
        } catch (IOException e) {
            // The guest still waits for the rest.
            discard(wait);
            throw new UncheckedIOException(e);
        }
        if (!reply.await(nanos() + patience, wait)) {
            throw new WireBrokenException("did not take all the data of " + file);
        }
        if (!reply.text().equals("0")) {
            throw new UnwritableException(file, length);
        }
    }

    /** Returns code that writes so many bytes of its standard input into a file, and reads them all even if it cannot. */
    private String writer(long length, String file, ByteWait wait) {
        if (toFile == null) {
            // An old busybox knows no full blocks; its head reads ahead, which does no harm, as nothing follows.
            toFile = control.ask("r=head;[ \"$(printf ab|dd bs=2 count=1 iflag=fullblock)\" = ab ]&&r=dd", wait);
        }
        if (toFile.equals("head")) {
            return "head -c " + length + " >" + file + ";r=$?";
        }
        long blocks = length / BLOCK;
        long rest = length % BLOCK;
        StringBuilder code = new StringBuilder(": >").append(file).append(";r=$?");
        if (blocks > 0) {
            code.append(";dd bs=" + BLOCK + " iflag=fullblock count=")
                    .append(blocks)
                    .append(" >>")
                    .append(file)
                    .append("||r=$?");
        }
        if (rest > 0) {
            code.append(";dd bs=")
                    .append(rest)
                    .append(" iflag=fullblock count=1 >>")
                    .append(file)
                    .append("||r=$?");
        }
        return code.toString();
    }

    /** Sends a signal to a job that was started. */
    void kill(String signal, String job) {
        control.kill(signal, job, waitFor("the end of a command"));
    }

    /** Returns a file beside what commands leave as a word for whoever may have another {@code $D}. */
    String file(String name) {
        return ShellText.quote(control.directory() + '/' + name);
    }

    PortShell shell() {
        return shell;
    }

    /** Ends the shell, with which nobody can do anything any more. */
    void discard(ByteWait wait) {
        running = false;
        control.end(pid, wait);
    }

    /** Starts the shell if it does not run, and ends what a thread left behind that was interrupted. */
    void makeReady(ByteWait wait) {
        if (abandoned != null && running) {
            control.kill("KILL", abandoned, wait);
            Reply ended = shell.send("r=0", wait, List.of(OutputStream.nullOutputStream()));
            if (!ended.await(nanos() + scaled(GRACE), wait)) {
                // The job had not begun when it was to be ended.
                control.kill("KILL", abandoned, wait);
                if (!ended.await(nanos() + scaled(LAST_GRACE), wait)) {
                    throw new WireBrokenException(
                            "has not answered on its port " + shell.port().name());
                }
            }
        }
        abandoned = null;
        if (!running || shell.port().isClosedByGuest()) {
            pid = control.start(shell, wait).pid();
            running = true;
        }
    }

    String nextJob() {
        jobs++;
        String port = shell.port().name();
        return "j" + port.substring(port.lastIndexOf('.') + 1) + "x" + jobs + "x";
    }

    /** Without waiting for it: the next request comes behind. */
    private void cleanUp(int output, ByteWait wait) {
        if (output > MUCH_OUTPUT || jobs % JOBS_PER_CLEANING == 0) {
            String port = shell.port().name();
            String mine = "$D/j" + port.substring(port.lastIndexOf('.') + 1) + "x*";
            shell.port().send("rm -f " + mine + "\n", wait);
        }
    }

    /** Returns so many nanoseconds, times the scale of deadlines. */
    long scaled(Duration duration) {
        return (long) (duration.toNanos() * deadlineScale);
    }
}
