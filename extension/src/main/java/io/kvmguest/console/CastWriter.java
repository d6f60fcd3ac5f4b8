package io.kvmguest.console;

import com.fasterxml.jackson.jr.ob.JSON;
import io.kvmguest.console.RecordedEvent.Kind;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Writes what a console has printed, and what was typed on it, as an asciicast of version 2. What was printed is text to the
 * players of such files, so it is written as UTF-8 if it is that, every byte of it; if not, each byte is written as the
 * character of ISO 8859-1 that has its number, and the header says so.
 */
final class CastWriter {

    private static final int MOST_BYTES = 1 << 16;

    private final StoredTranscript transcript;
    private final long length;
    private final long[] chunks;
    private final TypedLog log;
    private final List<TypedLog.Entry> typed;

    /** What is done with each event. */
    private interface Sink {
        void take(Kind kind, long at, byte[] bytes) throws IOException;
    }

    /** A byte that is no UTF-8 was met. */
    private static final class NoTextException extends IOException {}

    CastWriter(StoredTranscript transcript, ChunkTimes times, TypedLog log) {
        this.transcript = transcript;
        this.length = transcript.length();
        this.chunks = times.upTo(length);
        this.log = log;
        this.typed = log.upTo(length);
    }

    void write(Path file, String title, Instant began, Map<String, String> facts) throws IOException {
        boolean text = isText();
        Map<String, String> ours = new LinkedHashMap<>(facts);
        if (!text) {
            ours.put(CastReader.CHARSET, "ISO-8859-1");
        }
        Map<String, Object> header = new LinkedHashMap<>();
        header.put("version", 2);
        header.put("width", 80);
        header.put("height", 24);
        header.put("timestamp", began.getEpochSecond());
        header.put("title", title);
        if (!ours.isEmpty()) {
            header.put(CastReader.OURS, ours);
        }
        try (BufferedWriter out = Files.newBufferedWriter(file)) {
            out.write(JSON.std.asString(header) + "\n");
            Sink bytes = (kind, at, data) -> out.write(line(kind, at, new String(data, StandardCharsets.ISO_8859_1)));
            events(text ? new Texts((kind, at, data) -> out.write(line(kind, at, data))) : bytes);
        }
    }

    private boolean isText() throws IOException {
        try {
            events(new Texts((kind, at, data) -> {}));
            return true;
        } catch (NoTextException e) {
            return false;
        }
    }

    private static String line(Kind kind, long at, String data) throws IOException {
        String seconds = String.format(Locale.ROOT, "%d.%06d", at / 1_000_000_000, at / 1_000 % 1_000_000);
        String event =
                "[" + seconds + ", \"" + (kind == Kind.PRINTED ? "o" : "i") + "\", " + JSON.std.asString(data) + "]\n";
        return kind.marker().isEmpty() ? event : "[" + seconds + ", \"m\", \"" + kind.marker() + "\"]\n" + event;
    }

    /** Gives all events, in their order, and at the end an empty one. */
    private void events(Sink sink) throws IOException {
        long at = 0;
        long from = 0;
        int chunk = 0;
        for (TypedLog.Entry entry : typed) {
            while (from < entry.offset()) {
                long to = Math.min(entry.offset(), endOf(chunk));
                at = Math.max(at, timeOf(chunk));
                printed(from, to, at, sink);
                from = to;
                chunk += from == endOf(chunk) ? 1 : 0;
            }
            at = Math.max(at, entry.at());
            sink.take(entry.kind(), at, log.bytes(entry));
        }
        while (from < length) {
            long to = endOf(chunk);
            at = Math.max(at, timeOf(chunk));
            printed(from, to, at, sink);
            from = to;
            chunk++;
        }
        sink.take(Kind.TYPED, at, new byte[0]);
    }

    private long endOf(int chunk) {
        return 2 * chunk + 2 < chunks.length ? chunks[2 * chunk + 2] : length;
    }

    private long timeOf(int chunk) {
        return 2 * chunk + 1 < chunks.length ? Math.max(0, chunks[2 * chunk + 1]) : 0;
    }

    private void printed(long from, long to, long at, Sink sink) throws IOException {
        for (long i = from; i < to; i += MOST_BYTES) {
            sink.take(Kind.PRINTED, at, transcript.bytes(i, Math.min(to, i + MOST_BYTES)));
        }
    }

    private interface TextSink {
        void take(Kind kind, long at, String text) throws IOException;
    }

    /** Makes text of bytes. Of a character that comes in two events, all is in the second one. */
    private static final class Texts implements Sink {

        private final TextSink sink;
        private byte[] begun = {};

        Texts(TextSink sink) {
            this.sink = sink;
        }

        @Override
        public void take(Kind kind, long at, byte[] bytes) throws IOException {
            if (kind != Kind.PRINTED && begun.length > 0) {
                throw new NoTextException();
            }
            byte[] all = Arrays.copyOf(begun, begun.length + bytes.length);
            System.arraycopy(bytes, 0, all, begun.length, bytes.length);
            ByteBuffer in = ByteBuffer.wrap(all);
            CharBuffer out = CharBuffer.allocate(all.length);
            CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
            CoderResult result = decoder.decode(in, out, kind != Kind.PRINTED);
            if (result.isError()) {
                throw new NoTextException();
            }
            begun = Arrays.copyOfRange(all, in.position(), all.length);
            String text = out.flip().toString();
            if (!text.isEmpty()) {
                sink.take(kind, at, text);
            }
        }
    }
}
