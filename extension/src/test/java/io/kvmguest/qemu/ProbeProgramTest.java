package io.kvmguest.qemu;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ProbeProgramTest {

    @Test
    void is_a_boot_sector() {
        byte[] sector = ProbeProgram.sector();

        assertThat(sector).hasSize(512).startsWith(0xFA, 0x31, 0xC0).endsWith(0x55, 0xAA);
        assertThat(sector[0x7c80 - 0x7c00]).as("begin of the 64-bit code").isEqualTo((byte) 0xB8);
    }

    @Test
    void has_one_right_answer() {
        assertThat(ProbeProgram.answer()).isEqualTo("D2000601");
    }
}
