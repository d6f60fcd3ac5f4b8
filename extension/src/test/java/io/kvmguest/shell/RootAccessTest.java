package io.kvmguest.shell;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RootAccessTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "AUTOLOGIN | 1940 | root shell by autologin, 1.9 s",
                "SYSTEMD_CREDENTIAL | 44000 | root shell by systemd credential, 44 s",
                "CREDENTIALS | 950 | root shell by login with credentials, 950 ms",
                "CLOUD_INIT | 60000 | root shell by cloud-init, 60 s",
                "PREPARED | 125000 | root shell by preparing, 2 min 5 s"
            })
    void says_how_root_was_reached(LoginRoute route, long millis, String text) {
        assertThat(new RootAccess(route, Duration.ofMillis(millis))).hasToString(text);
    }
}
