package io.kvmguest.qemu;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class StderrTailTest {

    private final StderrTail tail = new StderrTail();

    @Test
    void keeps_what_fits() {
        append("one\n");
        append("two \u20ac\n");

        assertThat(tail.text()).isEqualTo("one\ntwo \u20ac\n");
    }

    @Test
    void is_empty_at_first() {
        assertThat(tail.text()).isEmpty();
    }

    @Test
    void keeps_exactly_its_limit() {
        append("x".repeat(StderrTail.LIMIT));

        assertThat(tail.text()).isEqualTo("x".repeat(StderrTail.LIMIT));
    }

    @Test
    void keeps_the_end_and_says_how_much_is_missing() {
        append("lost");
        append("x".repeat(StderrTail.LIMIT - 3));
        append("end");

        assertThat(tail.text())
                .isEqualTo("[4 bytes before this are not kept]\n" + "x".repeat(StderrTail.LIMIT - 3) + "end");
    }

    @Test
    void takes_more_than_its_limit_at_once() {
        append("a".repeat(100) + "b".repeat(StderrTail.LIMIT));

        assertThat(tail.text()).isEqualTo("[100 bytes before this are not kept]\n" + "b".repeat(StderrTail.LIMIT));
    }

    private void append(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        tail.append(bytes, bytes.length);
    }
}
