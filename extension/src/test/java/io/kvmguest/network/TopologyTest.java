package io.kvmguest.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class TopologyTest {

    @Test
    void has_the_segments_of_its_form() {
        assertThat(Topology.chain("a", "b", "c")).hasToString("a-b [a, b], b-c [b, c]");
        assertThat(Topology.ring("a", "b", "c")).hasToString("a-b [a, b], b-c [b, c], c-a [c, a]");
        assertThat(Topology.star("m", "a", "b")).hasToString("m-a [m, a], m-b [m, b]");
        assertThat(Topology.fullMesh("a", "b", "c", "d").segments())
                .containsExactly("a-b", "a-c", "a-d", "b-c", "b-d", "c-d");
        assertThat(Topology.segment("lan", "a", "b", "c")).hasToString("lan [a, b, c]");
        assertThat(Topology.none()).hasToString("no segment");
    }

    @Test
    void is_put_together_and_asked() {
        Topology all = Topology.chain("a", "b").and(Topology.segment("lan", "b", "c", "d"));
        assertThat(all.guests()).containsExactly("a", "b", "c", "d");
        assertThat(all.of("b")).containsExactly("a-b", "lan");
        assertThat(all.on("lan")).containsExactly("b", "c", "d");
        assertThat(all.without("lan")).isEqualTo(Topology.chain("a", "b")).hasSameHashCodeAs(Topology.chain("a", "b"));
    }

    private static void refuses(ThrowingCallable call, String message) {
        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(call)
                .withMessage(message);
    }

    @Test
    void refuses_what_cannot_be() {
        refuses(() -> Topology.chain("a"), "a chain needs at least 2 guests, but there were 1");
        refuses(() -> Topology.ring("a", "b"), "a ring needs at least 3 guests, but there were 2");
        refuses(() -> Topology.star("a"), "a star needs at least 2 guests, but there were 1");
        refuses(() -> Topology.star("a", "a"), "guest 'a' is there twice");
        refuses(() -> Topology.segment("lan", "a", "b", "a"), "guest 'a' is there twice");
        refuses(
                () -> Topology.segment("lan", "a", "b").and(Topology.segment("lan", "a", "c")),
                "segment 'lan' is there twice: with [a, b] and with [a, c]. Give one of them a name of its own");
        refuses(() -> Topology.chain("a", "b").on("b-a"), "there is no segment 'b-a'. There are [a-b]");
    }
}
