package io.kvmguest.shell;

import static io.kvmguest.shell.Frames.number;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JobEndTest {

    @Test
    void reads_a_silent_end() {
        JobEnd end = Objects.requireNonNull(read('e', "377"));
        assertThat(end.exitStatus()).isEqualTo(255);
        assertThat(end.stdout().length()).isZero();
        assertThat(end.stderr().length()).isZero();
    }

    @Test
    void reads_short_output() {
        JobEnd end = Objects.requireNonNull(
                read('d', "001" + number(3) + number(0xffff_ffffL) + number(2) + number(7) + "outer"));
        assertThat(end.exitStatus()).isEqualTo(1);
        assertThat(end.stdout().sum()).isEqualTo(0xffff_ffffL);
        assertThat(end.stdout().inline()).asString().isEqualTo("out");
        assertThat(end.stderr().sum()).isEqualTo(7);
        assertThat(end.stderr().inline()).asString().isEqualTo("er");
    }

    @Test
    void reads_the_size_of_long_output() {
        JobEnd end =
                Objects.requireNonNull(read('d', "000" + number(100_000) + number(1) + number(200_000) + number(2)));
        assertThat(end.stdout().length()).isEqualTo(100_000);
        assertThat(end.stdout().inline()).isNull();
        assertThat(end.stderr().length()).isEqualTo(200_000);
        assertThat(end.stderr().inline()).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "e:",
                "e:00",
                "e:0000",
                "e:0x0",
                "d:000",
                "d:00000000000003000000000000000000000000000000000ou",
                "d:0000000000000300000000000000000000000000000000outs",
                "d:000000000000x300000000000000000000000000000000out"
            })
    void notices_damage(String frame) {
        assertThat(read(frame.charAt(0), frame.substring(2))).isNull();
    }

    @Test
    void reads_what_is_said_of_a_packed_file() {
        byte[] body = (number(10) + number(20)).getBytes(StandardCharsets.US_ASCII);
        JobEnd.Output packed = Objects.requireNonNull(JobEnd.packed(new Frame(0, Frame.PACKED, body)));
        assertThat(packed.length()).isEqualTo(10);
        assertThat(packed.sum()).isEqualTo(20);
        assertThat(JobEnd.packed(new Frame(0, Frame.PACKED, new byte[3]))).isNull();
    }

    private static @org.jspecify.annotations.Nullable JobEnd read(char type, String body) {
        return JobEnd.of(new Frame(0, type, body.getBytes(StandardCharsets.US_ASCII)));
    }
}
