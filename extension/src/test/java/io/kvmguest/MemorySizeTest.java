package io.kvmguest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MemorySizeTest {

    @ParameterizedTest
    @CsvSource({"512M,512", "512,512", "2G,2048", "2g,2048", "2GiB,2048", "65536K,64", "' 1T ',1048576"})
    void reads_the_notation_of_qemu(String text, int mib) {
        assertThat(MemorySize.parseMiB(text, OptionalLong.empty())).isEqualTo(mib);
    }

    @Test
    void says_how_a_size_is_written() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> MemorySize.parseMiB("12 bananas"))
                .withMessage(
                        "memory must be a number with K, M, G or T behind it, such as 512M, but was \"12 bananas\"");
    }

    @Test
    void refuses_what_no_kernel_starts_in() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> MemorySize.parseMiB("0"))
                .withMessage("memory must be at least 16M for a kernel to start, but was 0");
    }

    @Test
    void refuses_more_than_the_host_has() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> MemorySize.parseMiB("9G", OptionalLong.of(8000)))
                .withMessage("memory of 9G is more than this host has (8000M)");
    }
}
