package io.kvmguest.shell;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What tells a credential of systemd from an image's own autologin, as systemd 257 shows both. */
@Timeout(120)
class LoginRouteTest {

    @TempDir
    Path directory;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "yes | /sbin/agetty -o '-- \\u' --noreset --noclear --keep-baud 115200,57600,38400,9600 - vt220"
                        + " | SYSTEMD_CREDENTIAL",
                "yes | /sbin/agetty -o '-p -f -- \\u' --keep-baud --autologin root 115200,57600 - vt220 | AUTOLOGIN",
                "yes | /sbin/agetty -a root --keep-baud 115200,57600 ttyS0 vt220 | AUTOLOGIN",
                "no | /sbin/agetty -o '-- \\u' --noreset --noclear --keep-baud 115200 - vt220 | AUTOLOGIN"
            })
    void tells_whose_autologin_it_was(String credential, String getty, LoginRoute route) throws Exception {
        assumeThat(System.getProperty("user.name")).as("who runs the tests").isEqualTo("root");
        assumeThat(new ProcessBuilder("unshare", "-m", "mount", "-t", "tmpfs", "none", "/run")
                        .start()
                        .waitFor())
                .as("status of mounting in a namespace")
                .isZero();
        Path systemctl = Files.createDirectories(directory.resolve("bin")).resolve("systemctl");
        Files.writeString(systemctl, """
                #!/bin/sh
                [ "$*" = 'show -p ExecStart --value serial-getty@ttyS0.service' ] || exit 1
                cat <<'END'
                { path=/sbin/agetty ; argv[]=GETTY ; ignore_errors=yes }
                END
                """.replace("GETTY", getty));
        assertThat(systemctl.toFile().setExecutable(true)).isTrue();
        Files.writeString(directory.resolve("run"), """
                mount -t tmpfs none /run
                folder=/run/credentials/serial-getty@ttyS0.service
                [ GIVEN = no ] || { mkdir -p $folder; echo root >$folder/agetty.autologin; }
                PATH=DIR/bin:$PATH exec dash -i
                """.replace("DIR", directory.toString())
                .replace("GIVEN", credential));
        try (FakeGuest guest = FakeGuest.start("unshare -m sh " + directory + "/run", directory)) {
            assertThat(guest.login()).isInstanceOfSatisfying(RootShellReady.class, ready -> assertThat(ready.route())
                    .isEqualTo(route));
        }
    }
}
