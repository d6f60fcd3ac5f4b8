package io.kvmguest.images;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** LZ4's legacy frame, the one that the kernel's build uses ({@code lz4 -l}; LZ4's documentation, "Frame Format"). */
final class Lz4Legacy {

    private static final int MAGIC = 0x184c2102;

    private Lz4Legacy() {}

    static boolean is(byte[] bytes, int start) {
        return start + 4 <= bytes.length && intAt(bytes, start) == MAGIC;
    }

    /**
     * Uncompresses a frame.
     *
     * @param end where it ends, exclusive
     * @param size how many bytes must come out
     * @throws IllegalArgumentException if it is damaged
     */
    static byte[] uncompress(byte[] bytes, int start, int end, int size) {
        byte[] out = new byte[size];
        int length = 0;
        int at = start + 4;
        try {
            while (at + 4 <= end) {
                int block = intAt(bytes, at);
                at += 4;
                length = block(bytes, at, at + block, out, length);
                at += block;
            }
        } catch (IndexOutOfBoundsException e) {
            throw new IllegalArgumentException("the LZ4 data is damaged near byte " + at, e);
        }
        if (length != size) {
            throw new IllegalArgumentException("the LZ4 data holds " + length + " bytes, not " + size);
        }
        return out;
    }

    /** A block is a row of sequences: literals, then a copy of what came out before. The last one has literals only. */
    private static int block(byte[] in, int start, int end, byte[] out, int position) {
        int at = start;
        int to = position;
        while (at < end) {
            int token = in[at++] & 0xff;
            int literals = token >>> 4;
            if (literals == 15) {
                int more;
                do {
                    more = in[at++] & 0xff;
                    literals += more;
                } while (more == 255);
            }
            System.arraycopy(in, at, out, to, literals);
            at += literals;
            to += literals;
            if (at >= end) {
                break;
            }
            int distance = (in[at] & 0xff) | (in[at + 1] & 0xff) << 8;
            at += 2;
            int match = token & 15;
            if (match == 15) {
                int more;
                do {
                    more = in[at++] & 0xff;
                    match += more;
                } while (more == 255);
            }
            // Byte by byte: source and target may overlap, that is how runs are written.
            for (int n = match + 4; n > 0; n--, to++) {
                out[to] = out[to - distance];
            }
        }
        return to;
    }

    private static int intAt(byte[] bytes, int at) {
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getInt(at);
    }
}
