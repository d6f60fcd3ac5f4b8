package io.kvmguest.shell;

import io.kvmguest.console.ByteWait;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * The shell that runs no command of a test and so always answers: it starts the others, and ends what does not end by
 * itself. May be used from any thread.
 */
final class ControlShell {

    private static final String KILL = GuestScript.read("kill.sh");

    private volatile PortShell shell;
    private volatile String directory;
    private final Duration patience;
    private final ReentrantLock lock = new ReentrantLock();

    /**
     * @param directory where commands leave what they print
     * @param patience how long it may leave a request unanswered
     */
    ControlShell(PortShell shell, String directory, Duration patience) {
        this.shell = shell;
        this.directory = directory;
        this.patience = patience;
    }

    /** Takes another in its place: that one was lost. */
    void replace(PortShell other, String otherDirectory) {
        lock.lock();
        try {
            shell = other;
            directory = otherDirectory;
        } finally {
            lock.unlock();
        }
    }

    String directory() {
        return directory;
    }

    /** Sends a signal to a job and all its children. */
    void kill(String signal, String job, ByteWait wait) {
        String unused = ask(KILL + "\nj " + signal + ' ' + job, wait);
    }

    /** Ends another shell and all that it waits for. */
    void end(long pid, ByteWait wait) {
        String unused = ask(KILL + "\nk KILL " + pid, wait);
    }

    /** Returns the bytes of a file; none if it is not there. */
    byte[] read(String file, ByteWait wait) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        String unused = ask("[ -s " + file + " ]&&cat " + file, bytes, wait);
        return bytes.toByteArray();
    }

    /** Carries out code and returns what it leaves in {@code r}. */
    String ask(String code, ByteWait wait) {
        return ask(code, OutputStream.nullOutputStream(), wait);
    }

    private String ask(String code, OutputStream printed, ByteWait wait) {
        lock.lock();
        try {
            Reply reply = shell.send(code, wait, List.of(printed));
            await(reply, wait);
            return reply.text();
        } finally {
            lock.unlock();
        }
    }

    /** Asks it to compute something as root; what is returned waits for the answer. Nobody else may ask meanwhile. */
    Supplier<Boolean> beginProof(RandomGenerator random, ByteWait wait) {
        Addition addition = Addition.random(random);
        Reply reply = shell.send(
                // No program, and no more of the file than that: shells read it byte by byte.
                "while read -r x w z&&[ $x != Uid: ];do :;done </proc/self/status;r=" + addition.expression() + ".$w",
                wait,
                List.of(OutputStream.nullOutputStream()));
        return () -> {
            await(reply, wait);
            return reply.text().equals(addition.sum() + ".0");
        };
    }

    private void await(Reply reply, ByteWait wait) {
        if (!reply.await(shell.port().nanos() + patience.toNanos(), wait)) {
            throw new WireBrokenException("has not answered for " + Words.duration(patience));
        }
    }

    /** Starts a shell on another port and returns how it introduces itself. */
    PortHello start(PortShell other, ByteWait wait) {
        ByteArrayOutputStream nothing = new ByteArrayOutputStream();
        other.port().expectOpening();
        Reply hello = other.send(PortHello.request("D=" + ShellText.quote(directory)), wait, List.of(nothing));
        startOn(other.port(), wait);
        await(hello, wait);
        PortHello said = PortHello.of(hello.text());
        if (said == null || !said.hasDirectory()) {
            throw new WireBrokenException("could not be started on its port "
                    + other.port().name() + ", where it said \"" + hello.text() + '"');
        }
        return said;
    }

    /** The guest may not have found the port yet, or somebody else's program may be about to close it. */
    private void startOn(Port port, ByteWait wait) {
        long until = port.nanos() + patience.toNanos();
        String start =
                "v=;" + PortCode.start(port.name(), "") + "\n" + PortCode.startInBackground(port.name(), "") + "\nr=$v";
        while (!ask(start, wait).equals("p")) {
            if (port.nanos() - until >= 0) {
                throw new WireBrokenException("could not be started on its port " + port.name()
                        + ", which the guest does not have, or does not have free");
            }
        }
    }
}
