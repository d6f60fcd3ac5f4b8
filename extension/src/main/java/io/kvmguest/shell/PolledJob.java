package io.kvmguest.shell;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * A command on a channel that has only one line: it prints into files of the guest, and what has come since the last look
 * is fetched from there.
 */
final class PolledJob implements LiveJob {

    /** A look is a command by itself, of some ten milliseconds. */
    private static final long BETWEEN_LOOKS = TimeUnit.MILLISECONDS.toNanos(250);

    private static final Duration LOOK = Duration.ofMinutes(10);
    private static final int STILL_RUNS = 99;

    private final CommandChannel channel;
    private final String files;
    private final LiveOutput output = new LiveOutput();

    private PolledJob(CommandChannel channel, String files) {
        this.channel = channel;
        this.files = files;
    }

    static PolledJob start(CommandChannel channel, Command command, String name) {
        String files = "/tmp/" + name;
        PolledJob job = new PolledJob(channel, files);
        // In a session of its own, or it would be ended as what its starter has left behind.
        String script = "mkdir -p /tmp\ns=$(command -v setsid)\n(KVMGUEST_LIVE=" + name
                + ";export KVMGUEST_LIVE;$s /bin/sh -c "
                + ShellText.quote(command.script()) + " >" + files + ".o 2>" + files + ".e;echo $? >" + files + ".t;mv "
                + files + ".t " + files + ".x) </dev/null >/dev/null 2>&1 &";
        Outcome unused = channel.run(command.script(script), LOOK);
        Thread thread = new Thread(job::follow, "kvmguest command " + name);
        thread.setDaemon(true);
        thread.start();
        return job;
    }

    private void follow() {
        try {
            long out = 0;
            long err = 0;
            while (true) {
                Outcome news = channel.run(
                        Command.of("x=" + STILL_RUNS + ";[ -s " + files + ".x ]&&read x <" + files + ".x\ntail -c +"
                                + (out + 1) + ' ' + files + ".o\ntail -c +" + (err + 1) + ' ' + files
                                + ".e >&2\n[ -s " + files + ".x ]&&[ $x != " + STILL_RUNS + " ]&&{ rm -f " + files
                                + ".*;echo $x >" + files + ";exit 0;}\nexit " + STILL_RUNS),
                        LOOK);
                output.sink(OutputLine.Source.STDOUT).write(news.stdout());
                output.sink(OutputLine.Source.STDERR).write(news.stderr());
                out += news.stdout().length;
                err += news.stderr().length;
                if (news.exitStatus() != STILL_RUNS) {
                    break;
                }
                LockSupport.parkNanos(BETWEEN_LOOKS);
            }
            Outcome end = channel.run(Command.of("read x <" + files + ";rm -f " + files + ";exit $x"), LOOK);
            output.end(end.exitStatus());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (RuntimeException e) {
            output.fail(e);
        }
    }

    @Override
    public LiveOutput output() {
        return output;
    }

    @Override
    public void kill(String signal) {
        Outcome unused = channel.run(
                Command.of("for p in $(grep -l KVMGUEST_LIVE=" + files.substring("/tmp/".length())
                        + " /proc/[0-9]*/environ 2>/dev/null);do p=${p#/proc/};kill -" + signal
                        + " ${p%/environ};done"),
                LOOK);
    }
}
