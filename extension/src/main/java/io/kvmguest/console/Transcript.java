package io.kvmguest.console;

import java.io.InputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/**
 * Everything a serial line has printed, byte for byte, with the host time at which each chunk came.
 *
 * <p>The bytes lie in a file; the heap holds a bounded part. All methods may be called from any thread, while bytes
 * arrive.
 */
public interface Transcript {

    /** Returns how many raw bytes have come. */
    long length();

    /** Returns the raw bytes from one offset to another; at most 2 GiB. */
    byte[] bytes(long from, long to);

    /** Returns the raw bytes from an offset to the end as it is now, without holding them in the heap. */
    InputStream open(long from);

    /** Returns the host time, since power-on, at which the byte at an offset came. */
    Duration timeOf(long offset);

    /** Returns the lines from a mark to the end as it is now, lazily; close the stream. */
    Stream<ConsoleLine> lines(Mark from);

    /** Returns the last lines that are not blank, oldest first, for a message. */
    List<ConsoleLine> lastLines(int count);

    /** Returns the stripped text between two marks, with {@code \n} for every line ending. */
    String text(Mark from, Mark to);

    /** Returns the position behind the last byte that has come. */
    Mark end();

    /** Returns the file that holds the raw bytes. */
    Path file();

    /** Opens a finished recording, such as a saved console log; all its bytes came at time zero. */
    static Transcript of(byte[] raw) {
        return new StoredTranscript(ByteStore.of(raw), offset -> 0, null);
    }
}
