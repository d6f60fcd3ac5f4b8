package io.kvmguest.assertions;

import io.kvmguest.console.ConsoleLine;
import io.kvmguest.console.Mark;
import io.kvmguest.console.Transcript;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/** A finished transcript, of which each line came a certain time after the one before. */
final class TimedTranscript implements Transcript {

    private final Transcript transcript;
    private final String text;
    private final Duration perLine;

    TimedTranscript(String text, Duration perLine) {
        this.transcript = Transcript.of(text.getBytes(StandardCharsets.US_ASCII));
        this.text = text;
        this.perLine = perLine;
    }

    @Override
    public Duration timeOf(long offset) {
        return perLine.multipliedBy(
                text.substring(0, (int) offset).chars().filter(c -> c == '\n').count());
    }

    @Override
    public Stream<ConsoleLine> lines(Mark from) {
        return transcript.lines(from).map(this::withTime);
    }

    @Override
    public List<ConsoleLine> lastLines(int count) {
        return transcript.lastLines(count).stream().map(this::withTime).toList();
    }

    private ConsoleLine withTime(ConsoleLine line) {
        return new ConsoleLine(line.offset(), timeOf(line.offset()), line.text(), line.complete());
    }

    @Override
    public long length() {
        return transcript.length();
    }

    @Override
    public byte[] bytes(long from, long to) {
        return transcript.bytes(from, to);
    }

    @Override
    public InputStream open(long from) {
        return transcript.open(from);
    }

    @Override
    public String text(Mark from, Mark to) {
        return transcript.text(from, to);
    }

    @Override
    public Mark end() {
        return transcript.end();
    }

    @Override
    public Path file() {
        return transcript.file();
    }
}
