package io.kvmguest.qemu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class OnceTest {

    private final AtomicInteger asked = new AtomicInteger();

    @Test
    void asks_once() {
        Once<Integer> once = Once.of(asked::incrementAndGet);
        assertThat(once.known()).isEmpty();

        assertThat(once.get()).isEqualTo(1);
        assertThat(once.get()).isEqualTo(1);
        assertThat(once.known()).hasValue(1);
    }

    @Test
    void asks_again_after_a_failure() {
        Once<Integer> once = Once.of(() -> {
            if (asked.incrementAndGet() == 1) {
                throw new IllegalStateException("not yet");
            }
            return asked.get();
        });

        assertThatIllegalStateException().isThrownBy(once::get).withMessage("not yet");
        assertThat(once.get()).isEqualTo(2);
    }
}
