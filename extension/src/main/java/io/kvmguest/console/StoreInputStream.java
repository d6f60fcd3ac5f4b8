package io.kvmguest.console;

import java.io.InputStream;
import java.util.Objects;

/** Reads a part of a recording; needs no closing. */
final class StoreInputStream extends InputStream {

    private final ByteStore store;
    private final long end;
    private long position;

    StoreInputStream(ByteStore store, long from, long end) {
        this.store = store;
        this.position = from;
        this.end = end;
    }

    @Override
    public int read() {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int at, int count) {
        Objects.checkFromIndexSize(at, count, into.length);
        if (count == 0) {
            return 0;
        }
        if (position == end) {
            return -1;
        }
        int read = (int) Math.min(count, end - position);
        store.read(position, into, at, read);
        position += read;
        return read;
    }

    @Override
    public long skip(long count) {
        long skipped = Math.max(0, Math.min(count, end - position));
        position += skipped;
        return skipped;
    }

    @Override
    public int available() {
        return (int) Math.min(Integer.MAX_VALUE, end - position);
    }
}
