package io.kvmguest.boot;

import io.kvmguest.console.Mark;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What whoever runs the machine knows about a boot and its text does not show. Tests do not need it: they read a
 * {@link BootLog}.
 */
public final class BootFacts {

    private volatile @Nullable Mark rootShell;
    private volatile @Nullable Mark nextBoot;

    /** Tells that the root shell has been proven; only the first proof of a boot counts. */
    public synchronized void rootShellProven(Mark mark) {
        if (rootShell == null) {
            rootShell = mark;
        }
    }

    /** Tells that the machine was reset, so that what follows belongs to the next boot; only the first time counts. */
    public synchronized void nextBootBegan(Mark mark) {
        if (nextBoot == null) {
            nextBoot = mark;
        }
    }

    /** Returns where the root shell was proven. */
    public Optional<Mark> rootShell() {
        return Optional.ofNullable(rootShell);
    }

    /** Returns where the next boot began. */
    public Optional<Mark> nextBoot() {
        return Optional.ofNullable(nextBoot);
    }
}
