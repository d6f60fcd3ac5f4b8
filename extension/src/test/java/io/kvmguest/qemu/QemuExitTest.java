package io.kvmguest.qemu;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QemuExitTest {

    @ParameterizedTest
    @CsvSource({
        "0, QEMU exited with status 0",
        "1, QEMU exited with status 1",
        "128, QEMU exited with status 128",
        "134, QEMU was killed by SIGABRT",
        "137, QEMU was killed by SIGKILL",
        "139, QEMU was killed by SIGSEGV",
        "143, QEMU was killed by SIGTERM",
        "159, QEMU was killed by SIGSYS",
        "148, QEMU was killed by signal 20",
        "160, QEMU exited with status 160",
    })
    void says_how_qemu_ended(int shellStatus, String expected) {
        assertThat(QemuExit.ofShellStatus(OptionalInt.of(shellStatus), "").describe())
                .isEqualTo(expected);
    }

    @Test
    void says_when_nobody_can_know() {
        assertThat(QemuExit.ofShellStatus(OptionalInt.empty(), "").describe())
                .isEqualTo("QEMU is gone, and so is the supervisor that could have told how");
    }
}
