package io.kvmguest.console;

import java.util.Objects;

/** Bytes that were recorded, by their offset. */
interface ByteStore {

    /** Returns how many bytes there are; never gets smaller. */
    long length();

    /** Reads exactly {@code count} bytes, all of which lie before {@link #length()}. */
    void read(long from, byte[] into, int at, int count);

    /** Bytes that lie in the heap. */
    static ByteStore of(byte[] bytes) {
        byte[] kept = bytes.clone();
        return new ByteStore() {
            @Override
            public long length() {
                return kept.length;
            }

            @Override
            public void read(long from, byte[] into, int at, int count) {
                Objects.checkFromIndexSize(from, count, (long) kept.length);
                System.arraycopy(kept, (int) from, into, at, count);
            }
        };
    }
}
