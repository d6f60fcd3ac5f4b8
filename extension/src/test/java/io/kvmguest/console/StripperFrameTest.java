package io.kvmguest.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class StripperFrameTest {

    @Test
    void drops_a_frame() {
        assertThat(text("a" + frame("x") + "b")).isEqualTo("ab");
    }

    @Test
    void drops_a_frame_longer_than_any_other_sequence() {
        assertThat(text("a" + frame("x".repeat(100_000)) + "b")).isEqualTo("ab");
    }

    @Test
    void drops_every_byte_that_a_frame_can_have() {
        StringBuilder all = new StringBuilder();
        for (char c = 0; c < 0x80; c++) {
            all.append(c);
        }
        assertThat(text("a" + frame(all.toString()) + "b\n")).isEqualTo("ab\n");
    }

    @Test
    void keeps_what_is_printed_in_the_middle_of_a_frame() {
        String frame = frame("interrupted");
        for (int i = 3; i < frame.length() - 1; i++) {
            String noisy = frame.substring(0, i) + "[    1.5] one\r\n[    1.6] two\r\n" + frame.substring(i);
            assertThat(text("$ " + noisy + "after")).isEqualTo("$ [    1.5] one\n[    1.6] two\nafter");
        }
    }

    @Test
    void drops_the_rest_of_a_frame_behind_each_of_many_lines() {
        StringBuilder noisy = new StringBuilder("\u001b_");
        StringBuilder noise = new StringBuilder();
        for (int i = 0; i < 5_000; i++) {
            noisy.append('\u00e1').append("line ").append(i).append('\n');
            noise.append("line ").append(i).append('\n');
        }
        assertThat(text(noisy + "\u001b\\")).isEqualTo(noise.toString());
    }

    @Test
    void reads_utf8_again_behind_a_frame() {
        String umlaut = new String("ä".getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
        assertThat(text(frame("x") + umlaut)).isEqualTo("ä");
    }

    @Test
    void forgets_a_frame_whose_end_was_lost() {
        String umlaut = new String("ä".getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
        String lost = "\u001b_\u00e1";
        assertThat(text(lost + "\n".repeat(1001) + umlaut)).isEqualTo("\n".repeat(1001) + "ä");
    }

    @Test
    void takes_an_apc_of_ascii_as_a_whole() {
        assertThat(text("a\u001b_Gf=100;QUJD\u001b\\b")).isEqualTo("ab");
    }

    private static String frame(String ascii) {
        StringBuilder frame = new StringBuilder("\u001b_");
        ascii.chars().forEach(c -> frame.append((char) (c | 0x80)));
        return frame.append("\u001b\\").toString();
    }

    private static String text(String latin1) {
        Transcript transcript = Transcript.of(latin1.getBytes(StandardCharsets.ISO_8859_1));
        return transcript.text(Mark.POWER_ON, transcript.end());
    }
}
