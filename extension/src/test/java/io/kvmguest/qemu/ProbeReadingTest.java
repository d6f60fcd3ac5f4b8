package io.kvmguest.qemu;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ProbeReadingTest {

    private final AtomicLong now = new AtomicLong(1_000);
    private final ProbeReading reading = new ProbeReading(now::get);

    @Test
    void has_no_time_before_the_guest_runs() {
        read("SeaBIOS. 16.");
        now.addAndGet(500);

        assertThat(reading.isRunning()).isFalse();
        assertThat(reading.time()).isZero();
        assertThat(reading.parts()).isZero();
    }

    @Test
    void counts_parts_and_time_while_it_runs() {
        read("Booting.{");
        now.addAndGet(70);
        read("..");

        assertThat(reading.isRunning()).isTrue();
        assertThat(reading.isComplete()).isFalse();
        assertThat(reading.parts()).isEqualTo(2);
        assertThat(reading.time()).isEqualTo(Duration.ofNanos(70));
    }

    @Test
    void stops_the_time_and_has_the_answer_at_the_end() {
        read("{...CA");
        now.addAndGet(30);
        read("FE}");
        now.addAndGet(30);
        read("..more");

        assertThat(reading.isComplete()).isTrue();
        assertThat(reading.answer()).isEqualTo("CAFE");
        assertThat(reading.parts()).isEqualTo(3);
        assertThat(reading.time()).isEqualTo(Duration.ofNanos(30));
    }

    private void read(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        reading.accept(bytes, bytes.length);
    }
}
