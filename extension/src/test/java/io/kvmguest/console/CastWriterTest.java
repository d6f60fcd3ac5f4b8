package io.kvmguest.console;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a console saves as an asciicast, and reads again. */
class CastWriterTest {

    private static final Instant BEGAN = Instant.ofEpochSecond(1504467315);

    @TempDir
    Path folder;

    private List<String> saved(SerialConsole console) throws IOException {
        Path file = folder.resolve("console.cast");
        console.saveCast(file, BEGAN, Map.of());
        return Files.readAllLines(file);
    }

    private byte[] readAgain(SerialConsole console) throws IOException {
        Path file = folder.resolve("again.cast");
        console.saveCast(file, BEGAN, Map.of());
        Transcript transcript = Recording.read(file).transcript();
        return transcript.bytes(0, transcript.length());
    }

    @Test
    void tells_what_was_printed_and_typed_in_order_and_with_its_times() throws Exception {
        try (ConsoleFixture fixture = new ConsoleFixture(folder)) {
            fixture.console.poweredOn();
            fixture.ticker.advance(Duration.ofMillis(1_500));
            fixture.print("vm login: ");
            fixture.ticker.advance(Duration.ofMillis(250));
            fixture.console.sendLine("root");
            fixture.ticker.advance(Duration.ofMillis(10));
            fixture.print("root\r\n# ");
            fixture.ticker.advance(Duration.ofSeconds(100));
            fixture.console.send("ls \"\u00e9\"\n");

            assertThat(saved(fixture.console))
                    .containsExactly(
                            "{\"version\":2,\"width\":80,\"height\":24,\"timestamp\":1504467315,"
                                    + "\"title\":\"Guest 'router' (image debian-12)\"}",
                            "[1.500000, \"o\", \"vm login: \"]",
                            "[1.750000, \"i\", \"root\\r\"]",
                            "[1.760000, \"o\", \"root\\r\\n# \"]",
                            "[101.760000, \"i\", \"ls \\\"\u00e9\\\"\\n\"]");
        }
    }

    @Test
    void says_what_it_is_told_in_its_header() throws Exception {
        try (ConsoleFixture fixture = new ConsoleFixture(folder)) {
            Path file = folder.resolve("console.cast");
            fixture.console.saveCast(file, BEGAN, Map.of("boot", "17"));

            assertThat(Recording.read(file).facts()).isEqualTo(Map.of("boot", "17"));
            assertThat(Recording.read(file).began()).isEqualTo(BEGAN);
        }
    }

    @Test
    void does_not_tell_a_secret() throws Exception {
        try (ConsoleFixture fixture = new ConsoleFixture(folder)) {
            fixture.console.poweredOn();
            fixture.print("Password: ");
            fixture.console.sendSecret("hunter2\n".getBytes(UTF_8));
            fixture.console.ofRootShell().sendSecret("hunter3\r".getBytes(UTF_8));
            fixture.console.ofRootShell().send("id\n");
            fixture.console.sendSecret("x".getBytes(UTF_8));

            assertThat(fixture.line.typed()).isEqualTo("hunter2\nhunter3\rid\nx");
            assertThat(saved(fixture.console).subList(1, 9))
                    .containsExactly(
                            "[0.000000, \"o\", \"Password: \"]",
                            "[0.000000, \"m\", \"kvmguest: a secret\"]",
                            "[0.000000, \"i\", \"********\\n\"]",
                            "[0.000000, \"m\", \"kvmguest: a secret of the root shell\"]",
                            "[0.000000, \"i\", \"********\\r\"]",
                            "[0.000000, \"m\", \"kvmguest: the root shell\"]",
                            "[0.000000, \"i\", \"id\\n\"]",
                            "[0.000000, \"m\", \"kvmguest: a secret\"]");
            assertThat(Recording.read(folder.resolve("console.cast")).events())
                    .extracting(RecordedEvent::kind)
                    .containsExactly(
                            RecordedEvent.Kind.PRINTED,
                            RecordedEvent.Kind.SECRET,
                            RecordedEvent.Kind.SHELL_SECRET,
                            RecordedEvent.Kind.SHELL,
                            RecordedEvent.Kind.SECRET);
            try (var files = Files.walk(folder)) {
                assertThat(files.filter(Files::isRegularFile))
                        .allSatisfy(file ->
                                assertThat(Files.readString(file, ISO_8859_1)).doesNotContain("hunter"));
            }
        }
    }

