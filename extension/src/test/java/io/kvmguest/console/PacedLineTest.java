package io.kvmguest.console;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class PacedLineTest {

    private final FakeLine line = new FakeLine();

    @Test
    void writes_in_pieces_with_a_pause_behind_each() throws IOException {
        PacedLine paced = new PacedLine(line, 3, Duration.ofMillis(5));
        byte[] bytes = "-abcdefgh-".getBytes(UTF_8);
        long begin = System.nanoTime();
        paced.write(bytes, 1, 8);
        assertThat(System.nanoTime() - begin).isGreaterThanOrEqualTo(3 * 5_000_000L);
        assertThat(line.typed()).isEqualTo("abcdefgh");
        assertThat(paced.description()).isEqualTo(line.description());
    }

    @Test
    void says_how_much_it_had_written_when_it_was_interrupted() {
        PacedLine paced = new PacedLine(line, 3, Duration.ofHours(1));
        Thread.currentThread().interrupt();
        assertThatExceptionOfType(InterruptedIOException.class)
                .isThrownBy(() -> paced.write("abcdefgh".getBytes(UTF_8), 0, 8))
                .satisfies(e -> assertThat(e.bytesTransferred).isEqualTo(3));
        assertThat(Thread.interrupted()).isTrue();
        assertThat(line.typed()).isEqualTo("abc");
    }

    @Test
    void refuses_what_cannot_be() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new PacedLine(line, 0, Duration.ZERO))
                .withMessage("chunk (0) must be positive");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new PacedLine(line, 1, Duration.ofMillis(-1)))
                .withMessage("pause (PT-0.001S) must not be negative");
    }
}
