package io.kvmguest.qemu;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QemuVersionTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "QEMU emulator version 7.2.22 (Debian 1:7.2+dfsg-7+deb12u18+b3); 7.2.22",
                "QEMU emulator version 6.2.0 (Debian 1:6.2+dfsg-2ubuntu6.26); 6.2.0",
                "QEMU emulator version 10.1.2 (qemu-10.1.2-1.fc43); 10.1.2",
                "QEMU emulator version 9.2.50 (v9.2.0-1234-gabcdef); 9.2.50",
            })
    void is_read_from_the_banner(String banner, String expected) {
        assertThat(QemuVersion.parse(banner + "\nCopyright (c) 2003-2022 Fabrice Bellard"))
                .hasValueSatisfying(version -> assertThat(version).hasToString(expected));
    }

    @Test
    void is_not_read_from_something_else() {
        assertThat(QemuVersion.parse("qemu-img version 7.2.22")).isEmpty();
        assertThat(QemuVersion.parse("")).isEmpty();
    }

    @Test
    void is_compared_by_its_numbers() {
        QemuVersion version = new QemuVersion(7, 2, 22);
        assertThat(version.isAtLeast(6, 2)).isTrue();
        assertThat(version.isAtLeast(7, 2)).isTrue();
        assertThat(version.isAtLeast(7, 10)).isFalse();
        assertThat(version.isAtLeast(10, 0)).isFalse();
    }
}
