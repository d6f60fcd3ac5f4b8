package io.kvmguest.shell;

import java.time.Duration;

/** A way to have commands run in a guest: what lies between {@link RootShell} and frames. Used by one thread at a time. */
interface CommandChannel {

    /**
     * Runs a command to its end, or ends it at its deadline.
     *
     * @throws WireBrokenException if the guest's half does not answer
     * @throws io.kvmguest.console.ConsoleEndedException if the guest is gone
     */
    Outcome run(Command command, Duration timeout);
}
