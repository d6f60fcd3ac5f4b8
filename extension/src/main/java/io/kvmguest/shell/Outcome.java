package io.kvmguest.shell;

import java.time.Duration;

/** What a command left on a {@link CommandChannel}. */
final class Outcome {

    /** What became of it. */
    enum Fate {
        /** It ended by itself. */
        ENDED,
        /** It reached its deadline and was ended. */
        KILLED,
        /** It reached its deadline and does not end even for SIGKILL. */
        UNKILLABLE
    }

    private final Fate fate;
    private final int exitStatus;
    private final byte[] stdout;
    private final byte[] stderr;
    private final Duration took;

    /**
     * @param took from its request to the news of its end, by the host's clock
     */
    Outcome(Fate fate, int exitStatus, byte[] stdout, byte[] stderr, Duration took) {
        this.fate = fate;
        this.exitStatus = exitStatus;
        this.stdout = stdout;
        this.stderr = stderr;
        this.took = took;
    }

    Fate fate() {
        return fate;
    }

    int exitStatus() {
        return exitStatus;
    }

    byte[] stdout() {
        return stdout;
    }

    byte[] stderr() {
        return stderr;
    }

    Duration took() {
        return took;
    }
}
