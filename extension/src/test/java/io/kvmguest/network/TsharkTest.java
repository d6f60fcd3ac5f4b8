package io.kvmguest.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.File;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class TsharkTest {

    @TempDir
    Path folder;

    @Test
    void says_how_to_install_it() {
        assertThatExceptionOfType(IllegalStateException.class)
                .isThrownBy(() -> new Tshark("tshark-that-is-not-there").numbers(folder, "arp"))
                .withMessage(
                        "tshark-that-is-not-there was not found on the PATH. It is Wireshark without a window: apt-get"
                                + " install tshark (Debian, Ubuntu), dnf install wireshark-cli (Fedora), apk add tshark (Alpine)");
    }

    @Test
    void refuses_a_blank_filter() {
        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> new Tshark().numbers(folder, " "))
                .withMessage("a display filter must not be blank: it would mean every frame");
    }

    /** Wireshark is the reader that the files are for. */
    @Nested
    class WithIt {

        private void assume() {
            String path = System.getenv().getOrDefault("PATH", "");
            assumeThat(Arrays.stream(path.split(File.pathSeparator, -1))
                            .map(each -> Path.of(each, "tshark"))
                            .anyMatch(Files::isExecutable))
                    .as("tshark is on the PATH (apt-get install tshark)")
                    .isTrue();
        }

        private List<Frame> send(Map<String, byte[]> frames, Capture capture, Card from) {
            frames.values().forEach(from::send);
            from.send(new byte[60]);
            capture.await(FrameFilter.of("last frame", frame -> frame.etherType() == 0), Duration.ofSeconds(50));
            return capture.frames();
        }

        private String seconds(Frame frame) {
            return BigDecimal.valueOf(ChronoUnit.NANOS.between(Instant.EPOCH, frame.time()), 9)
                    .toPlainString();
        }

        private String tshark(Path file, String... fields) throws Exception {
            List<String> command = new ArrayList<>(
                    List.of("tshark", "-n", "-r", file.toString(), "-T", "fields", "-E", "occurrence=f"));
            for (String field : fields) {
                command.add("-e");
                command.add(field);
            }
            Process process = new ProcessBuilder(command)
                    .redirectError(folder.resolve("errors").toFile())
                    .start();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor()).as("status of tshark: %s", output).isZero();
            return output;
        }

        @Test
        void reads_a_file_as_it_was_meant() throws Exception {
            assume();
            Path file = folder.resolve("lan.pcapng");
            List<Frame> frames;
            try (Segment lan = Segment.create("lan");
                    Card a = new Card(folder, lan, "a", 1);
                    Capture capture = lan.capture(file)) {
                frames = send(RecordedFrames.all(), capture, a);
            }
            String output = tshark(
                    file,
                    "frame.time_epoch",
                    "frame.interface_name",
                    "frame.packet_flags_direction",
                    "frame.len",
                    "eth.dst");
            List<String> expected = frames.stream()
                    .map(frame -> String.join(
                            "\t",
                            seconds(frame),
                            "a",
                            "0x00000001",
                            String.valueOf(frame.length()),
                            frame.destination()))
                    .toList();
            assertThat(output.lines()).containsExactlyElementsOf(expected);
        }

        @Test
        void finds_frames_by_a_display_filter() {
            assume();
            try (Segment lan = Segment.create("lan");
                    Card a = new Card(folder, lan, "a", 1);
                    Capture capture = lan.capture()) {
                send(RecordedFrames.all(), capture, a);
                assertThat(capture.matching("dhcp.option.dhcp == 5")).hasSize(1).allMatch(Frames.dhcpAck());
                assertThat(capture.matching("arp")).hasSize(4).allMatch(Frames.arp());
                assertThat(capture.matching("arp", capture.mark())).isEmpty();
                assertThat(capture.matching("tcp.port == 81")).isEmpty();
            }
        }

        @Test
        void quotes_what_it_says_of_a_filter_that_it_refuses() {
            assume();
            try (Segment lan = Segment.create("lan");
                    Capture capture = lan.capture()) {
                assertThatExceptionOfType(IllegalArgumentException.class)
                        .isThrownBy(() -> capture.matching("dhcp.option.dhcp =="))
                        .withMessageMatching(
                                "(?s)tshark refuses the display filter \"dhcp\\.option\\.dhcp ==\":\\n  \\| tshark: .+")
                        .withMessageNotContaining("root");
            }
        }
    }
}
