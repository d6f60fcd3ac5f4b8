package io.kvmguest.shell;

import java.time.Duration;
import java.util.Optional;

/**
 * A command that runs while the test goes on, whose lines can be read as they come.
 *
 * <pre>{@code
 * try (RunningCommand dump = root.start("tcpdump -l -i eth0 arp")) {
 *     root.run("arping -c 1 -I eth0 10.0.0.2");
 *     assertThat(dump.nextLine(ofSeconds(5))).hasValueSatisfying(line -> assertThat(line.text()).contains("who-has"));
 * }
 * }</pre>
 *
 * <p>All that it prints is kept in memory. May be used from any thread.
 */
public interface RunningCommand extends AutoCloseable {

    /** Returns whether it has not ended yet. */
    boolean isRunning();

    /**
     * Returns the next line of either output that nobody has got yet, and waits for one if there is none. A program whose
     * output is no terminal mostly prints in blocks: ask it for lines ({@code tcpdump -l}, {@code stdbuf -oL}).
     *
     * @return the line; empty if none came in that time, or the command has ended and all its lines were got
     * @throws io.kvmguest.console.ConsoleEndedException if the guest is gone
     */
    Optional<OutputLine> nextLine(Duration timeout);

    /**
     * Waits for its end.
     *
     * @return all that it has printed, also the lines that were got before, and its exit status
     * @throws CommandTimeoutException if it does not end in that time; it is ended then, with all its children
     * @throws io.kvmguest.console.ConsoleEndedException if the guest is gone
     */
    CommandResult await(Duration timeout);

    /**
     * Sends a signal to it and all its children.
     *
     * @param signal its name without SIG, such as {@code "INT"}
     */
    void kill(String signal);

    /** Ends it with all its children, by SIGKILL, unless it has ended. */
    @Override
    void close();
}
