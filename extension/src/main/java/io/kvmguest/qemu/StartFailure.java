package io.kvmguest.qemu;

import java.nio.channels.ClosedByInterruptException;
import java.time.Duration;
import java.util.List;

/** Says why QEMU did not start. */
record StartFailure(String guest, List<String> command) {

    /** QEMU has exited before it connected. */
    QemuStartException exited(QemuExit exit) {
        return failure("did not start: " + exit.describe(), exit.stderr());
    }

    /**
     * QEMU runs, and does not connect.
     *
     * @param missing what it has not connected: {@code to its sockets}
     */
    QemuStartException late(String missing, Duration deadline, String stderr) {
        return failure(
                "did not start: it has not connected " + missing + " within " + deadline.toSeconds() + " s", stderr);
    }

    /** The wait itself has failed. */
    QemuStartException broken(Exception cause, String stderr) {
        return cause instanceof ClosedByInterruptException
                ? failure("did not start: the thread that waited for it was interrupted", stderr)
                : failure("did not start: " + cause.getMessage(), stderr);
    }

    private QemuStartException failure(String what, String stderr) {
        return new QemuStartException(
                "QEMU of guest '" + guest + "' " + what + "\n  It wrote to standard error:" + Quote.lines(stderr)
                        + "\n  Command line: " + Quote.command(command),
                Quote.gist(stderr).orElse(what));
    }
}
