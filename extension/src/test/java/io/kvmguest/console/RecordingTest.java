package io.kvmguest.console;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RecordingTest {

    private static final String HEADER = "{\"version\": 2, \"width\": 80, \"height\": 24, \"timestamp\": 1504467315}\n";

    @TempDir
    Path folder;

    private Recording cast(String text) throws IOException {
        return Recording.read(Files.writeString(folder.resolve("login.cast"), text));
    }

    private void refuses(String text, String message) {
        assertThatExceptionOfType(RecordingException.class)
                .isThrownBy(() -> cast(text))
                .withMessage(message);
    }

    private static String printed(Recording recording) {
        Transcript transcript = recording.transcript();
        return new String(transcript.bytes(0, transcript.length()), StandardCharsets.ISO_8859_1);
    }

    private static List<String> events(Recording recording) {
        return recording.events().stream()
                .map(each -> each.line() + " " + each.at() / 1_000_000 + " " + each.kind() + " "
                        + new String(each.bytes(), UTF_8))
                .toList();
    }

    private static byte[] packed(byte[] bytes) throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
            out.write(bytes);
        }
        return packed.toByteArray();
    }

    @Test
    void reads_what_was_printed_and_what_was_typed() throws IOException {
        Recording recording = cast(HEADER
                + "[0.25, \"o\", \"vm login: \"]\n"
                + "[1, \"m\", \"a marker\"]\n"
                + "[1.5, \"i\", \"root\\r\"]\n"
                + "[1.75, \"r\", \"100x50\"]\n"
                + "\n"
                + "[2.125, \"o\", \"\\u001b[1m\u00e9\\r\\n\"]\n");

        assertThat(events(recording))
                .containsExactly("2 250 PRINTED vm login: ", "4 1500 TYPED root\r", "7 2125 PRINTED \033[1m\u00e9\r\n");
        assertThat(recording.hasTyping()).isTrue();
        assertThat(recording.began()).isEqualTo(Instant.ofEpochSecond(1504467315));
        assertThat(recording.duration()).isEqualTo(Duration.ofMillis(2125));
        assertThat(recording).hasToString("login.cast");
    }

    @Test
    void has_a_transcript_with_the_times_that_are_recorded() throws IOException {
        Transcript transcript = cast(HEADER
                        + "[0.25, \"o\", \"one\\r\\n\"]\n[1.5, \"i\", \"x\"]\n[2, \"o\", \"two\"]\n")
                .transcript();

        assertThat(transcript.text(Mark.POWER_ON, transcript.end())).isEqualTo("one\ntwo");
        assertThat(transcript.timeOf(0)).isEqualTo(Duration.ofMillis(250));
        assertThat(transcript.timeOf(4)).isEqualTo(Duration.ofMillis(250));
        assertThat(transcript.timeOf(5)).isEqualTo(Duration.ofSeconds(2));
        assertThat(cast(HEADER).transcript().length()).isZero();
    }

    @Test
    void reads_version_3_whose_times_are_intervals() throws IOException {
        Recording recording = cast("""
                {"version": 3, "term": {"cols": 80, "rows": 24}}
                # a comment
                [0.25, "o", "a"]
                [0.5, "m", ""]
                [1.25, "o", "b"]
                [0.5, "x", "0"]
                """);

        assertThat(events(recording)).containsExactly("3 250 PRINTED a", "5 2000 PRINTED b");
        assertThat(recording.began()).isEqualTo(Instant.EPOCH);
    }

    @Test
    void lets_no_time_go_back() throws IOException {
        assertThat(events(cast(HEADER + "[2, \"o\", \"a\"]\n[1, \"o\", \"b\"]\n")))
                .containsExactly("2 2000 PRINTED a", "3 2000 PRINTED b");
    }

    @Test
    void takes_characters_for_bytes_where_the_header_says_so() throws IOException {
        String header =
                "{\"version\": 2, \"width\": 80, \"height\": 24, \"kvmguest\": {\"charset\": \"ISO-8859-1\"}}\n";

        assertThat(printed(cast(header + "[0, \"o\", \"\\u0000\u00ff\u00c3\"]\n")))
                .isEqualTo("\0\u00ff\u00c3");
        refuses(
                header + "[0, \"o\", \"a\"]\n[0, \"o\", \"\u20ac\"]\n",
                "login.cast, line 3: holds a character that ISO-8859-1, its charset, does not have");
    }

    @ParameterizedTest
    @ValueSource(strings = {"boot.log", "boot.raw", "boot.txt", "BOOT.LOG"})
    void takes_other_files_for_what_was_printed(String name) throws IOException {
        byte[] all = new byte[256];
        for (int i = 0; i < all.length; i++) {
            all[i] = (byte) i;
        }
        Recording plain = Recording.read(Files.write(folder.resolve(name), all));
        Recording compressed = Recording.read(Files.write(folder.resolve(name + ".gz"), packed(all)));

        assertThat(plain.transcript().bytes(0, 256)).isEqualTo(all);
        assertThat(compressed.transcript().bytes(0, 256)).isEqualTo(all);
        assertThat(plain.hasTyping()).isFalse();
        assertThat(plain.duration()).isZero();
    }

    @Test
    void reads_a_compressed_cast() throws IOException {
        Path file = folder.resolve("login.cast.gz");
        Files.write(file, packed((HEADER + "[0, \"o\", \"a\"]\n").getBytes(UTF_8)));

        assertThat(printed(Recording.read(file))).isEqualTo("a");
    }

    @Test
    void reads_an_empty_log() throws IOException {
        assertThat(printed(Recording.read(Files.write(folder.resolve("boot.log"), new byte[0]))))
                .isEmpty();
    }

    @Test
    void takes_the_cast_of_a_folder_and_else_its_log() throws IOException {
        Files.writeString(folder.resolve("console.log"), "log");
        assertThat(printed(Recording.read(folder))).isEqualTo("log");
        Files.writeString(folder.resolve("console.cast"), HEADER + "[0, \"o\", \"cast\"]\n");
        assertThat(printed(Recording.read(folder))).isEqualTo("cast");
    }

    @Test
    void reads_what_a_console_has_saved_with_its_times() throws Exception {
        FakeTicker ticker = new FakeTicker();
        FakeLine line = new FakeLine();
        Path template = Files.createDirectory(folder.resolve("template"));
        try (SerialConsole console = SerialConsole.open(line, folder, ConsoleFixture.ROUTER, 1, ticker)) {
            console.poweredOn();
            ticker.advance(Duration.ofSeconds(2));
            line.print("one\n");
            line.awaitDrained();
            ticker.advance(Duration.ofSeconds(3));
            line.print("two\n");
            line.awaitDrained();
            console.save(template);
        }

        Recording recording = Recording.read(template);

        assertThat(events(recording)).containsExactly("0 2000 PRINTED one\n", "0 5000 PRINTED two\n");
        assertThat(recording.name()).isEqualTo("console.raw");
    }

    @Test
    void says_that_there_is_none() {
        Path missing = folder.resolve("missing.cast");
        assertThatExceptionOfType(RecordingException.class)
                .isThrownBy(() -> Recording.read(missing))
                .withMessage("There is no recording " + missing);
        assertThatExceptionOfType(RecordingException.class)
                .isThrownBy(() -> Recording.read(folder))
                .withMessage("Folder " + folder
                        + " holds no recording: neither console.cast nor console.raw nor console.log");
    }

    @Test
    void says_which_names_are_those_of_recordings() throws IOException {
        Path file = Files.writeString(folder.resolve("login.json"), HEADER);
        assertThatExceptionOfType(RecordingException.class)
                .isThrownBy(() -> Recording.read(file))
                .withMessage(
                        "login.json is no recording: the name of one ends in .cast (an asciicast), .log, .raw or .txt"
                                + " (what was printed), or one of these and .gz");
    }

    @Test
    void says_what_is_not_compressed() throws IOException {
        Path file = Files.writeString(folder.resolve("boot.log.gz"), "plain");
        assertThatExceptionOfType(RecordingException.class)
                .isThrownBy(() -> Recording.read(file))
                .withMessage("Recording boot.log.gz cannot be read: java.util.zip.ZipException: Not in GZIP format");
    }

    @Test
    void says_what_is_no_cast() throws IOException {
        refuses("", "login.cast is no asciicast: it is empty");
        refuses(
                "Linux version 6.1\n",
                "login.cast, line 1: not the header of an asciicast, which is a JSON object: Linux version 6.1");
        refuses(
                "{\"version\": 1}\n",
                "login.cast, line 1: its version is 1; what can be read are asciicasts of version 2 and 3");
        refuses("{}\n", "login.cast, line 1: its version is null; what can be read are asciicasts of version 2 and 3");
        refuses(
                "{\"version\": 2, \"kvmguest\": {\"charset\": \"KOI8-R\"}}\n",
                "login.cast, line 1: its charset is KOI8-R; known are UTF-8 and ISO-8859-1");
        Path latin = Files.write(folder.resolve("latin.cast"), new byte[] {'{', (byte) 0xe9});
        assertThatExceptionOfType(RecordingException.class)
                .isThrownBy(() -> Recording.read(latin))
                .withMessage("latin.cast is no asciicast: it is not UTF-8");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "[1, \"o\", \"the end is mis",
                "[1, \"o\"]",
                "[\"1\", \"o\", \"text\"]",
                "[-1, \"o\", \"text\"]",
                "[1, 2, \"text\"]",
                "[1, \"o\", 3]",
                "{\"version\": 2}"
            })
    void says_which_line_is_broken(String line) {
        refuses(
                HEADER + "[0, \"o\", \"a\"]\n" + line,
                "login.cast, line 3: not an event, which is [seconds, \"o\" or \"i\", \"text\"]: " + line);
    }

    @Test
    void says_where_half_a_character_is() {
        refuses(
                HEADER + "[0, \"o\", \"\\ud83d\"]\n",
                "login.cast, line 2: holds a character that UTF-8, its charset, does not have");
    }
}
