package io.kvmguest.shell;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExitStatusTest {

    @ParameterizedTest
    @CsvSource({
        "0, exit status 0",
        "2, exit status 2",
        "126, exit status 126 (not executable)",
        "127, exit status 127 (command not found)",
        "128, exit status 128",
        "129, exit status 129 (SIGHUP)",
        "130, exit status 130 (SIGINT)",
        "137, exit status 137 (SIGKILL)",
        "139, exit status 139 (SIGSEGV)",
        "141, exit status 141 (SIGPIPE)",
        "143, exit status 143 (SIGTERM)",
        "159, exit status 159 (SIGSYS)",
        "160, exit status 160",
        "162, exit status 162 (SIGRTMIN+0)",
        "192, exit status 192 (SIGRTMIN+30)",
        "193, exit status 193",
        "255, exit status 255"
    })
    void says_what_a_status_means(int status, String words) {
        assertThat(ExitStatus.describe(status)).isEqualTo(words);
    }
}
