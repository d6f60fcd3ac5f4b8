package io.kvmguest.shell;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.kvmguest.HostTool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The agetty, login, su and sudo of this machine, with users that exist for them alone. */
@Timeout(120)
class RealLoginTest {

    /** {@code secret-1} and {@code secret-2}, by crypt(3). */
    private static final String ONE =
            "$6$kvmguest$3dsnXhOa6lOBABwg1wwwVMIBgkrZmpcAcoGORFH/2wdRMNsHDdlVZwRB3pjHcKV9vW4JWQgO7dYqEk5uzCCKQ1";

    private static final String TWO =
            "$6$kvmguest$QfMdePCEseN6uxLg6p7EeMNLMEj6UcHGeagTWvM4AOAS5jFS1K.NfTqUfSFeso92miWMz6/7jhuntla43Xs1w0";

    private static final String GETTY = "agetty -L --keep-baud - vt100";

    private static final Credentials ROOT = Credentials.none().login("root", "secret-1");
    private static final Credentials BOB = Credentials.none().login("bob", "secret-2");

    @TempDir
    Path directory;

    @BeforeEach
    void prepare() throws Exception {
        assumeThat(System.getProperty("user.name")).as("who runs the tests").isEqualTo("root");
        for (String tool : List.of("unshare", "agetty", "login", "su")) {
            HostTool.require(tool);
        }
        assumeThat(succeeds("unshare", "-m", "mount", "--bind", "/etc", "/etc"))
                .as("mounting in a namespace works")
                .isTrue();
        write("passwd", """
                root:x:0:0:root:/:/bin/sh
                bob:x:7001:7001::/:/bin/sh
                old:x:7002:7002::/:/bin/sh
                free:x:0:0::/:/bin/sh
                no:x:7003:7003::/:/usr/sbin/nologin
                """);
        write("shadow", """
                root:ONE:19000:0:99999:7:::
                bob:TWO:19000:0:99999:7:::
                old:TWO:0:0:99999:7:::
                free::19000:0:99999:7:::
                no:TWO:19000:0:99999:7:::
                """.replace("ONE", ONE).replace("TWO", TWO));
        write("sudoers", """
                root ALL=(ALL:ALL) ALL
                bob ALL=(ALL:ALL) ALL
                """);
    }

    private void write(String name, String content) throws IOException {
        Files.writeString(directory.resolve(name), content);
    }

    private static boolean succeeds(String... command) throws Exception {
        return new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start()
                        .waitFor()
                == 0;
    }

    private FakeGuest start(String getty, Credentials credentials) throws Exception {
        // Who logged in when is nobody's business outside.
        write("run", """
                chmod 440 DIR/sudoers
                for f in passwd shadow; do mount --bind DIR/$f /etc/$f; done
                [ ! -e /etc/sudoers ] || mount --bind DIR/sudoers /etc/sudoers
                mount -t tmpfs none /var/log
                mount -t tmpfs none /run
                : >/run/utmp
                echo 'systemd[1]: at work'
                exec GETTY
                """.replace("DIR", directory.toString()).replace("GETTY", getty));
        return FakeGuest.start("unshare -m sh " + directory + "/run", directory, credentials);
    }

    private void assertRootBy(LoginRoute route, FakeGuest guest) {
        assertThat(guest.shell().run("id -u; tty").lines()).first().isEqualTo("0");
        assertThat(guest.login()).isInstanceOfSatisfying(RootShellReady.class, ready -> assertThat(ready.route())
                .isEqualTo(route));
    }

    private <F extends LoginFailure> F assertFails(Class<F> type, FakeGuest guest) {
        assertThat(guest.login()).isInstanceOf(type);
        F failure = type.cast(guest.login());
        assertThat(failure.message()).doesNotContain("secret", "hunter");
        assertThat(guest.console().hasPrinted("secret") || guest.console().hasPrinted("hunter"))
                .isFalse();
        return failure;
    }

    @Test
    void takes_what_autologin_gives() throws Exception {
        try (FakeGuest guest = start("agetty -L --keep-baud --autologin root - vt100", ROOT)) {
            assertRootBy(LoginRoute.AUTOLOGIN, guest);
        }
    }

    @Test
    void logs_in_as_root() throws Exception {
        try (FakeGuest guest = start(GETTY, ROOT)) {
            assertRootBy(LoginRoute.CREDENTIALS, guest);
        }
    }

    @Test
    void logs_in_without_a_password() throws Exception {
        try (FakeGuest guest = start(GETTY, Credentials.none().login("free", ""))) {
            assertRootBy(LoginRoute.CREDENTIALS, guest);
        }
    }

    @Test
    void becomes_root_by_sudo() throws Exception {
        HostTool.require("sudo");
        try (FakeGuest guest = start(GETTY, BOB)) {
            assertRootBy(LoginRoute.CREDENTIALS, guest);
        }
    }

    @Test
    void becomes_root_by_su() throws Exception {
        try (FakeGuest guest = start(GETTY, BOB.rootPassword("secret-1"))) {
            assertRootBy(LoginRoute.CREDENTIALS, guest);
        }
    }

    @Test
    void becomes_root_by_su_where_somebody_else_is_logged_in_by_itself() throws Exception {
        try (FakeGuest guest = start("agetty -L --keep-baud --autologin bob - vt100", ROOT)) {
            assertRootBy(LoginRoute.CREDENTIALS, guest);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "root | hunter-9 | | 'root' | Login incorrect",
                "nobody-there | hunter-9 | | 'nobody-there' | Login incorrect",
                "bob | secret-2 | hunter-9 | root by su | su: Authentication failure",
                "no | secret-2 | | 'no' | This account is currently not available."
            },
            quoteCharacter = '"')
    void is_refused_once(String user, String password, String rootPassword, String who, String words) throws Exception {
        Credentials credentials = Credentials.none().login(user, password);
        if (rootPassword != null) {
            credentials = credentials.rootPassword(rootPassword);
        }
        try (FakeGuest guest = start(GETTY, credentials)) {
            LoginFailure.Refused refused = assertFails(LoginFailure.Refused.class, guest);
            assertThat(refused.who()).isEqualTo(who);
            assertThat(refused.words()).isEqualTo(words);
        }
    }

    @Test
    void is_refused_once_by_sudo() throws Exception {
        HostTool.require("sudo");
        write("sudoers", "root ALL=(ALL:ALL) ALL\n");
        try (FakeGuest guest = start(GETTY, BOB)) {
            LoginFailure.Refused refused = assertFails(LoginFailure.Refused.class, guest);
            assertThat(refused.who()).isEqualTo("'bob' by sudo");
            assertThat(refused.words()).startsWith("bob is not in the sudoers file");
        }
    }

    @Test
    void names_a_password_that_has_to_be_changed() throws Exception {
        try (FakeGuest guest = start(GETTY, Credentials.none().login("old", "secret-2"))) {
            assertThat(assertFails(LoginFailure.NewPasswordDemanded.class, guest)
                            .who())
                    .isEqualTo("'old'");
        }
    }

    @Test
    void names_a_login_prompt_that_nobody_has_an_answer_to() throws Exception {
        try (FakeGuest guest = start(GETTY, Credentials.none())) {
            assertThat(assertFails(LoginFailure.LoginPrompt.class, guest).prompt())
                    .endsWith("login: ");
        }
    }
}
