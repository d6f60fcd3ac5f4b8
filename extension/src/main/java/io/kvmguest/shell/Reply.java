package io.kvmguest.shell;

import io.kvmguest.console.ByteWait;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a {@link PortShell} answers to one request: sections of any bytes, each behind a separator that nobody else knows,
 * and a line of text at the end.
 *
 * <p>What comes before the first separator belongs to an earlier request and is passed over.
 */
final class Reply {

    private final Port port;
    private final byte[] separator;
    private final List<? extends OutputStream> sections;

    /** The section that is being read; -1 before the first, and their number in the text at the end. */
    private int section = -1;

    private final ByteArrayOutputStream text = new ByteArrayOutputStream();

    /** What may be the beginning of a separator. */
    private byte[] rest = new byte[0];

    private boolean whole;

    /**
     * @param sections where the bytes of the sections go
     */
    Reply(Port port, byte[] separator, List<? extends OutputStream> sections) {
        this.port = port;
        this.separator = separator.clone();
        this.sections = sections;
    }

    /**
     * Reads until it is whole.
     *
     * @return false if the time is over before; it can be awaited again
     */
    boolean await(long until, ByteWait wait) {
        return await(until, wait, sections.size() + 1);
    }

    /** Reads until the guest has begun to answer. */
    boolean awaitBegin(long until, ByteWait wait) {
        return await(until, wait, 0);
    }

    private boolean await(long until, ByteWait wait, int wanted) {
        while (!whole && section < wanted) {
            byte[] chunk = port.next(until, wait);
            if (chunk == null) {
                return false;
            }
            take(chunk);
        }
        return true;
    }

    /** Returns whether the guest has begun to answer. */
    boolean hasBegun() {
        return section >= 0;
    }

    /** Returns the text at its end. */
    String text() {
        return text.toString(StandardCharsets.UTF_8);
    }

    private void take(byte[] chunk) {
        byte[] bytes = chunk;
        if (rest.length > 0) {
            bytes = Arrays.copyOf(rest, rest.length + chunk.length);
            System.arraycopy(chunk, 0, bytes, rest.length, chunk.length);
            rest = new byte[0];
        }
        int from = 0;
        while (section < sections.size()) {
            int at = indexOfSeparator(bytes, from);
            if (at < 0) {
                int end = beginOfSeparator(bytes, from);
                write(bytes, from, end);
                rest = Arrays.copyOfRange(bytes, end, bytes.length);
                return;
            }
            write(bytes, from, at);
            from = at + separator.length;
            section++;
        }
        takeText(bytes, from);
    }

    private void takeText(byte[] bytes, int from) {
        for (int i = from; i < bytes.length; i++) {
            if (bytes[i] == '\n') {
                whole = true;
                port.unread(bytes, i + 1);
                return;
            }
            text.write(bytes[i]);
        }
    }

    private void write(byte[] bytes, int from, int to) {
        OutputStream sink = section < 0 ? null : sections.get(section);
        write(sink, bytes, from, to);
    }

    private static void write(@Nullable OutputStream sink, byte[] bytes, int from, int to) {
        if (sink != null && to > from) {
            try {
                sink.write(bytes, from, to - from);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** Returns where the bytes may end with the beginning of a separator, or their length. */
    private int beginOfSeparator(byte[] bytes, int from) {
        for (int i = Math.max(from, bytes.length - separator.length + 1); i < bytes.length; i++) {
            if (Arrays.equals(bytes, i, bytes.length, separator, 0, bytes.length - i)) {
                return i;
            }
        }
        return bytes.length;
    }

    private int indexOfSeparator(byte[] bytes, int from) {
        byte first = separator[0];
        int last = bytes.length - separator.length;
        for (int i = from; i <= last; i++) {
            if (bytes[i] == first && Arrays.equals(bytes, i, i + separator.length, separator, 0, separator.length)) {
                return i;
            }
        }
        return -1;
    }
}
