package io.kvmguest.shell;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class SumTest {

    private static final byte[] HELLO = "hello\n".getBytes(StandardCharsets.US_ASCII);

    @Test
    void sums_as_cksum_does() {
        assertThat(Sum.CKSUM.of(HELLO)).isEqualTo(3015617425L);
        assertThat(Sum.CKSUM.of(new byte[0])).isEqualTo(4294967295L);
        assertThat(Sum.CKSUM.of(new byte[1 << 20])).isEqualTo(3018728591L);
    }

    @Test
    void sums_as_the_first_digits_of_md5sum_do() {
        assertThat(Sum.MD5.of(HELLO)).isEqualTo(0xb1946ac9L);
    }

    @Test
    void is_found_by_its_letter() {
        assertThat(Sum.of('c')).isSameAs(Sum.CKSUM);
        assertThat(Sum.of('m')).isSameAs(Sum.MD5);
        assertThat(Sum.of('x')).isNull();
    }
}
