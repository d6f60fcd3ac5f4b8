package io.kvmguest.shell;

import io.kvmguest.console.Ending;
import io.kvmguest.console.Mark;
import io.kvmguest.console.Transcript;

/**
 * Counts how often a guest was reset on its way to a root shell. One reset is no failure: some systems restart at the end
 * of their first boot, to relabel or to resize their disk.
 */
final class Resets {

    /** So many make a loop. */
    static final int LOOP = 3;

    /** Between the kernel's word that it restarts and the machine's that it did, no more than a line is printed. */
    private static final int NOTHING_MUCH = 80;

    private final Transcript transcript;
    private int count;
    private Mark boot;
    private String last = "";
    private Mark lastAt;

    /**
     * @param boot where the first boot begins
     */
    Resets(Transcript transcript, Mark boot) {
        this.transcript = transcript;
        this.boot = boot;
        this.lastAt = boot;
    }

    /**
     * Takes notice of an end; returns whether it is a reset behind which to go on.
     *
     * @param at where the console was then
     */
    boolean goOnAfter(Ending ending, Mark at) {
        if (ending.kind() != Ending.Kind.RESET) {
            return false;
        }
        // The kernel says so, and the machine does; which is heard of first is a matter of chance.
        boolean begun = count > 0 || !boot.equals(Mark.POWER_ON);
        boolean old = begun && !ending.description().equals(last) && at.offset() - lastAt.offset() < NOTHING_MUCH;
        if (!old) {
            count++;
            last = ending.description();
            lastAt = at;
        }
        boot = new Mark(lineStart(at.offset()));
        return count < LOOP;
    }

    int count() {
        return count;
    }

    /** Returns where the boot begins that goes on. */
    Mark boot() {
        return boot;
    }

    private long lineStart(long end) {
        byte[] raw = transcript.bytes(Math.max(0, end - 4096), end);
        int i = raw.length;
        while (i > 0 && raw[i - 1] != '\n') {
            i--;
        }
        return end - raw.length + i;
    }
}
