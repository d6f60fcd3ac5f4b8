package io.kvmguest;

import io.kvmguest.image.HostProgram;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * A switch for a board's power: a relay, a socket that hears commands, a PoE switch.
 *
 * <pre>{@code
 * PowerControl.commands("uhubctl -l 1-1 -p 2 -a on", "uhubctl -l 1-1 -p 2 -a off")
 * }</pre>
 */
public interface PowerControl {

    /** How long a command may take. */
    Duration COMMAND_TIMEOUT = Duration.ofSeconds(60);

    /**
     * Switches it on.
     *
     * @throws PowerControlException if that did not work
     */
    void on();

    /**
     * Switches it off.
     *
     * @throws PowerControlException if that did not work
     */
    void off();

    /**
     * Switches it off and on.
     *
     * @throws PowerControlException if that did not work
     */
    default void cycle() {
        off();
        on();
    }

    /** Returns one that runs commands of the host's {@code sh}; whatever is to be waited for in between, they wait for. */
    static PowerControl commands(String on, String off) {
        return commands(on, off, "");
    }

    /**
     * Returns one that runs commands of the host's {@code sh}.
     *
     * @param cycle what switches it off and on; empty for the other two, one after the other
     */
    static PowerControl commands(String on, String off, String cycle) {
        Objects.requireNonNull(on, "on must not be null");
        Objects.requireNonNull(off, "off must not be null");
        Objects.requireNonNull(cycle, "cycle must not be null");
        return new PowerControl() {
            @Override
            public void on() {
                run("on", on);
            }

            @Override
            public void off() {
                run("off", off);
            }

            @Override
            public void cycle() {
                if (cycle.isEmpty()) {
                    PowerControl.super.cycle();
                } else {
                    run("off and on", cycle);
                }
            }

            private void run(String what, String command) {
                if (command.isBlank()) {
                    throw new PowerControlException(
                            "The power cannot be switched " + what + ": no command was given for that");
                }
                HostProgram sh = new HostProgram("sh", COMMAND_TIMEOUT, Map.of());
                HostProgram.Outcome outcome = sh.run(List.of("-c", command));
                if (outcome.status() != 0) {
                    String why = outcome.status() < 0
                            ? sh.whyNot(outcome, "It is part of every system")
                            : "ended with exit status " + outcome.status();
                    String errors = (outcome.errors() + outcome.output()).strip();
                    throw new PowerControlException("The power could not be switched " + what + ": \"" + command + "\" "
                            + why + (errors.isEmpty() ? "" : "\n    | " + errors.replace("\n", "\n    | ")));
                }
            }

            @Override
            public String toString() {
                return "power by commands";
            }
        };
    }
}
