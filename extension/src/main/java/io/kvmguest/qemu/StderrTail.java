package io.kvmguest.qemu;

import java.nio.charset.StandardCharsets;

/** Keeps the last bytes of what a program writes, at most {@value #LIMIT} of them. */
final class StderrTail {

    static final int LIMIT = 64 * 1024;

    private final byte[] ring = new byte[LIMIT];
    private long written;

    synchronized void append(byte[] bytes, int length) {
        for (int i = Math.max(0, length - LIMIT); i < length; i++) {
            ring[(int) ((written + i) % LIMIT)] = bytes[i];
        }
        written += length;
    }

    /** Returns what is kept; a line says so when something is missing in front of it. */
    synchronized String text() {
        if (written <= LIMIT) {
            return new String(ring, 0, (int) written, StandardCharsets.UTF_8);
        }
        int start = (int) (written % LIMIT);
        byte[] ordered = new byte[LIMIT];
        System.arraycopy(ring, start, ordered, 0, LIMIT - start);
        System.arraycopy(ring, 0, ordered, LIMIT - start, start);
        return "[" + (written - LIMIT) + " bytes before this are not kept]\n"
                + new String(ordered, StandardCharsets.UTF_8);
    }
}
