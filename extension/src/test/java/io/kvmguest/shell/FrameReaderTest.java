package io.kvmguest.shell;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class FrameReaderTest {

    private static final byte[] NOISE =
            "[   12.345678] e1000: eth0 NIC Link is Up\r\n".getBytes(StandardCharsets.US_ASCII);

    private final FakeLink link = new FakeLink();
    private final FrameReader reader = new FrameReader(link, Frames.SIGNATURE, 0);

    @Test
    void reads_frames_in_their_order() {
        link.print("$ ");
        link.print(Frames.frame(5, 'a', ""));
        link.print(Frames.frame(4095, 'd', "body"));
        assertFrame(reader.poll(), 5, 'a', "");
        assertFrame(reader.poll(), 4095, 'd', "body");
        assertThat(reader.poll()).isNull();
        assertThat(reader.position()).isEqualTo(link.end());
    }

    @Test
    void reads_frames_cut_anywhere() {
        byte[] frame = Frames.frame(1, 'd', "body");
        for (int i = 0; i <= frame.length; i++) {
            link.print(Arrays.copyOfRange(frame, 0, i));
            Frame early = reader.poll();
            link.print(Arrays.copyOfRange(frame, i, frame.length));
            Frame late = reader.poll();
            assertFrame(early == null ? late : early, 1, 'd', "body");
        }
    }

    @Test
    void passes_over_what_is_printed_in_the_middle_of_a_frame() {
        byte[] frame = Frames.frame(1, 'd', "body");
        for (int i = 0; i <= frame.length; i++) {
            link.print(Arrays.copyOfRange(frame, 0, i));
            link.print(NOISE);
            link.print(Arrays.copyOfRange(frame, i, frame.length));
            assertFrame(reader.poll(), 1, 'd', "body");
        }
    }

    @Test
    void survives_noise_between_any_two_bytes() {
        ByteArrayOutputStream noisy = new ByteArrayOutputStream();
        for (byte b : Frames.frame(1, 'd', "body")) {
            noisy.write(b);
            noisy.writeBytes(NOISE);
        }
        link.print(noisy.toByteArray());
        assertFrame(reader.poll(), 1, 'd', "body");
    }

    @Test
    void gives_up_a_frame_without_an_end_for_the_next_one() {
        byte[] frame = Frames.frame(1, 'd', "lost its end");
        link.print(Arrays.copyOf(frame, frame.length - 5));
        link.print(Frames.frame(2, 'd', "whole"));
        assertFrame(reader.poll(), 2, 'd', "whole");
        assertThat(reader.poll()).isNull();
    }

    @Test
    void gives_up_a_frame_without_a_beginning() {
        byte[] frame = Frames.frame(1, 'd', "lost its beginning");
        link.print(Arrays.copyOfRange(frame, 4, frame.length));
        link.print(Frames.frame(2, 'd', "whole"));
        assertFrame(reader.poll(), 2, 'd', "whole");
    }

    @Test
    void takes_no_notice_of_frames_of_others_or_of_text_above_ascii() {
        link.print("Größe … übermäßig\r\n".repeat(10_000));
        link.print(Frames.frame(new Signature("<other", "other>"), "0001dbody"));
        link.print(Frames.frame(3, 'a', ""));
        assertFrame(reader.poll(), 3, 'a', "");
        assertThat(reader.count()).isGreaterThan(0);
    }

    @Test
    void reads_one_that_says_that_nothing_was_understood() {
        link.print(Frames.notUnderstood());
        assertFrame(reader.poll(), -1, Frame.NOT_UNDERSTOOD, "");
    }

    @Test
    void drops_what_is_too_short_or_has_no_tag() {
        link.print(Frames.frame(Frames.SIGNATURE, ""));
        link.print(Frames.frame(Frames.SIGNATURE, "000"));
        link.print(Frames.frame(Frames.SIGNATURE, "0000"));
        link.print(Frames.frame(Frames.SIGNATURE, "00x0a"));
        link.print(Frames.frame(Frames.SIGNATURE, "0080a"));
        assertThat(reader.poll()).isNull();
    }

    @Test
    void does_not_gather_for_ever_what_never_ends() {
        byte[] begin = Arrays.copyOf(Frames.frame(1, 'd', ""), 12);
        link.print(begin);
        byte[] endless = new byte[3 << 20];
        Arrays.fill(endless, (byte) 0xe1);
        link.print(endless);
        assertThat(reader.poll()).isNull();
        assertThat(reader.toString().length()).isLessThan(2 << 20);
        link.print(Frames.frame(2, 'a', ""));
        assertFrame(reader.poll(), 2, 'a', "");
    }

    private static void assertFrame(@Nullable Frame frame, int tag, char type, String body) {
        Frame read = requireNonNull(frame, "no frame");
        assertThat(read.tag()).isEqualTo(tag);
        assertThat(read.type()).isEqualTo(type);
        assertThat(new String(read.body(), StandardCharsets.US_ASCII)).isEqualTo(body);
    }
}
