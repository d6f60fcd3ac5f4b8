package io.kvmguest.shell;

import static io.kvmguest.shell.Frames.number;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class HelloTest {

    @Test
    void reads_who_is_there() {
        assertThat(read('h', number(1000) + number(43) + "101m"))
                .isEqualTo(new Hello(1000, 43, true, false, true, Sum.MD5));
        assertThat(read('h', number(0) + number(0) + "010c")).isEqualTo(new Hello(0, 0, false, true, false, Sum.CKSUM));
    }

    @Test
    void notices_damage() {
        assertThat(read('a', number(0) + number(43) + "111c")).isNull();
        assertThat(read('h', number(0) + number(43) + "111")).isNull();
        assertThat(read('h', number(0) + number(43) + "111x")).isNull();
        assertThat(read('h', number(0) + number(43) + "1x1c")).isNull();
        assertThat(read('h', number(0) + "x" + number(43) + "11c")).isNull();
    }

    private static @org.jspecify.annotations.Nullable Hello read(char type, String body) {
        return Hello.of(new Frame(0, type, body.getBytes(StandardCharsets.US_ASCII)));
    }
}