    @Test
    void stays_text_where_a_chunk_cuts_a_character_in_two() throws Exception {
        byte[] euro = "\u20ac".getBytes(UTF_8);
        try (ConsoleFixture fixture = new ConsoleFixture(folder)) {
            fixture.console.poweredOn();
            for (byte each : euro) {
                fixture.ticker.advance(Duration.ofSeconds(1));
                fixture.line.print(new byte[] {each});
                fixture.line.awaitDrained();
            }

            assertThat(saved(fixture.console).subList(1, 2)).containsExactly("[3.000000, \"o\", \"\u20ac\"]");
            assertThat(readAgain(fixture.console)).isEqualTo(euro);
        }
    }

    @Test
    void keeps_bytes_that_are_no_text() throws Exception {
        try (ConsoleFixture fixture = new ConsoleFixture(folder)) {
            byte[] all = new byte[300_000];
            new Random(5).nextBytes(all);
            fixture.line.print(all);
            fixture.line.awaitDrained();
            fixture.console.send(new byte[] {(byte) 0xff, 0});

            assertThat(readAgain(fixture.console)).isEqualTo(all);
            List<RecordedEvent> events =
                    Recording.read(folder.resolve("again.cast")).events();
            assertThat(events.get(events.size() - 1).bytes()).isEqualTo(new byte[] {(byte) 0xff, 0});
            assertThat(saved(fixture.console).get(0)).contains("\"kvmguest\":{\"charset\":\"ISO-8859-1\"}");
        }
    }

    @Test
    void keeps_the_order_where_something_is_typed_within_a_character() throws Exception {
        try (ConsoleFixture fixture = new ConsoleFixture(folder)) {
            fixture.line.print(new byte[] {'a', (byte) 0xc3});
            fixture.line.awaitDrained();
            fixture.console.send("x");
            fixture.line.print(new byte[] {(byte) 0xa9});
            fixture.line.awaitDrained();

            assertThat(readAgain(fixture.console)).isEqualTo("a\u00e9".getBytes(UTF_8));
            assertThat(Recording.read(folder.resolve("again.cast")).events())
                    .extracting(each -> new String(each.bytes(), ISO_8859_1))
                    .containsExactly("a\u00c3", "x", "\u00a9");
        }
    }

    @Test
    void has_the_times_of_a_long_recording() throws Exception {
        try (ConsoleFixture fixture = new ConsoleFixture(folder)) {
            fixture.console.poweredOn();
            int chunks = 2 * ChunkTimes.BLOCK + 10;
            for (int i = 0; i < chunks; i++) {
                fixture.ticker.advance(Duration.ofMillis(10));
                fixture.line.print("x");
                fixture.line.awaitDrained();
            }

            List<String> lines = saved(fixture.console);
            assertThat(lines).hasSize(1 + chunks);
            assertThat(lines.get(1)).isEqualTo("[0.010000, \"o\", \"x\"]");
            assertThat(lines.get(chunks)).isEqualTo("[82.020000, \"o\", \"x\"]");
        }
    }

    @Test
    void has_what_was_typed_on_the_guest_that_it_is_a_clone_of() throws Exception {
        Path template = Files.createDirectory(folder.resolve("template"));
        try (ConsoleFixture fixture = new ConsoleFixture(folder)) {
            fixture.console.poweredOn();
            fixture.print("# ");
            fixture.console.ofRootShell().send("id\n");
            fixture.print("uid=0\n");
            fixture.console.sendSecret("secret\n".getBytes(UTF_8));
            fixture.console.save(template);
        }
        try (SerialConsole clone =
                SerialConsole.resume(new FakeLine(), folder, template, ConsoleFixture.ROUTER, 1, new FakeTicker())) {
            clone.send("more\n");
            clone.saveCast(folder.resolve("clone.cast"), BEGAN, Map.of());
        }

        assertThat(Recording.read(folder.resolve("clone.cast")).events())
                .extracting(each -> each.kind() + " " + new String(each.bytes(), UTF_8))
                .containsExactly("PRINTED # ", "SHELL id\n", "PRINTED uid=0\n", "SECRET ********\n", "TYPED more\n");
    }

    @Test
    void writes_no_file_where_nothing_is_typed() throws Exception {
        try (ConsoleFixture fixture = new ConsoleFixture(folder)) {
            fixture.print("x");
            assertThat(folder.resolve("console.raw.typed")).doesNotExist();
            fixture.console.send("x");
            assertThat(folder.resolve("console.raw.typed")).exists();
        }
    }
}
