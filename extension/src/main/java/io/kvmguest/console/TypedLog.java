package io.kvmguest.console;

import io.kvmguest.console.RecordedEvent.Kind;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What was typed on a console, when, and behind how much of what it had printed. The bytes go to a file beside the
 * recording, which is not there before something is typed.
 */
final class TypedLog {

    /** Stands for what is not to be known; how long that is, is not told either. */
    static final String STARS = "********";

    private final Path path;
    private final List<Entry> entries = new ArrayList<>();
    private @Nullable SpoolFile file;
    private boolean finished;

    /**
     * Something that was typed at once.
     *
     * @param offset how much had been printed
     * @param at when, in nanoseconds since power-on
     * @param from where its bytes begin in the file
     * @param to where they end
     */
    record Entry(Kind kind, long offset, long at, long from, long to) {}

    TypedLog(Path path) {
        this.path = path;
    }

    synchronized void add(Kind kind, long offset, long at, byte[] bytes) throws IOException {
        if (bytes.length == 0 || finished) {
            return;
        }
        byte[] kept = kind.isSecret() ? hidden(bytes) : bytes;
        SpoolFile spool = file;
        if (spool == null) {
            spool = new SpoolFile(path);
            file = spool;
        }
        long from = spool.length();
        spool.append(kept, 0, kept.length);
        Entry last = entries.isEmpty() ? null : entries.get(entries.size() - 1);
        if (last != null
                && last.kind() == kind
                && !kind.isSecret()
                && last.offset() == offset
                && at - last.at() < ChunkTimes.RESOLUTION) {
            entries.set(entries.size() - 1, new Entry(kind, offset, last.at(), last.from(), from + kept.length));
        } else {
            entries.add(new Entry(kind, offset, at, from, from + kept.length));
        }
    }

    /** Only how the line was ended is kept. */
    private static byte[] hidden(byte[] bytes) {
        byte last = bytes[bytes.length - 1];
        String end = last == '\n' ? "\n" : last == '\r' ? "\r" : "";
        return (STARS + end).getBytes(StandardCharsets.US_ASCII);
    }

    /** Returns what was typed by the time that so many bytes had been printed. */
    synchronized List<Entry> upTo(long length) {
        return entries.stream().filter(entry -> entry.offset() <= length).toList();
    }

    synchronized byte[] bytes(Entry entry) {
        byte[] bytes = new byte[Math.toIntExact(entry.to() - entry.from())];
        if (file != null) {
            file.read(entry.from(), bytes, 0, bytes.length);
        }
        return bytes;
    }

    /** Writes what was typed by the time that so many bytes had been printed. */
    void save(Path to, long length) throws IOException {
        try (DataOutputStream out = new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(to)))) {
            for (Entry each : upTo(length)) {
                byte[] bytes = bytes(each);
                out.writeUTF(each.kind().name());
                out.writeLong(each.offset());
                out.writeLong(each.at());
                out.writeInt(bytes.length);
                out.write(bytes);
            }
        }
    }

    /** Takes over what was saved, if it was. */
    void load(Path from) throws IOException {
        if (!Files.exists(from)) {
            return;
        }
        try (DataInputStream in = new DataInputStream(new BufferedInputStream(Files.newInputStream(from)))) {
            while (in.available() > 0) {
                Kind kind = Kind.valueOf(in.readUTF());
                long offset = in.readLong();
                long at = in.readLong();
                add(kind, offset, at, in.readNBytes(in.readInt()));
            }
        }
    }

    synchronized void finish() throws IOException {
        finished = true;
        if (file != null) {
            file.finish();
        }
    }
}
