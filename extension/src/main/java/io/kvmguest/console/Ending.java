package io.kvmguest.console;

/**
 * Why nothing more is to be expected of a console.
 *
 * @param kind what it was
 * @param description one sentence without a full stop, for a message: {@code QEMU was killed by SIGKILL}
 */
public record Ending(Kind kind, String description) {

    /** The kinds of end. All but the first and the last two are told to the console by whoever runs the machine. */
    public enum Kind {
        /** The peer hung up and nobody said why. */
        LINE_CLOSED("hung up its console"),
        /** The program that runs the machine ended. */
        MACHINE_DIED("died"),
        /** The guest's kernel panicked. */
        PANIC("panicked"),
        /** The guest was reset where nobody asked for it. */
        RESET("was reset"),
        /** The guest's init system gave up and offers an emergency or rescue shell. */
        EMERGENCY("fell into an emergency shell"),
        /** The guest powered itself off. */
        POWER_OFF("powered off"),
        /** What the guest prints cannot be recorded any more, as the disk is full for example. */
        RECORDING_FAILED("could not be recorded any more"),
        /** Our own side closed the console. */
        CLOSED_HERE("had its console closed by the test run");

        private final String verb;

        Kind(String verb) {
            this.verb = verb;
        }

        /** Returns what the guest did, to be put behind its name. */
        String verb() {
            return verb;
        }

        /** Returns whether it happened on this side, so that no last words are on their way. */
        boolean isOurs() {
            return this == RECORDING_FAILED || this == CLOSED_HERE;
        }
    }
}
