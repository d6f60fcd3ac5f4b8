package io.kvmguest.shell;

import io.kvmguest.console.ByteWait;
import io.kvmguest.console.ConsoleInterruptedException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/** A command whose outputs have a port each, so that they come apart, as they are and at once. */
final class PortJob implements LiveJob {

    /** What is there goes on at once, where a cat may wait for more. */
    private static final String CARRIER = "dd bs=65536 <";

    /** How long the guest may take to find a port, and a command to begin. */
    private static final Duration START = Duration.ofSeconds(30);

    /** How long to wait for a command to begin before its shell is looked at, in nanoseconds. */
    private static final long LOOK_AT_SHELL = 1_000_000_000;

    private final PortChannel channel;
    private final Port stdout;
    private final Port stderr;
    private final String job;
    private final LiveOutput output = new LiveOutput();
    private final CompletableFuture<@Nullable Void> begun = new CompletableFuture<>();
    private final Runnable onEnd;

    /**
     * @param channel what waits for the command; for nobody else until it has ended
     * @param stdout a port that nobody in the guest has open, as is {@code stderr}
     * @param onEnd called when it has ended, and the ports are free again
     */
    PortJob(PortChannel channel, Port stdout, Port stderr, String job, Runnable onEnd) {
        this.channel = channel;
        this.stdout = stdout;
        this.stderr = stderr;
        this.job = job;
        this.onEnd = onEnd;
    }

    /** Has it started. Whatever fails from here on is found in its output. */
    void start(Command command) {
        String wanted = "the end of the command " + Words.command(command.script());
        ByteWait wait = channel.waitFor(wanted);
        String separator = channel.shell().newSeparator();
        for (Port port : List.of(stdout, stderr)) {
            port.expectOpening();
            awaitFound(port, wait);
        }
        Reply out = reply(stdout, separator, OutputLine.Source.STDOUT);
        Reply err = reply(stderr, separator, OutputLine.Source.STDERR);
        stdout.listen();
        stderr.listen();
        Reply end = channel.shell()
                .send(
                        separator,
                        code(announced(command, separator, wait)),
                        wait,
                        List.of(OutputStream.nullOutputStream()));
        Thread thread = new Thread(
                () -> {
                    try {
                        begin(out, end, channel.waitFor(wanted));
                        output.end(follow(end, out, err, wanted));
                    } catch (RuntimeException e) {
                        output.fail(e);
                        begun.completeExceptionally(e);
                        stdout.lookAgain();
                    } finally {
                        onEnd.run();
                    }
                },
                "kvmguest command " + job);
        thread.setDaemon(true);
        thread.start();
    }

    private void awaitFound(Port port, ByteWait wait) {
        long until = channel.nanos() + channel.scaled(START);
        String question = PortCode.with(port.name(), "r=1");
        while (!port.isFound()) {
            if (channel.shell().ask(question, until, wait).equals("1")) {
                port.found();
            } else if (channel.nanos() - until >= 0) {
                throw new WireBrokenException("has no port " + port.name() + ", which was plugged in");
            }
        }
    }

    /**
     * @throws ShellGoneException if the shell that was to carry it out has ended
     */
    private void begin(Reply out, Reply end, ByteWait wait) {
        long patience = channel.scaled(START);
        long until = channel.nanos() + patience;
        while (!out.awaitBegin(Math.min(until, channel.nanos() + LOOK_AT_SHELL), wait)) {
            boolean unused = end.await(channel.nanos(), wait);
            if (channel.nanos() - until >= 0) {
                channel.discard(wait);
                throw new WireBrokenException("did not begin it within " + Words.duration(Duration.ofNanos(patience)));
            }
        }
        begun.complete(null);
        stdout.lookAgain();
    }

    /**
     * Waits until it runs, so that signals reach it. It is ended if the thread is interrupted meanwhile.
     *
     * @throws WireBrokenException if it does not begin
     */
    void awaitBegin(ByteWait wait) {
        try {
            while (!wait.await(begun::isDone, Port.LONG)) {
                // The other thread's patience ends first.
            }
            begun.getNow(null);
        } catch (ConsoleInterruptedException e) {
            var unused = begun.thenRunAsync(() -> kill("KILL"));
            throw e;
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : e;
        }
    }

    private Reply reply(Port port, String separator, OutputLine.Source source) {
        return new Reply(port, PortShell.bytes(separator), List.of(output.sink(source)));
    }

    private String announced(Command command, String separator, ByteWait wait) {
        String textAndFile = ShellText.quote(separator) + ' ' + channel.file(job + ".b");
        return channel.code(command, job, shell -> PortCode.announced(textAndFile, shell), wait);
    }

    /**
     * The outputs are pipes with a name, each with a program that carries what is in it to its port. The shell itself holds
     * them open, so that they end with what it writes into them last, and not with the last process that has them. Standard
     * output is begun by the command itself, or by the shell if it could not be started.
     */
    private String code(String subshell) {
        String pipes = "$D/" + job;
        String devices = "case $n in " + stdout.name() + ")x=" + PortCode.DEVICE + ";;" + stderr.name() + ")y="
                + PortCode.DEVICE + ";;esac";
        return PortCode.eachPort(devices) + "\n"
                + "mkfifo " + pipes + ".1 " + pipes + ".2\n"
                + CARRIER + pipes + ".1 >$x&\na=$!\n" + CARRIER + pipes + ".2 >$y&\nb=$!\n"
                + "exec 3>" + pipes + ".1 4>" + pipes + ".2\n"
                + "printf \"$N\">&4\n"
                + subshell + " >&3 2>&4 3>&- 4>&-\nr=$?\n"
                + "[ -e $D/" + job + ".b ]||printf \"$N\">&3\n"
                + "printf \"$N\\n\">&3;printf \"$N\\n\">&4\n"
                + "exec 3>&- 4>&-";
    }

    private int follow(Reply end, Reply out, Reply err, String wanted) {
        Thread errors = new Thread(() -> await(err, stderr, wanted), "kvmguest command " + job + " stderr");
        errors.setDaemon(true);
        errors.start();
        await(out, stdout, wanted);
        join(errors);
        ByteWait wait = channel.waitFor(wanted);
        while (!end.await(channel.nanos() + Port.LONG.toNanos(), wait)) {
            // It takes its time.
        }
        String unused = channel.shell().ask(freePorts(), channel.nanos() + Port.LONG.toNanos(), wait);
        return PortChannel.status(end);
    }

    /**
     * Ends the carriers, so that others can open their ports. Who still writes to them is left to write, into nothing: it has
     * a reader until it ends.
     */
    private String freePorts() {
        String pipes = "$D/" + job;
        return "f(){ kill -0 $1&&{ exec 5<>$2;cat <$2 >/dev/null 5>&-& exec 5>&-;kill $1;};wait $1;}\n" + "f $a "
                + pipes + ".1;f $b " + pipes + ".2;rm -f " + pipes + ".[12b]";
    }

    private void await(Reply reply, Port port, String wanted) {
        try {
            ByteWait wait = port.waitFor(wanted);
            while (!reply.await(port.nanos() + Port.LONG.toNanos(), wait)) {
                // It takes its time.
            }
        } catch (RuntimeException e) {
            output.fail(e);
        }
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            throw new AssertionError("nobody interrupts a thread of ours", e);
        }
    }

    @Override
    public LiveOutput output() {
        return output;
    }

    @Override
    public void kill(String signal) {
        channel.kill(signal, job);
    }
}
