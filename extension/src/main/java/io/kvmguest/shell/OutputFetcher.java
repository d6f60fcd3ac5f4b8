package io.kvmguest.shell;

import org.jspecify.annotations.Nullable;

/**
 * Fetches what a job has printed from the guest's files, block by block, so that noise costs one block.
 *
 * <p>A byte of a frame carries seven bits. They are all there is of ASCII; of other data, which is noticed by its sum, the
 * eighth bits are fetched as well.
 */
final class OutputFetcher {

    private static final int BLOCK = 1 << 15;

    private static final int FINER = 8;
    private static final int SMALLEST_BLOCK = BLOCK / FINER / FINER;

    /** How often a block is fetched before smaller ones are, and one of the smallest before the line is given up. */
    private static final int BLOCK_ATTEMPTS = 2;

    private static final int LAST_ATTEMPTS = 20;

    /** How often a whole output is fetched before the line is given up. */
    private static final int ATTEMPTS = 3;

    private final Wire wire;
    private final Sum sum;
    private final boolean packs;
    private final Link.Wait wait;

    OutputFetcher(Wire wire, Sum sum, boolean packs, Link.Wait wait) {
        this.wire = wire;
        this.sum = sum;
        this.packs = packs;
        this.wait = wait;
    }

    byte[] fetch(String file, JobEnd.Output output) {
        if (output.length() == 0) {
            return new byte[0];
        }
        byte[] unpacked = output.inline() == null && packs ? fetchPacked(file, output) : null;
        return unpacked != null ? unpacked : fetchPlain(file, output);
    }

    /** Returns null if the guest could not pack it, as its disk is full for example. */
    private byte @Nullable [] fetchPacked(String file, JobEnd.Output output) {
        JobEnd.Output packed = null;
        while (packed == null) {
            packed = JobEnd.packed(wire.ask("z " + file, wait, frame -> false));
        }
        // The file may have grown, if a child of the command still writes to it.
        byte[] bytes = Packing.unpack(fetchPlain(file + ".z", packed), output.length());
        return bytes != null && sum.of(bytes) == output.sum() ? bytes : null;
    }

    private byte[] fetchPlain(String file, JobEnd.Output output) {
        if (output.length() == 0) {
            return new byte[0];
        }
        byte @Nullable [] inline = output.inline();
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            byte[] bytes = inline != null ? inline : blocks(file, output.length(), "y7");
            if (sum.of(bytes) == output.sum()) {
                return bytes;
            }
            byte[] eighth = blocks(file, output.length(), "y8");
            for (int i = 0; i < bytes.length; i++) {
                bytes[i] |= (byte) (eighth[i] << 7);
            }
            if (sum.of(bytes) == output.sum()) {
                return bytes;
            }
            inline = null;
        }
        throw new WireBrokenException("sent the output of the command " + ATTEMPTS + " times, damaged each time");
    }

    private byte[] blocks(String file, int length, String bits) {
        byte[] bytes = new byte[length];
        blocks(file, 0, bytes, BLOCK, bits);
        return bytes;
    }

    /** Fetches from a position on, up to the end of the array or of the block that is one size larger. */
    private void blocks(String file, int start, byte[] bytes, int size, String bits) {
        int end = size == BLOCK ? bytes.length : Math.min(bytes.length, start + size * FINER);
        for (int from = start; from < end; from += size) {
            int count = Math.min(size, bytes.length - from);
            if (!block(file, from, count, bytes, size, bits)) {
                // Where there is much noise, only little comes whole.
                blocks(file, from, bytes, size / FINER, bits);
            }
        }
    }

    /** Returns false if it is better to fetch less at once. */
    private boolean block(String file, int from, int count, byte[] bytes, int size, String bits) {
        boolean isSmallest = size <= SMALLEST_BLOCK;
        int attempts = isSmallest ? LAST_ATTEMPTS : BLOCK_ATTEMPTS;
        for (int attempt = 0; attempt < attempts; attempt++) {
            String part = count < size ? " " + count : "";
            String code = "g " + file + ' ' + size + ' ' + from / size + ' ' + bits + part;
            byte[] body = wire.ask(code, wait, frame -> false).body();
            if (body.length == count) {
                System.arraycopy(body, 0, bytes, from, count);
                return true;
            }
        }
        if (isSmallest) {
            throw new WireBrokenException(
                    "sent a block of the command's output " + attempts + " times, damaged each time");
        }
        return false;
    }
}
