package io.kvmguest.console;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whole consoles of real guests, where they are at hand. */
class RecordedTranscriptsTest {

    /** Tests run in the module's folder, whose parent is the top of the repository. */
    private static final Path FOLDER = Path.of("..", "..", "shared", "transcripts");

    /** A placeholder, as a parameterized test wants at least one. */
    private static final Path NONE = Path.of("none");

    static Stream<Path> transcripts() throws IOException {
        if (!Files.isDirectory(FOLDER)) {
            return Stream.of(NONE);
        }
        try (Stream<Path> files = Files.list(FOLDER)) {
            return files.filter(file -> file.toString().endsWith(".log.gz")).sorted().toList().stream();
        }
    }

    private static byte[] read(Path file) throws IOException {
        assumeTrue(Files.exists(file), "there are no recorded transcripts here");
        try (InputStream in = new GZIPInputStream(Files.newInputStream(file))) {
            return in.readAllBytes();
        }
    }

    @ParameterizedTest
    @MethodSource("transcripts")
    void read_the_same_whole_and_byte_by_byte(Path file) throws IOException {
        byte[] raw = read(file);
        Stripped whole = Stripped.whole(raw);
        assertThat(Stripped.byteByByte(raw)).isEqualTo(whole);
        assertThat(whole.text()).doesNotContain("\u001b", "\r", "\ufffd").contains("\n");
    }

    /** The rules once more, in another form: slow, and only for whole texts. */
    @ParameterizedTest
    @MethodSource("transcripts")
    void read_as_a_simple_model_reads_them(Path file) throws IOException {
        byte[] raw = read(file);
        String text = new String(raw, ISO_8859_1)
                .replaceAll("\u001b\\[[0-?]*[ -/]*[@-~]", "")
                .replaceAll("\u001b\\][^\u0007\u001b\n]*(\u0007|\u001b\\\\)", "")
                .replaceAll("\u001b[ -/]*[0-~]", "")
                .replaceAll("[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]", "")
                .replaceAll("\r+\n", "\n")
                .replaceAll("(?m)^\r+", "")
                .replaceAll("\r+", "\n");
        assertThat(Stripped.whole(raw).text()).isEqualTo(new String(text.getBytes(ISO_8859_1), UTF_8));
    }

    @Test
    void read_the_same_when_cut_at_any_byte() throws IOException {
        byte[] raw = read(FOLDER.resolve("openwrt-r43375.log.gz"));
        String whole = Stripped.whole(raw).text();
        for (int cut = 0; cut < raw.length; cut++) {
            Stripper stripper = new Stripper();
            StrippedText text = new StrippedText();
            stripper.strip(raw, 0, cut, 0, text);
            stripper.strip(raw, cut, raw.length - cut, cut, text);
            assertThat(text.toString(0, text.length())).isEqualTo(whole);
        }
    }

    @ParameterizedTest
    @MethodSource("transcripts")
    void give_each_line_with_the_offset_it_was_found_at(Path file) throws IOException {
        Transcript transcript = Transcript.of(read(file));
        List<ConsoleLine> lines = new ArrayList<>();
        try (Stream<ConsoleLine> all = transcript.lines(Mark.POWER_ON)) {
            all.forEach(lines::add);
        }
        assertThat(lines).isNotEmpty();
        for (int i = 0; i < lines.size(); i += 50) {
            // Reading from the offset of a line gives this line.
            try (Stream<ConsoleLine> rest =
                    transcript.lines(new Mark(lines.get(i).offset()))) {
                assertThat(rest.findFirst()).contains(lines.get(i));
            }
        }
        String joined = String.join("\n", lines.stream().map(ConsoleLine::text).toList());
        assertThat(transcript.text(Mark.POWER_ON, transcript.end())).startsWith(joined);
    }
}
