package io.kvmguest.console;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.InputStream;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class StoredTranscriptTest {

    private static Transcript of(String raw) {
        return Transcript.of(raw.getBytes(UTF_8));
    }

    private static List<ConsoleLine> lines(Transcript transcript, long from) {
        try (Stream<ConsoleLine> lines = transcript.lines(new Mark(from))) {
            return lines.toList();
        }
    }

    private static ConsoleLine line(long offset, String text, boolean complete) {
        return new ConsoleLine(offset, Duration.ZERO, text, complete);
    }

    @Test
    void gives_lines_with_their_offsets() {
        Transcript transcript = of("\u001b[1mone\u001b[0m\r\n\r\n\u001b[1mthr\u00e9e\n10%\r20%");
        assertThat(lines(transcript, 0))
                .containsExactly(
                        line(0, "one", true),
                        line(13, "", true),
                        line(15, "thr\u00e9e", true),
                        line(26, "10%", true),
                        line(30, "20%", false));
        assertThat(lines(transcript, 5)).first().isEqualTo(line(5, "ne", true));
        assertThat(lines(transcript, 28)).containsExactly(line(28, "%", true), line(30, "20%", false));
        assertThat(lines(transcript, transcript.length())).isEmpty();
    }

    @Test
    void gives_a_line_without_an_end_in_pieces() {
        Transcript transcript = of("x".repeat(65_535) + "\u00e9" + "y".repeat(100) + "\nshort\n");
        assertThat(lines(transcript, 0))
                .containsExactly(
                        line(0, "x".repeat(65_535), true),
                        line(65_535, "\u00e9" + "y".repeat(100), true),
                        line(65_638, "short", true));
    }

    @Test
    void gives_the_last_lines_that_are_not_blank() {
        Transcript transcript = of("one\r\n\r\ntwo\r\n  \r\n\u001b[0m\r\nthree\r\nfour");
        assertThat(transcript.lastLines(3)).extracting(ConsoleLine::text).containsExactly("two", "three", "four");
        assertThat(transcript.lastLines(99))
                .extracting(ConsoleLine::text)
                .containsExactly("one", "two", "three", "four");
        assertThat(transcript.lastLines(0)).isEmpty();
        assertThat(of("").lastLines(3)).isEmpty();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> transcript.lastLines(-1))
                .withMessage("count must not be negative: -1");
    }

    @Test
    void looks_far_back_for_the_last_lines() {
        Transcript transcript = of("one\r\ntwo\r\n" + "\r\n".repeat(200_000) + "three\r\n");
        assertThat(transcript.lastLines(3)).extracting(ConsoleLine::text).containsExactly("one", "two", "three");
        assertThat(transcript.lastLines(1)).containsExactly(line(400_010, "three", true));
    }

    @Test
    void keeps_only_the_last_state_of_a_progress_bar_among_the_last_lines() {
        assertThat(of("start\n10%\r20%\r30%\ndone\n").lastLines(12))
                .extracting(ConsoleLine::text)
                .containsExactly("start", "30%", "done");
        assertThat(of("start\n10%\r20%\r").lastLines(12))
                .extracting(ConsoleLine::text)
                .containsExactly("start", "20%");
    }

    @Test
    void gives_text_between_marks() {
        Transcript transcript = of("\u001b[1mone\u001b[0m\r\ntwo\r\n");
        assertThat(transcript.text(Mark.POWER_ON, transcript.end())).isEqualTo("one\ntwo\n");
        assertThat(transcript.text(new Mark(2), new Mark(14))).isEqualTo("one\nt");
        assertThat(transcript.text(new Mark(5), new Mark(5))).isEmpty();
        String many = "\u00e9".repeat(200_000);
        assertThat(of(many).text(new Mark(1), new Mark(400_000))).isEqualTo(many.substring(1));
    }

    @Test
    void gives_raw_bytes() throws Exception {
        Transcript transcript = Transcript.of(new byte[] {0, (byte) 0xff, 27, 13, 10});
        assertThat(transcript.bytes(1, 4)).containsExactly(0xff, 27, 13);
        assertThat(transcript.length()).isEqualTo(5);
        assertThat(transcript.end()).isEqualTo(new Mark(5));
        try (InputStream in = transcript.open(1)) {
            assertThat(in.available()).isEqualTo(4);
            assertThat(in.read()).isEqualTo(0xff);
            assertThat(in.skip(1)).isEqualTo(1);
            assertThat(in.readAllBytes()).containsExactly(13, 10);
            assertThat(in.read()).isEqualTo(-1);
        }
    }

    @Test
    void refuses_what_is_not_there() {
        Transcript transcript = of("12345");
        assertThatExceptionOfType(IndexOutOfBoundsException.class)
                .isThrownBy(() -> transcript.bytes(3, 6))
                .withMessage("from 3 to 6 of a transcript of 5 bytes");
        assertThatExceptionOfType(IndexOutOfBoundsException.class).isThrownBy(() -> transcript.open(6));
        assertThatExceptionOfType(IndexOutOfBoundsException.class).isThrownBy(() -> transcript.timeOf(6));
        assertThatExceptionOfType(IndexOutOfBoundsException.class)
                .isThrownBy(() -> transcript.text(new Mark(2), new Mark(1)));
        assertThat(transcript.timeOf(5)).isZero();
        assertThatExceptionOfType(IllegalStateException.class)
                .isThrownBy(transcript::file)
                .withMessage("This transcript was made from bytes and lies in no file");
    }
}
