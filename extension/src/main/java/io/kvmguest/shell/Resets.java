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
    private long lastAt;

    /**
     * @param boot where the first boot begins
     */
    Resets(Transcript transcript, Mark boot) {
        this.transcript = transcript;
        this.boot = boot;
    }

    /** Takes notice of an end; returns whether it is a reset behind which to go on. */
    boolean goOnAfter(Ending ending) {
        if (ending.kind() != Ending.Kind.RESET) {
            return false;
        }
        long end = transcript.length();
        // The kernel says so first, and then the machine does.
        boolean old = count > 0 && !ending.description().equals(last) && end - lastAt < NOTHING_MUCH;
        if (!old) {
            count++;
            boot = new Mark(lineStart(end));
            last = ending.description();
            lastAt = end;
        }
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
