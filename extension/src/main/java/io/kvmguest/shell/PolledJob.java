package io.kvmguest.shell;

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

    /** Starts a command, and waits until it runs, so that signals reach it. */
    static PolledJob start(CommandChannel channel, Command command, String name) {
        String files = "/tmp/" + name;
        PolledJob job = new PolledJob(channel, files);
        String announced = "KVMGUEST_LIVE=" + name + " /bin/sh -c ': >" + files + ".b;exec /bin/sh -c \"$0\"' "
                + ShellText.quote(command.script());
        String keeper = announced + " >" + files + ".o 2>" + files + ".e;echo $? >" + files + ".t;mv " + files + ".t "
                + files + ".x";
        String call = "/bin/sh -c " + ShellText.quote(keeper) + " <&0 >/dev/null 2>&1";
        // In a session of its own, or it would be ended as what its starter has left behind; and not by &, for what is
        // started so ignores SIGINT: setsid leaves the session that its caller leads by a fork.
        Outcome start = channel.run(
                command.script("mkdir -p /tmp\ncommand -v setsid >/dev/null&&exec setsid " + call + "\n" + call + " &"),
                LOOK);
        if (start.exitStatus() != 0) {
            job.output.append(OutputLine.Source.STDERR, start.stderr());
            job.output.end(start.exitStatus());
            return job;
        }
        Command begun = Command.of("[ -e " + files + ".b ]||[ -e " + files + ".x ]");
        while (channel.run(begun, LOOK).exitStatus() != 0) {
            LockSupport.parkNanos(BETWEEN_LOOKS);
        }
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
                output.append(OutputLine.Source.STDOUT, news.stdout());
                output.append(OutputLine.Source.STDERR, news.stderr());
                out += news.stdout().length;
                err += news.stderr().length;
                if (news.exitStatus() != STILL_RUNS) {
                    break;
                }
                LockSupport.parkNanos(BETWEEN_LOOKS);
            }
            Outcome end = channel.run(Command.of("read x <" + files + ";rm -f " + files + ";exit $x"), LOOK);
            output.end(end.exitStatus());
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
                // One that is about to become another program has no environment for a moment.
                Command.of("o= t=;while [ -z \"$o\" ]&&[ ${#t} -lt 50 ]&&[ ! -e " + files
                        + ".x ];do t=x$t;for p in $(grep -l KVMGUEST_LIVE="
                        + files.substring("/tmp/".length())
                        + " /proc/[0-9]*/environ 2>/dev/null);do p=${p#/proc/};o=\"$o ${p%/environ}\";done;done;"
                        + "[ -z \"$o\" ]||kill -" + signal + " $o"),
                LOOK);
    }
}
