package io.kvmguest.qemu;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class HostMemoryTest {

    @Test
    void reads_what_is_available() {
        assertThat(HostMemory.available(Stream.of(
                        "MemTotal:       24683520 kB", "MemFree:          391468 kB", "MemAvailable:   23735404 kB")))
                .isEqualTo(23_735_404L << 10);
    }

    @Test
    void finds_nothing_where_the_kernel_does_not_say() {
        assertThat(HostMemory.available(Stream.of("MemTotal: 24683520 kB", "MemAvailable: unknown")))
                .isZero();
    }

    @Test
    void has_no_room_for_more_than_there_is() {
        assertThat(HostMemory.hasRoomFor(Long.MAX_VALUE)).isFalse();
    }
}
