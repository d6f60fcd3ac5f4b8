package io.kvmguest.shell;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PackingTest {

    @Test
    void unpacks_what_it_packs() {
        byte[] data = new byte[10_000];
        new Random(1).nextBytes(data);
        assertThat(Packing.unpack(ascii(Packing.pack(data)), data.length)).isEqualTo(data);
    }

    @Test
    void reads_the_lines_of_base64() {
        String lines = Packing.pack(ascii("some text")).replaceAll("(.{8})", "$1\n") + "\n";
        assertThat(Packing.unpack(ascii(lines), 9)).isEqualTo(ascii("some text"));
    }

    @Test
    void takes_as_much_as_was_asked_for() {
        assertThat(Packing.unpack(ascii(Packing.pack(ascii("some text"))), 4)).isEqualTo(ascii("some"));
        assertThat(Packing.unpack(ascii(Packing.pack(ascii("some text"))), 10)).isNull();
    }

    @Test
    void gives_nothing_for_what_is_broken() {
        byte[] packed = ascii(Packing.pack(new byte[1_000]));
        assertThat(Packing.unpack(Arrays.copyOf(packed, packed.length / 2), 1_000))
                .isNull();
        assertThat(Packing.unpack(new byte[0], 1)).isNull();
        assertThat(Packing.unpack(ascii("nonsense"), 1)).isNull();
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
