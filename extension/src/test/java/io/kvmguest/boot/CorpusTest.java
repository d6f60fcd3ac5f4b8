package io.kvmguest.boot;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvmguest.console.PartialTranscript;
import io.kvmguest.console.Transcript;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The boot log of every console of a real system that is kept here, whichever part of it has come, however it is cut into
 * chunks, and wherever the kernel prints.
 */
class CorpusTest {

    private static final byte[] NOISE = "[   99.512345] random: crng init done\r\n".getBytes(StandardCharsets.US_ASCII);

    /** Around the end of a line that begins a phase, each byte is looked at; elsewhere the ends of some lines. */
    private static final int NEAR = 6;

    private static final int LINES_APART = 150;

    static Stream<String> all() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("src/test/resources/transcripts"))) {
            return files.map(file -> file.getFileName().toString().replace(".log.gz", "")).sorted().toList().stream();
        }
    }

    private static byte[] recorded(String name) {
        Transcript transcript = Transcripts.recorded(name);
        return transcript.bytes(0, transcript.length());
    }

    /** What a log says, to be compared with what another one says. */
    private record Reading(List<PhaseEntry> phases, int messages, List<BootProblem> problems) {
        static Reading of(BootLog log) {
            return new Reading(log.phases(), log.kernelMessages().size(), log.problems());
        }
    }

    private static List<Integer> placesOfInterest(byte[] recording) {
        TreeSet<Integer> places = new TreeSet<>();
        int lines = 0;
        for (int i = 0; i < recording.length; i++) {
            if (recording[i] == '\n' && lines++ % LINES_APART == 0) {
                places.add(i + 1);
            }
        }
        for (PhaseEntry phase : BootLog.of(Transcript.of(recording)).phases()) {
            int end = (int) phase.start().offset();
            while (end < recording.length && recording[end] != '\n') {
                end++;
            }
            for (int i = Math.max(1, end - NEAR); i <= Math.min(recording.length, end + NEAR); i++) {
                places.add(i);
            }
        }
        places.add(recording.length);
        return List.copyOf(places);
    }

    /** Each byte comes alone, and the log is asked after each: all that one may ask in the middle of a boot. */
    @ParameterizedTest
    @MethodSource("all")
    void never_takes_back_a_phase_and_ends_as_if_all_had_come_at_once(String name) {
        byte[] recording = recorded(name);
        PartialTranscript partial = new PartialTranscript(recording);
        BootLog growing = BootLog.of(partial.transcript());
        List<BootPhase> before = List.of();
        for (int i = 1; i <= recording.length; i++) {
            partial.upTo(i);
            List<BootPhase> now =
                    growing.phases().stream().map(PhaseEntry::phase).toList();
            if (!now.equals(before)) {
                assertThat(now.size())
                        .as("%s behind %s after %s bytes", now, before, i)
                        .isGreaterThan(before.size());
                assertThat(now.subList(0, before.size()))
                        .as("after %s bytes", i)
                        .isEqualTo(before);
                before = now;
            }
        }
        assertThat(Reading.of(growing)).isEqualTo(Reading.of(BootLog.of(Transcript.of(recording))));
    }

    /** Whoever has read on since power-on, and whoever begins to read now, are told the same. */
    @ParameterizedTest
    @MethodSource("all")
    void reads_every_part_of_a_boot_alike_however_it_came(String name) {
        byte[] recording = recorded(name);
        PartialTranscript partial = new PartialTranscript(recording);
        BootLog growing = BootLog.of(partial.transcript());
        for (int length : placesOfInterest(recording)) {
            partial.upTo(length);
            Reading fresh = Reading.of(BootLog.of(Transcript.of(Arrays.copyOf(recording, length))));
            assertThat(Reading.of(growing)).as("after %s bytes", length).isEqualTo(fresh);
        }
    }

    static Stream<String> logins() throws IOException {
        return all().filter(name ->
                BootLog.of(Transcripts.recorded(name)).phase(BootPhase.LOGIN).isPresent());
    }

    @ParameterizedTest
    @MethodSource("logins")
    void sees_a_login_wherever_the_kernel_prints(String name) {
        byte[] recording = recorded(name);
        BootLog whole = BootLog.of(Transcript.of(recording));
        PhaseEntry login = whole.phase(BootPhase.LOGIN).orElseThrow();
        int start = (int) login.start().offset();
        int lineStart = Math.max(0, lastFeedBefore(recording, start - 200) + 1);
        int end = start;
        while (end < recording.length && recording[end] != '\n') {
            end++;
        }
        byte[] near = Arrays.copyOfRange(recording, lineStart, Math.min(recording.length, end + 1));
        BootLog quiet = BootLog.of(Transcript.of(near));
        for (int i = start - lineStart; i <= near.length; i++) {
            BootLog log = BootLog.of(Transcript.of(with(near, i)));
            assertThat(log.reached(BootPhase.LOGIN)).as("the kernel at %s", i).isTrue();
            assertThat(log.kernelMessages())
                    .as("the kernel at %s", i)
                    .hasSize(quiet.kernelMessages().size() + 1);
        }
    }

    private static int lastFeedBefore(byte[] bytes, int from) {
        for (int i = from; i >= 0; i--) {
            if (bytes[i] == '\n') {
                return i;
            }
        }
        return -1;
    }

    private static byte[] with(byte[] bytes, int at) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.write(bytes, 0, at);
        all.writeBytes(NOISE);
        all.write(bytes, at, bytes.length - at);
        return all.toByteArray();
    }
}
