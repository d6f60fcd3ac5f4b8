package io.kvmguest.images;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class Lz4LegacyTest {

    @Test
    void copies_literals_and_runs_that_overlap_themselves() {
        // A token of 1 literal and a match of 15 + 0 + 4 at distance 1, then 5 literals.
        byte[] frame = HexFormat.of().parseHex("02214c18" + "0b000000" + "1f61010000" + "50" + "6263646566");

        byte[] out = Lz4Legacy.uncompress(frame, 0, frame.length, 25);

        assertThat(new String(out, StandardCharsets.US_ASCII)).isEqualTo("a".repeat(20) + "bcdef");
    }

    @Test
    void reads_long_literals_and_several_blocks() {
        String long300 = "x".repeat(300);
        // 300 literals: 15, then 255 + 30.
        String block = "f0ff1e" + HexFormat.of().formatHex(long300.getBytes(StandardCharsets.US_ASCII));
        String length = "2f010000";
        byte[] frame = HexFormat.of().parseHex("02214c18" + length + block + "02000000" + "1079");

        byte[] out = Lz4Legacy.uncompress(frame, 0, frame.length, 301);

        assertThat(new String(out, StandardCharsets.US_ASCII)).isEqualTo(long300 + "y");
    }

    @Test
    void knows_its_magic() {
        assertThat(Lz4Legacy.is(new byte[] {0, 2, 0x21, 0x4c, 0x18}, 1)).isTrue();
        assertThat(Lz4Legacy.is(new byte[] {0x1f, (byte) 0x8b, 8, 0}, 0)).isFalse();
        assertThat(Lz4Legacy.is(new byte[] {2, 0x21}, 0)).isFalse();
    }

    @Test
    void refuses_what_is_damaged() {
        byte[] beyond = HexFormat.of().parseHex("02214c18" + "05000000" + "1f61ff0000");
        byte[] tooShort = HexFormat.of().parseHex("02214c18" + "02000000" + "1079");

        assertThatThrownBy(() -> Lz4Legacy.uncompress(beyond, 0, beyond.length, 25))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the LZ4 data is damaged near byte 8");
        assertThatThrownBy(() -> Lz4Legacy.uncompress(tooShort, 0, tooShort.length, 2))
                .hasMessage("the LZ4 data holds 1 bytes, not 2");
    }
}
