package io.kvmguest.shell;

import java.time.Duration;

/**
 * How a root shell was come by, and how long that took.
 *
 * @param route the way
 * @param after host time from the start of the boot, power-on or a reset, to the proof of the shell
 */
public record RootAccess(LoginRoute route, Duration after) {

    /** Returns it in words: {@code root shell by autologin, 1.9 s}. */
    @Override
    public String toString() {
        return "root shell by " + route + ", " + Words.duration(after);
    }
}
