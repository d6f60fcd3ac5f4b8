package io.kvmguest;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvmguest.boot.BootPhase;
import io.kvmguest.console.ConsoleLine;
import io.kvmguest.console.SerialConsole;
import io.kvmguest.shell.Command;
import io.kvmguest.shell.RootShell;
import io.kvmguest.shell.RunningCommand;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Consoles that a test has left in disorder, and guests that restart. */
@Tag("guest")
@Timeout(900)
class RecoveryGuestTest {

    private static final Map<String, Guest> GUESTS = new HashMap<>();

    private static synchronized Guest guest(String image) {
        return GUESTS.computeIfAbsent(image, name -> Guest.start(GuestSpec.of(name)));
    }

    @AfterAll
    static void close() {
        GUESTS.values().forEach(Guest::close);
        GUESTS.clear();
    }

    /** Returns when the program has the console. */
    private static void awaitProgram(Guest guest, String program) {
        guest.shell()
                .run(Command.of("while ! grep -qs '^[0-9]* (" + program + ")' /proc/[0-9]*/stat; do :; done")
                        .timeout(Duration.ofMinutes(2)))
                .requireSuccess();
    }

    @ParameterizedTest
    @CsvSource({
        "mini, vi /etc/passwd, vi",
        "mini, sleep 1000, sleep",
        "mini, cat, cat",
        "debian-12, vi /etc/passwd, vi",
        "debian-12, less /etc/services, less",
        "debian-12, dash, dash",
        "debian-12, sleep 1000, sleep"
    })
    void ends_what_has_the_console(String image, String typed, String program) {
        Guest guest = guest(image);
        assertThat(guest.prove()).isEmpty();
        guest.console().sendLine(typed);
        awaitProgram(guest, program);

        assertThat(guest.prove()).containsExactly("ended what had the console: " + program);

        assertReady(guest);
    }

    @ParameterizedTest
    @ValueSource(strings = {"mini", "debian-12"})
    void finds_the_next_login_when_somebody_logs_out(String image) {
        Guest guest = guest(image);
        assertThat(guest.prove()).isEmpty();
        String before = guest.shell().run("cat /proc/sys/kernel/random/boot_id").stdout();
        logOut(guest);

        assertThat(guest.prove())
                .containsExactly("the shell on the console had ended, and the one that came after it was proven");

        assertReady(guest);
        assertThat(guest.shell().run("cat /proc/sys/kernel/random/boot_id").stdout())
                .isEqualTo(before);
    }

    private static void logOut(Guest guest) {
        guest.console().sendLine("echo $$ >/tmp/pid; exec true");
        guest.shell()
                .run(Command.of("until [ -s /tmp/pid ]; do :; done; read pid </tmp/pid; rm /tmp/pid;"
                                + " while [ -d /proc/$pid ]; do :; done")
                        .timeout(Duration.ofMinutes(2)))
                .requireSuccess();
    }

    @Test
    void leaves_the_console_alone_where_there_is_no_setsid_either() {
        try (Guest guest = Guest.start(GuestSpec.of("debian-12"))) {
            guest.shell().run("rm $(command -v setsid) && ! command -v setsid").requireSuccess();
            logOut(guest);

            assertThat(guest.prove()).hasSize(1);

            assertReady(guest);
            try (RunningCommand running = guest.shell().start("echo $PPID; exec sleep 1000")) {
                assertThat(running.nextLine(Duration.ofMinutes(2))).isPresent();
                assertThat(guest.shell().run("readlink /proc/$PPID/fd/0").stdout())
                        .startsWith("/dev/vport");
            }
            assertReady(guest);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"mini", "debian-12"})
    void sets_the_terminal_up_again(String image) {
        Guest guest = guest(image);
        assertThat(guest.prove()).isEmpty();
        assertThat(guest.prove()).isEmpty();
        guest.console().sendLine("stty -echo -opost -icrnl; echo $((40 + 2)) done");
        guest.console().fromPowerOn().expect("42 done", Duration.ofMinutes(1));

        assertThat(guest.prove()).containsExactly("restored the settings of the console's terminal");

        assertReady(guest);
    }

    private static void assertReady(Guest guest) {
        assertThat(guest.prove()).isEmpty();
        SerialConsole console = guest.console();
        console.sendLine("echo ready$((40 + 2))");
        console.expect("ready42", Duration.ofMinutes(1));
    }

    @Test
    void restarts_with_the_same_shell_and_a_new_boot_log() {
        Guest guest = guest("mini");
        RootShell shell = guest.shell();
        String boot = shell.run("cat /proc/sys/kernel/random/boot_id").stdout();
        shell.run(": >/tmp/gone").requireSuccess();

        guest.reboot();

        assertThat(guest.shell()).isSameAs(shell);
        assertThat(shell.run("cat /proc/sys/kernel/random/boot_id").stdout()).isNotEqualTo(boot);
        assertThat(shell.run("ls /tmp").stdout()).isEmpty();
        assertThat(guest.bootLog().current()).contains(BootPhase.ROOT_SHELL);
        assertThat(guest.bootLog().start().offset()).isPositive();
        assertThat(guest.prove()).isEmpty();

        String second = shell.run("cat /proc/sys/kernel/random/boot_id").stdout();
        guest.reset();
        assertThat(shell.run("cat /proc/sys/kernel/random/boot_id").stdout())
                .isNotEqualTo(second)
                .isNotEqualTo(boot);
        assertReady(guest);
    }

    @Test
    void holds_up_no_shutdown() {
        try (Guest guest = Guest.start(GuestSpec.of("debian-12"))) {
            guest.shell().run("true").requireSuccess();

            guest.reboot();

            assertThat(guest.console().transcript().lastLines(Integer.MAX_VALUE))
                    .extracting(ConsoleLine::text)
                    .anyMatch(line -> line.contains("systemd-shutdown[1]: Sending SIGTERM"))
                    .noneMatch(line -> line.contains("systemd-shutdown[1]: Waiting for process"));
        }
    }
}
