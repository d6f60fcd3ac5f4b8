package io.kvmguest.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvmguest.boot.BootPhase;
import org.junit.jupiter.api.Test;

class ReportKeysTest {

    @Test
    void names_the_phases_in_lower_case() {
        assertThat(ReportKeys.phase(BootPhase.BOOT_LOADER)).isEqualTo("kvmguest.phase.boot_loader");
    }
}
