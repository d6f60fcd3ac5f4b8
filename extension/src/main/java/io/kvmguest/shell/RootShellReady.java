package io.kvmguest.shell;

import io.kvmguest.console.Mark;
import java.time.Duration;

/**
 * A root shell, proven.
 *
 * @param shell the shell
 * @param prompt where the prompt begins in the transcript at which the shell was found
 * @param proven behind what proves it
 * @param after host time from the start of the boot, power-on or a reset, to the proof
 * @param route how it was come by
 * @param boot where the boot begins that led to it: power-on, unless the guest has reset itself meanwhile
 */
public record RootShellReady(RootShell shell, Mark prompt, Mark proven, Duration after, LoginRoute route, Mark boot)
        implements Login {

    /** Returns how it was come by and how long that took. */
    public RootAccess access() {
        return new RootAccess(route, after);
    }
}
