package io.kvmguest.shell;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kvmguest.console.Mark;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RootShellStateTest {

    private static final RootShellState STATE = new RootShellState(
            Mark.POWER_ON,
            new Mark(4000),
            new Mark(4100),
            Duration.ofMillis(1900),
            LoginRoute.PREPARED,
            List.of(0, 1, 2),
            0,
            "/dev/shm/kvmguest.x",
            123,
            "prompt 500:5:bf",
            List.of(new RootShellState.Shell(2, 456, 7)),
            3,
            List.of(10, 12, 14));

    @Test
    void is_the_same_after_it_was_texts() {
        assertThat(RootShellState.of(STATE.texts())).isEqualTo(STATE);
    }

    @Test
    void says_what_is_missing() {
        STATE.texts().keySet().forEach(key -> {
            Map<String, String> texts = new HashMap<>(STATE.texts());
            texts.remove(key);
            assertThatThrownBy(() -> RootShellState.of(texts))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("'" + key + "' is missing");
        });
        Map<String, String> texts = new HashMap<>(STATE.texts());
        texts.put("shells", "2:3");
        assertThatThrownBy(() -> RootShellState.of(texts))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("damaged: ");
    }

    @Test
    void the_program_that_wakes_up_a_clone_is_told_randomness_and_the_time() {
        byte[] request = WakeProgram.request(new Random(1), Instant.ofEpochSecond(1_800_000_000L, 5));

        ByteBuffer bytes = ByteBuffer.wrap(request).order(ByteOrder.LITTLE_ENDIAN);
        assertThat(bytes.getInt()).isEqualTo(256);
        assertThat(bytes.getInt()).isEqualTo(64);
        assertThat(bytes.getLong(72)).isEqualTo(1_800_000_000L);
        assertThat(bytes.getLong(80)).isEqualTo(5);
        assertThat(request).hasSize(88);
        assertThat(WakeProgram.request(new Random(2), Instant.EPOCH)).isNotEqualTo(request);
        assertThat(WakeProgram.elf()).startsWith(0x7f, 'E', 'L', 'F').hasSizeLessThan(300);
    }

    @Test
    void it_needs_a_kernel_that_can_be_reseeded() {
        WakeProgram.requireKernel("4.17.0");
        WakeProgram.requireKernel("6.1.0-31-cloud-amd64");
        for (String old : List.of("3.10.49", "4.16.18", "2.6.32", "")) {
            assertThatThrownBy(() -> WakeProgram.requireKernel(old))
                    .isInstanceOf(WakeUpException.class)
                    .hasMessage("its kernel, \"" + old
                            + "\", is older than 4.17, which is the first that takes a new seed at once");
        }
    }

    @Test
    void its_answer_is_what_the_kernel_gives_for_randomness() {
        byte[] answer = new byte[WakeProgram.ANSWER];
        answer[19] = 0x7a;
        assertThat(WakeProgram.answer(answer)).isEqualTo("0".repeat(30) + "7a");
        answer[0] = -1;
        assertThatThrownBy(() -> WakeProgram.answer(answer))
                .isInstanceOf(WakeUpException.class)
                .hasMessage("its kernel takes no randomness or no time from a program: status 255");
    }
}
