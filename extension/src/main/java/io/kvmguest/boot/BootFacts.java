package io.kvmguest.boot;

import io.kvmguest.console.Mark;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What whoever runs the machine knows about a boot and its text does not show. Tests do not need it: they read a
 * {@link BootLog}.
 */
public final class BootFacts {

    private static final String HERE = "process " + ProcessHandle.current().pid() + " on " + HostName.get();

    private volatile @Nullable Mark rootShell;
    private volatile @Nullable Mark nextBoot;
    private volatile BootOrigin origin;

    /** Of a boot that begins now, and in this process. */
    public BootFacts() {
        this(new BootOrigin(false, Instant.now(), HERE, ""));
    }

    /** Of a boot that comes from elsewhere. */
    public BootFacts(BootOrigin origin) {
        this.origin = origin;
    }

    /** Tells why the guest was booted though it could have been a clone. */
    public void remark(String reason) {
        BootOrigin now = origin;
        origin = new BootOrigin(now.isRecorded(), now.at(), now.where(), reason);
    }

    /** Returns where the boot comes from. */
    public BootOrigin origin() {
        return origin;
    }

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
