package io.kvmguest.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A console that goes on where another one was saved. */
class ResumedConsoleTest {

    @TempDir
    Path recording;

    @TempDir
    Path work;

    @Test
    void has_what_was_printed_with_its_times_and_goes_on_behind() throws Exception {
        FakeTicker ticker = new FakeTicker();
        FakeLine line = new FakeLine();
        SerialConsole saved = SerialConsole.open(line, recording, ConsoleFixture.ROUTER, 1, ticker);
        saved.poweredOn();
        ticker.advance(Duration.ofSeconds(2));
        line.print("Linux version 6.1\n");
        line.awaitDrained();
        ticker.advance(Duration.ofSeconds(3));
        line.print("# ");
        line.awaitDrained();
        ticker.advance(Duration.ofSeconds(5));
        Path template = Files.createDirectory(recording.resolve("template"));
        saved.save(template);
        saved.close();

        FakeLine other = new FakeLine();
        ticker.advance(Duration.ofDays(1));
        SerialConsole resumed = SerialConsole.resume(other, work, template, ConsoleFixture.ROUTER, 1, ticker);
        List<String> lines = new CopyOnWriteArrayList<>();
        resumed.onLine(each -> lines.add(each.text()));
        ticker.advance(Duration.ofSeconds(7));
        assertThat(resumed.runsOn()).isEqualTo(Duration.ofSeconds(10));
        ticker.advance(Duration.ofSeconds(1));
        Mark end = resumed.mark();
        other.print("\nlater\n");
        resumed.fromPowerOn().expect("later", Duration.ofMinutes(1));

        Transcript transcript = resumed.transcript();
        assertThat(transcript.text(Mark.POWER_ON, end)).isEqualTo("Linux version 6.1\n# ");
        assertThat(transcript.timeOf(0)).isEqualTo(Duration.ofSeconds(2));
        assertThat(transcript.timeOf(end.offset() - 1)).isEqualTo(Duration.ofSeconds(5));
        assertThat(transcript.timeOf(end.offset() + 1)).isEqualTo(Duration.ofSeconds(11));
        resumed.close();
        assertThat(lines).contains("later").noneMatch(text -> text.contains("Linux"));
    }

    @Test
    void says_that_a_recording_cannot_be_read() {
        assertThatThrownBy(() -> SerialConsole.resume(new FakeLine(), work, recording, ConsoleFixture.ROUTER, 1))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessage(
                        "The recorded console of Guest 'router' (image debian-12) cannot be read from " + recording);
    }

    @Test
    void many_times_come_back_from_a_file() throws Exception {
        ChunkTimes times = new ChunkTimes(work.resolve("a"));
        int records = 2 * ChunkTimes.BLOCK + 5;
        for (int i = 0; i < records; i++) {
            times.add(3L * i, 2_000_000L * i);
        }
        times.save(work.resolve("saved"), 3L * (records - 1), 42);
        times.finish();

        ChunkTimes loaded = new ChunkTimes(work.resolve("b"));
        assertThat(loaded.load(work.resolve("saved"))).isEqualTo(42);
        assertThat(loaded.at(3L * 5000 + 2)).isEqualTo(2_000_000L * 5000);
        // What came behind the length that was asked for is not in it.
        assertThat(loaded.at(3L * records)).isEqualTo(2_000_000L * (records - 2));
        loaded.finish();
    }
}
