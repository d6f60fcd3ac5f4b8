package io.kvmguest.console;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Looks for a text, which may span lines. */
final class TextSearch implements Search {

    private final TextReader reader;
    private final long from;
    private final String wanted;
    private final Needle needle;

    TextSearch(ByteStore store, long from, String wanted) {
        this.reader = new TextReader(store, from);
        this.from = from;
        this.wanted = wanted;
        this.needle = new Needle(wanted);
    }

    @Override
    public @Nullable Found advance(long limit, Patience patience) throws InterruptedException {
        StrippedText text = reader.text();
        do {
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            int at = needle.find(text.bytes(), 0, text.length());
            while (at >= 0 && text.offsetOf(at) < from) {
                at = needle.find(text.bytes(), at + 1, text.length());
            }
            if (at >= 0) {
                long end = text.offsetOf(at + needle.length() - 1) + 1;
                return new Found(text.offsetOf(at), end, wanted, List.of());
            }
            text.discard(Math.max(0, text.length() - needle.length() + 1));
        } while (reader.read(limit));
        return null;
    }

    /** A text as bytes, found by the last byte of where it could stand (Horspool). */
    static final class Needle {

        private final byte[] bytes;
        private final int[] shift = new int[256];

        Needle(String text) {
            this.bytes = text.getBytes(StandardCharsets.UTF_8);
            java.util.Arrays.fill(shift, bytes.length);
            for (int i = 0; i < bytes.length - 1; i++) {
                shift[bytes[i] & 0xff] = bytes.length - 1 - i;
            }
        }

        int length() {
            return bytes.length;
        }

        /** Returns the first index between {@code from} and {@code to} at which the whole text stands, or -1. */
        int find(byte[] in, int from, int to) {
            int last = bytes.length - 1;
            byte lastByte = bytes[last];
            int i = from + last;
            while (i < to) {
                byte b = in[i];
                if (b == lastByte && stands(in, i - last)) {
                    return i - last;
                }
                i += shift[b & 0xff];
            }
            return -1;
        }

        private boolean stands(byte[] in, int at) {
            for (int i = 0; i < bytes.length - 1; i++) {
                if (in[at + i] != bytes[i]) {
                    return false;
                }
            }
            return true;
        }
    }
}
