package io.kvmguest.console;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.LongBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * When each chunk came. A chunk that follows within {@link #RESOLUTION} of a recorded one shares its time; whole blocks
 * of records go to a file beside the recording, so that a guest that prints for ever costs 8 bytes of heap for
 * every four seconds at least.
 */
final class ChunkTimes {

    /** Two chunks nearer to each other than this, in nanoseconds, count as one. */
    static final long RESOLUTION = 1_000_000;

    static final int BLOCK = 4096;

    private static final int RECORD_BYTES = 16;

    private final Path path;
    private @Nullable SpoolFile file;
    private boolean finished;

    /** Pairs of offset and time; the records that are not in the file yet. */
    private final long[] tail = new long[2 * BLOCK];

    private int tailRecords;

    /** The first offset of each block in the file. */
    private long[] blockStarts = new long[16];

    private int blocks;

    /** The block that was read last: lines are asked for one after another. */
    private long[] cached = new long[0];

    private int cachedBlock = -1;
    private long lastTime = Long.MIN_VALUE;

    ChunkTimes(Path path) {
        this.path = path;
    }

    /** Records that the bytes from an offset on came at a time, in nanoseconds since power-on. */
    synchronized void add(long offset, long time) throws IOException {
        if (lastTime != Long.MIN_VALUE && time - lastTime < RESOLUTION) {
            return;
        }
        if (tailRecords == BLOCK) {
            spill();
        }
        tail[2 * tailRecords] = offset;
        tail[2 * tailRecords + 1] = time;
        tailRecords++;
        lastTime = time;
    }

    private void spill() throws IOException {
        SpoolFile spool = file;
        if (spool == null) {
            spool = new SpoolFile(path);
            file = spool;
        }
        ByteBuffer bytes = ByteBuffer.allocate(BLOCK * RECORD_BYTES);
        bytes.asLongBuffer().put(tail);
        spool.append(bytes.array(), 0, bytes.capacity());
        if (blocks == blockStarts.length) {
            blockStarts = Arrays.copyOf(blockStarts, 2 * blocks);
        }
        blockStarts[blocks++] = tail[0];
        tailRecords = 0;
    }

    /** Returns when the byte at an offset came, in nanoseconds since power-on; zero where nothing is recorded. */
    synchronized long at(long offset) {
        if (tailRecords > 0 && offset >= tail[0]) {
            return search(tail, tailRecords, offset);
        }
        int block = Arrays.binarySearch(blockStarts, 0, blocks, offset);
        if (block < 0) {
            block = -block - 2;
        }
        SpoolFile spool = file;
        if (block < 0 || spool == null) {
            return 0;
        }
        if (block != cachedBlock) {
            ByteBuffer bytes = ByteBuffer.allocate(BLOCK * RECORD_BYTES);
            spool.read((long) block * BLOCK * RECORD_BYTES, bytes.array(), 0, bytes.capacity());
            long[] records = new long[2 * BLOCK];
            bytes.asLongBuffer().get(records);
            cached = records;
            cachedBlock = block;
        }
        return search(cached, BLOCK, offset);
    }

    /** Writes an age and the records up to an offset into a file. */
    synchronized void save(Path to, long length, long age) throws IOException {
        try (DataOutputStream out = new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(to)))) {
            out.writeLong(age);
            SpoolFile spool = file;
            byte[] block = new byte[BLOCK * RECORD_BYTES];
            for (int i = 0; i < blocks && spool != null; i++) {
                spool.read((long) i * block.length, block, 0, block.length);
                out.write(block);
            }
            for (int i = 0; i < tailRecords && tail[2 * i] < length; i++) {
                out.writeLong(tail[2 * i]);
                out.writeLong(tail[2 * i + 1]);
            }
        }
    }

    /** Returns the records up to an offset: pairs of offset and time. */
    synchronized long[] upTo(long length) {
        LongStream.Builder all = LongStream.builder();
        byte[] block = new byte[BLOCK * RECORD_BYTES];
        SpoolFile spool = file;
        for (int i = 0; i < blocks && spool != null; i++) {
            spool.read((long) i * block.length, block, 0, block.length);
            LongBuffer records = ByteBuffer.wrap(block).asLongBuffer();
            while (records.hasRemaining()) {
                all.add(records.get());
            }
        }
        for (int i = 0; i < tailRecords && tail[2 * i] < length; i++) {
            all.add(tail[2 * i]).add(tail[2 * i + 1]);
        }
        return all.build().toArray();
    }

    /** Takes over what was saved, and returns the age. */
    synchronized long load(Path from) throws IOException {
        long size = Files.size(from);
        try (DataInputStream in = new DataInputStream(new BufferedInputStream(Files.newInputStream(from)))) {
            long age = in.readLong();
            for (long i = 0; i < (size - Long.BYTES) / RECORD_BYTES; i++) {
                add(in.readLong(), in.readLong());
            }
            return age;
        }
    }

    /** Returns the time of the last record whose offset is not behind the one asked for. */
    private static long search(long[] records, int count, long offset) {
        int low = 0;
        int high = count - 1;
        while (low < high) {
            int middle = (low + high + 1) >>> 1;
            if (records[2 * middle] <= offset) {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        return records[2 * low + 1];
    }

    synchronized void finish() throws IOException {
        if (!finished && file != null) {
            file.finish();
        }
        finished = true;
    }

    /** Exists for tests. */
    boolean usesFile() {
        return Files.exists(path);
    }
}
