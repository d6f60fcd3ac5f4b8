package io.kvmguest.shell;

import io.kvmguest.console.ByteWait;
import java.io.ByteArrayOutputStream;
import java.util.List;

/** A command whose outputs have a port each, so that they come apart, as they are and at once. */
final class PortJob implements LiveJob {

    /** What is there goes on at once, where a cat may wait for more. */
    private static final String CARRIER = "dd bs=65536 <";

    private final PortChannel channel;
    private final Port stdout;
    private final Port stderr;
    private final String job;
    private final LiveOutput output = new LiveOutput();
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

    /** Starts it. Whatever fails later is found in its output. */
    void start(Command command) {
        String wanted = "the end of the command " + Words.command(command.script());
        ByteWait wait = channel.waitFor(wanted);
        String separator = channel.shell().newSeparator();
        stdout.expectOpening();
        stderr.expectOpening();
        Reply out = reply(stdout, separator, OutputLine.Source.STDOUT);
        Reply err = reply(stderr, separator, OutputLine.Source.STDERR);
        stdout.listen();
        stderr.listen();
        Reply end = channel.shell()
                .send(separator, code(channel.code(command, job, wait)), wait, List.of(new ByteArrayOutputStream()));
        Thread thread = new Thread(
                () -> {
                    try {
                        int status = follow(end, out, err, wanted);
                        output.end(status);
                    } catch (RuntimeException e) {
                        output.fail(e);
                    } finally {
                        onEnd.run();
                    }
                },
                "kvmguest command " + job);
        thread.setDaemon(true);
        thread.start();
    }

    private Reply reply(Port port, String separator, OutputLine.Source source) {
        return new Reply(port, PortShell.bytes(separator), List.of(output.sink(source)));
    }

    /**
     * The outputs are pipes with a name, each with a program that carries what is in it to its port. The shell itself holds
     * them open, so that they end with what it writes into them last, and not with the last process that has them.
     */
    private String code(String subshell) {
        String pipes = "$D/" + job;
        return "for p in /sys/class/virtio-ports/*;do read n<$p/name;case $n in " + stdout.name() + ")x=/dev/${p##*/};;"
                + stderr.name() + ")y=/dev/${p##*/};;esac;done\n"
                + "mkfifo " + pipes + ".1 " + pipes + ".2\n"
                + CARRIER + pipes + ".1 >$x&\na=$!\n" + CARRIER + pipes + ".2 >$y&\nb=$!\n"
                + "exec 3>" + pipes + ".1 4>" + pipes + ".2\n"
                + "printf \"$N\">&3;printf \"$N\">&4\n"
                + subshell + " >&3 2>&4 3>&- 4>&-\nr=$?\n"
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
        // Who still writes is left to write, into nothing.
        String pipes = "$D/" + job;
        String unused = channel.shell()
                .ask(
                        "kill -0 $a&&{ cat <>" + pipes + ".1 >/dev/null& kill $a;}\n"
                                + "kill -0 $b&&{ cat <>" + pipes + ".2 >/dev/null& kill $b;}\n"
                                + "rm -f " + pipes + ".*",
                        channel.nanos() + Port.LONG.toNanos(),
                        wait);
        return PortChannel.status(end);
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
