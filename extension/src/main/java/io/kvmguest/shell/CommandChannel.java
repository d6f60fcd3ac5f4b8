package io.kvmguest.shell;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.security.SecureRandom;
import java.time.Duration;

/** A way to have commands run in a guest: what lies between {@link RootShell} and a line. May be used from any thread. */
interface CommandChannel {

    /**
     * Runs a command to its end, or ends it at its deadline.
     *
     * @throws WireBrokenException if the guest's half does not answer
     * @throws io.kvmguest.console.ConsoleEndedException if the guest is gone
     */
    Outcome run(Command command, Duration timeout);

    /**
     * Writes data into a file of the guest.
     *
     * @param file its name as a word of the shell
     * @throws UnwritableException if the guest cannot
     * @throws UncheckedIOException if the data cannot be read
     */
    default void put(InputStream data, long length, String file) {
        byte[] bytes;
        try {
            bytes = data.readNBytes(Math.toIntExact(length));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Outcome outcome = run(Command.of("cat >" + file).stdin(bytes), LONG);
        if (outcome.exitStatus() != 0) {
            throw new UnwritableException(file, length);
        }
    }

    /**
     * Carries out code in a subshell and gives what it prints to a stream; the outcome has no standard output.
     *
     * @param wanted what is awaited, for a message
     */
    default Outcome fetch(String code, OutputStream into, Duration timeout, String wanted) {
        Outcome outcome = run(Command.of(code), timeout);
        try {
            into.write(outcome.stdout());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new Outcome(outcome.fate(), outcome.exitStatus(), new byte[0], outcome.stderr(), outcome.took());
    }

    /** Starts a command that runs on by itself. */
    default LiveJob start(Command command) {
        return PolledJob.start(this, command, "kvmguest-" + Signature.letters(new SecureRandom(), 8));
    }

    /**
     * Reserves a part of this channel, whose commands wait for no others; where there is no part to reserve, it is the whole.
     *
     * @throws IllegalStateException if all are reserved
     */
    default Reservation reserve() {
        return new Reservation(this, () -> {});
    }

    /**
     * A channel for one user.
     *
     * @param end gives it back
     */
    record Reservation(CommandChannel channel, Runnable end) {}

    /** How long moving a file may take over a slow line. */
    Duration LONG = Duration.ofHours(1);
}
