package io.kvmguest.boot;

import io.kvmguest.console.Tripwire;

/** The tripwires of a console on which a guest boots. */
public final class BootTripwires {

    private BootTripwires() {}

    /**
     * Returns a tripwire for all ends that a guest announces itself: a panic, power-off and halt, restart, and an
     * emergency shell. It remembers what it has seen, so each console needs its own, from power-on.
     *
     * <p>Only what the kernel or the init system print themselves counts. A panic in what a command prints, such as
     * {@code cat} of a log, is told by the kernel's stamp: it has none though the kernel stamps its messages, or it
     * lies in the past.
     */
    public static Tripwire all() {
        return new BootTripwire();
    }
}
