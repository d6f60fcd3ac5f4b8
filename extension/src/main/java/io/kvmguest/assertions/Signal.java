package io.kvmguest.assertions;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** The signals that end a process, with their numbers on Linux (but on Alpha, MIPS and SPARC some differ). */
enum Signal {
    SIGHUP(1),
    SIGINT(2),
    SIGQUIT(3),
    SIGILL(4),
    SIGTRAP(5),
    SIGABRT(6),
    SIGBUS(7),
    SIGFPE(8),
    SIGKILL(9),
    SIGUSR1(10),
    SIGSEGV(11),
    SIGUSR2(12),
    SIGPIPE(13),
    SIGALRM(14),
    SIGTERM(15);

    private static final int SHELL_BASE = 128;

    private final int number;

    Signal(int number) {
        this.number = number;
    }

    /**
     * Finds a signal by its name, with or without {@code SIG}.
     *
     * @throws IllegalArgumentException if there is none
     */
    static Signal named(String name) {
        String upper = name.toUpperCase(Locale.ROOT);
        String full = upper.startsWith("SIG") ? upper : "SIG" + upper;
        return Arrays.stream(values())
                .filter(signal -> signal.name().equals(full))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "signal must be one of " + Arrays.toString(values()) + ": " + Texts.quote(name)));
    }

    /** Finds the signal that a shell reports by an exit status. */
    static Optional<Signal> ofStatus(int status) {
        return Arrays.stream(values())
                .filter(signal -> signal.status() == status)
                .findFirst();
    }

    /** Returns the exit status by which a shell reports it. */
    int status() {
        return SHELL_BASE + number;
    }
}
