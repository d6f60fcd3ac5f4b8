package io.kvmguest.boot;

import io.kvmguest.console.ConsoleLine;
import io.kvmguest.console.Mark;
import io.kvmguest.console.Transcript;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Stream;

/** A transcript to which a test adds what the guest prints, and when. Counts how many lines were asked for. */
final class GrowingTranscript implements Transcript {

    private final ByteArrayOutputStream raw = new ByteArrayOutputStream();
    private final TreeMap<Long, Duration> times = new TreeMap<>();
    private Transcript now = Transcript.of(new byte[0]);
    private long linesRead;

    GrowingTranscript print(double seconds, String text) {
        times.put(now.length(), Duration.ofMillis(Math.round(seconds * 1000)));
        raw.writeBytes(text.getBytes(StandardCharsets.UTF_8));
        now = Transcript.of(raw.toByteArray());
        return this;
    }

    long linesRead() {
        return linesRead;
    }

    @Override
    public long length() {
        return now.length();
    }

    @Override
    public byte[] bytes(long from, long to) {
        return now.bytes(from, to);
    }

    @Override
    public InputStream open(long from) {
        return now.open(from);
    }

    @Override
    public Duration timeOf(long offset) {
        return times.isEmpty() ? Duration.ZERO : times.floorEntry(offset).getValue();
    }

    @Override
    public Stream<ConsoleLine> lines(Mark from) {
        return now.lines(from).map(this::withTime).peek(line -> linesRead++);
    }

    @Override
    public List<ConsoleLine> lastLines(int count) {
        return now.lastLines(count).stream().map(this::withTime).toList();
    }

    @Override
    public String text(Mark from, Mark to) {
        return now.text(from, to);
    }

    @Override
    public Mark end() {
        return now.end();
    }

    @Override
    public Path file() {
        return now.file();
    }

    private ConsoleLine withTime(ConsoleLine line) {
        return new ConsoleLine(line.offset(), timeOf(line.offset()), line.text(), line.complete());
    }
}
