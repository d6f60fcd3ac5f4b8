package io.kvmguest.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvmguest.console.ConsoleLine;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LiveConsoleTest {

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final LiveConsole console = new LiveConsole(new PrintStream(bytes, false, StandardCharsets.UTF_8));

    private static ConsoleLine line(long millis, String text) {
        return new ConsoleLine(0, Duration.ofMillis(millis), text, true);
    }

    private List<String> printed() {
        return bytes.toString(StandardCharsets.UTF_8).lines().toList();
    }

    @Test
    void prints_the_time_since_power_on_and_the_guest() {
        console.of("debian-12").accept(line(12_345, "[    0.000000] Linux version 6.1.0"));
        assertThat(printed()).containsExactly("   12.345 debian-12 | [    0.000000] Linux version 6.1.0");
    }

    @Test
    void lines_up_guests_with_names_of_different_length() {
        Consumer<ConsoleLine> client = console.of("client");
        Consumer<ConsoleLine> dns = console.of("dns");
        client.accept(line(1, "a"));
        dns.accept(line(100_000_000, "b"));
        assertThat(printed()).containsExactly("    0.001 client | a", "100000.000 dns    | b");
    }

    @Test
    void lets_no_control_character_through() {
        console.of("mini").accept(line(0, "\u001b]0;owned\u0007"));
        assertThat(printed()).containsExactly("    0.000 mini | ^[]0;owned^G");
    }

    @Test
    void does_not_mix_the_lines_of_guests() throws InterruptedException {
        List<Thread> guests = IntStream.range(0, 4)
                .mapToObj(i -> {
                    Consumer<ConsoleLine> guest = console.of("guest" + i);
                    String text = String.valueOf(i).repeat(60);
                    return new Thread(() -> IntStream.range(0, 500).forEach(n -> guest.accept(line(n, text))));
                })
                .toList();
        guests.forEach(Thread::start);
        for (Thread guest : guests) {
            guest.join();
        }
        assertThat(printed()).hasSize(2_000).allMatch(line -> line.matches(" +\\d\\.\\d{3} guest(\\d) \\| \\1{60}"));
    }
}
