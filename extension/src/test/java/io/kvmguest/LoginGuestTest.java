package io.kvmguest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.kvmguest.console.SerialConsole;
import io.kvmguest.shell.Credentials;
import io.kvmguest.shell.GuestPorts;
import io.kvmguest.shell.Login;
import io.kvmguest.shell.LoginFailure;
import io.kvmguest.shell.LoginRoute;
import io.kvmguest.shell.RootConsole;
import io.kvmguest.shell.RootShellReady;
import java.time.Duration;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Ways into a guest that does not log root in, and a guest that never gets so far. */
@Tag("guest")
@Timeout(600)
class LoginGuestTest {

    private static final Duration DEADLINE = Duration.ofMinutes(4);

    /** Has the getty ask for a login; returns a console from where it began to. */
    private static SerialConsole loggedOut(Guest guest) {
        SerialConsole before = guest.console();
        SerialConsole console = guest.console();
        guest.shell().run("systemctl restart serial-getty@ttyS0").requireSuccess();
        console.expect(Pattern.compile("login: $"), DEADLINE);
        return before;
    }

    private static Login login(SerialConsole console, Credentials credentials) {
        return new RootConsole(console, GuestPorts.none(), credentials).login(console.cursor(), DEADLINE);
    }

    private static RootShellReady ready(Login login) {
        assertThat(login).isInstanceOf(RootShellReady.class);
        return (RootShellReady) login;
    }

    @Test
    void logs_in_with_credentials_where_an_image_asks_for_them() {
        try (Guest guest = Guest.start(GuestSpec.of("debian-12"))) {
            assertThat(guest.login().route()).isEqualTo(LoginRoute.AUTOLOGIN);
            assertThat(guest.login().toString()).startsWith("root shell by autologin, ");
            guest.shell()
                    .run("printf 'root:secret-1\\n' | chpasswd && useradd bob && printf 'bob:secret-2\\n' | chpasswd"
                            + " && rm /etc/systemd/system/serial-getty@.service.d/autologin.conf"
                            + " && systemctl daemon-reload")
                    .requireSuccess();

            Credentials bob = Credentials.none().login("bob", "secret-2").rootPassword("secret-1");
            RootShellReady bySu = ready(login(loggedOut(guest), bob));
            assertThat(bySu.route()).isEqualTo(LoginRoute.CREDENTIALS);
            assertThat(bySu.shell().run("id -u").lines()).first().isEqualTo("0");

            SerialConsole console = loggedOut(guest);
            Credentials wrong = Credentials.none().login("root", "hunter-9");
            Login refused = login(console, wrong);
            assertThat(refused).isInstanceOfSatisfying(LoginFailure.Refused.class, failure -> {
                assertThat(failure.words()).isEqualTo("Login incorrect");
                assertThat(failure.message()).doesNotContain("hunter");
            });

            // The prompt stands there again, behind the refusal.
            Credentials right = Credentials.none().login("root", "secret-1");
            RootShellReady root = ready(login(console, right));
            assertThat(root.access().toString()).startsWith("root shell by login with credentials, ");
            assertThat(root.shell().run("id -un").stdout()).isEqualTo("root");
            assertThat(guest.console().fromPowerOn().hasPrinted("secret-1")).isFalse();
        }
    }

    @Test
    void names_a_guest_that_resets_itself_again_and_again() {
        GuestSpec spec = GuestSpec.of("mini").append("rdinit=/bin/busybox -- reboot -f");

        GuestBootException failure = catchThrowableOfType(GuestBootException.class, () -> Guest.start(spec));

        assertThat(failure.failure())
                .isInstanceOfSatisfying(LoginFailure.ResetLoop.class, loop -> assertThat(loop.resets())
                        .isEqualTo(3));
        assertThat(failure)
                .hasMessageStartingWith(
                        "Guest 'mini' (image mini) was reset 3 times and never reached a root shell, after ");
    }
}
