package io.kvmguest.shell;

import static io.kvmguest.shell.Frames.number;
import static org.assertj.core.api.Assertions.assertThat;

import io.kvmguest.shell.Sight.Kind;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** On guests in a time of their own. */
class LoginProcedureTest {

    private static final String PROMPT = "root@vm:~# ";
    private static final String USERLAND = "[    1.505516] Run /init as init process\r\n";
    private static final Hello HELLO = new Hello(0, 43, true, true, true, Sum.CKSUM);

    private final FakeLink link = new FakeLink();
    private double scale = 1;

    private LoginProcedure.Result run(Duration deadline) {
        return new LoginProcedure(
                        link,
                        link.transcript(),
                        0,
                        scale,
                        new Random(1),
                        List.of("/tmp"),
                        new LoginDialog(Credentials.none()),
                        null,
                        deadline.toNanos())
                .run();
    }

    private LoginProcedure.Result run() {
        return run(Duration.ofMinutes(2));
    }

    private static Hello hello(LoginProcedure.Result result) {
        assertThat(result.arrival()).isInstanceOf(Arrival.OnConsole.class);
        return ((Arrival.OnConsole) Objects.requireNonNull(result.arrival())).hello();
    }

    private FakeShell shell(String prompt) {
        FakeShell shell = new FakeShell(link, prompt);
        link.onTyped(shell);
        return shell;
    }

    private static Duration ms(long millis) {
        return Duration.ofMillis(millis);
    }

    @ParameterizedTest
    @CsvSource({
        "deb11-upstart, root@vm:~#",
        "deb12-openrc, root@vm:~#",
        "deb12-runit, root@vm:~#",
        "deb12-systemd, root@vm:~#",
        "deb12-sysvinit, root@vm:~#",
        "deb13-systemd, root@vm:~#",
        "deb13-plain-smbios, root@vm:~#",
        "mini, root@mini:/root#"
    })
    void types_at_the_prompt_of_a_recorded_guest_at_once_and_never_before(String recording, String prompt) {
        byte[] boot = Recordings.upTo(recording, prompt + " ");
        // In pieces cut anywhere, with long silences in the middle of the boot and before the answer of autologin.
        Duration at = ms(0);
        for (int i = 0; i < boot.length; i += 61) {
            link.print(at, Arrays.copyOfRange(boot, i, Math.min(boot.length, i + 61)));
            at = at.plus(i / 61 % 100 == 99 ? ms(1_400) : ms(3));
        }
        Duration printed = at.minus(ms(3));
        shell(prompt + " ");

        LoginProcedure.Result result = run(Duration.ofMinutes(5));

        assertThat(hello(result)).isEqualTo(HELLO);
        assertThat(result.sight().text()).isEqualTo(prompt + " ");
        assertThat(link.typed()).hasSize(2);
        assertThat(link.typed().get(0).offset()).isEqualTo(boot.length);
        assertThat(link.typed().get(0).at()).isLessThanOrEqualTo(printed.plusNanos(LoginProcedure.BETWEEN_LOOKS));
        assertThat(result.attempts()).isEqualTo(1);
    }

    @Test
    void presses_enter_where_that_is_asked_for_and_finds_a_prompt_behind_which_the_kernel_prints() {
        byte[] boot = Recordings.upTo("openwrt-r43375", "activate this console.");
        // The menu of GRUB stands for two seconds.
        int menu = new String(boot, StandardCharsets.ISO_8859_1).indexOf("automatically in 2s.") + 20;
        link.print(Arrays.copyOf(boot, menu));
        link.print(ms(2_000), Arrays.copyOfRange(boot, menu, boot.length));
        link.print(ms(2_001), "\r\n");
        FakeShell shell = new FakeShell(link, "");
        link.onTyped(typed -> {
            if (typed.equals("\n") && link.typed().size() == 1) {
                link.print(ms(300), "\r\nBusyBox v1.22.1\r\n\r\nroot@(none):/# [   11.848353] e1000: Intel(R)\r\n");
                link.print(ms(301), "[   11.848549] e1000: Copyright\r\n");
            } else {
                shell.accept(typed);
            }
        });

        LoginProcedure.Result result = run();

        assertThat(hello(result)).isEqualTo(HELLO);
        assertThat(link.typed().get(0)).isEqualTo(new FakeLink.Typed("\n", ms(2_000), boot.length));
        assertThat(link.typed()).hasSize(3);
        assertThat(link.typed().get(1).at()).isEqualTo(ms(2_300));
    }

    @ParameterizedTest
    @ValueSource(strings = {"# ", "$ ", "my own prompt> "})
    void tries_what_ends_like_a_prompt_when_it_stands(String prompt) {
        link.print(USERLAND + prompt);
        shell(prompt);
        assertThat(hello(run())).isEqualTo(HELLO);
        assertThat(link.typed()).hasSize(2);
        assertThat(link.typed().get(0).at()).isEqualTo(ms(100));
    }

    @Test
    void does_not_take_the_start_of_a_line_for_a_prompt() {
        link.print(USERLAND + "Linux vm 6.1.0-56-cloud-amd64 #");
        link.print(ms(50), "1 SMP PREEMPT_DYNAMIC Debian\r\n# ");
        link.print(ms(120), "this is a comment\r\n" + PROMPT);
        shell(PROMPT);
        assertThat(hello(run())).isEqualTo(HELLO);
        assertThat(link.typed().get(0).at()).isEqualTo(ms(120));
    }

    @Test
    void tries_a_first_word_that_ends_like_a_prompt_only_when_it_stands_long() {
        link.print("# ");
        shell("# ");
        assertThat(hello(run())).isEqualTo(HELLO);
        assertThat(link.typed().get(0).at()).isEqualTo(ms(1_000));
    }

    @Test
    void finds_a_prompt_of_any_form_by_pressing_enter() {
        link.print(USERLAND + "λ in /root ");
        shell("λ in /root ");
        assertThat(hello(run())).isEqualTo(HELLO);
        assertThat(link.typedText().get(0)).isEqualTo("\n");
        assertThat(link.typed().get(0).at()).isEqualTo(ms(4_000));
        assertThat(link.typed()).hasSize(3);
    }

    @Test
    void finds_a_shell_without_a_prompt() {
        link.print(USERLAND);
        shell("");
        assertThat(hello(run())).isEqualTo(HELLO);
        assertThat(link.typedText().get(0)).isEqualTo("\n");
        assertThat(link.typed()).hasSize(3);
    }

    @Test
    void finds_a_prompt_that_unstamped_kernel_lines_have_buried() {
        link.print(USERLAND + "root@(none):/# e1000: Intel(R) PRO/1000 Network Driver\r\n");
        shell("root@(none):/# ");
        assertThat(hello(run())).isEqualTo(HELLO);
        assertThat(link.typedText().get(0)).isEqualTo("\n");
        assertThat(link.typed()).hasSize(3);
    }

    @Test
    void tries_again_when_what_was_typed_is_flushed() {
        link.print(USERLAND + PROMPT);
        shell(PROMPT).deafFor(2);
        assertThat(hello(run())).isEqualTo(HELLO);
        assertThat(link.typedText().stream()
                        .filter(text -> text.startsWith(" /bin/sh -c '"))
                        .toList())
                .hasSize(2);
    }

    @Test
    void leaves_a_line_that_was_left_open() {
        link.print(USERLAND + PROMPT);
        FakeShell shell = new FakeShell(link, PROMPT);
        link.onTyped(typed -> {
            if (link.typed().size() <= 3 && !typed.contains("\003")) {
                // Half of the line was lost, and with it the first quote.
                link.print(ms(20), "\r\n> ");
            } else {
                shell.accept(typed);
            }
        });
        assertThat(hello(run())).isEqualTo(HELLO);
        assertThat(link.typedText()).anyMatch(text -> text.contains("\003"));
    }

    @Test
    void reads_a_proof_that_the_kernel_has_printed_into() {
        link.print(USERLAND + PROMPT);
        shell(PROMPT).noise("[    2.123456] random: crng init done\r\n");
        assertThat(hello(run())).isEqualTo(HELLO);
        assertThat(link.typed()).hasSize(2);
    }

    @Test
    void asks_again_for_a_proof_that_was_cut_in_two() {
        link.print(USERLAND + PROMPT);
        shell(PROMPT).noise("something else\r\n");
        assertThat(hello(run())).isEqualTo(HELLO);
        assertThat(link.typedText().get(1)).isEqualTo("\n");
        assertThat(link.typed()).hasSize(3);
    }

    @Test
    void asks_on_for_a_proof_where_it_has_seen_nothing_of_the_boot() {
        link.print(PROMPT);
        shell(PROMPT).noise("something else\r\n").noise("once more\r\n");
        assertThat(hello(run())).isEqualTo(HELLO);
    }

    @Test
    void begins_anew_when_the_loader_that_has_proven_itself_is_gone() {
        link.print(USERLAND + PROMPT);
        shell(PROMPT).losingTheLoader();
        LoginProcedure.Result result = run();
        assertThat(hello(result)).isEqualTo(HELLO);
        assertThat(result.attempts()).isEqualTo(2);
    }

    @Test
    void asks_again_for_a_hello_that_was_lost() {
        link.print(USERLAND + PROMPT);
        shell(PROMPT).losingHello();
        assertThat(hello(run())).isEqualTo(HELLO);
        assertThat(link.typedText()).anyMatch(text -> text.endsWith(" h;L=\n"));
    }

    @Test
    void brings_what_the_guest_says_of_itself() {
        link.print(USERLAND + "$ ");
        shell("$ ").hello(number(1000) + number(43) + "110m");
        assertThat(hello(run())).isEqualTo(new Hello(1000, 43, true, true, false, Sum.MD5));
    }

    @ParameterizedTest
    @CsvSource({
        "'vm login: ', LOGIN, 1500",
        "'Password: ', PASSWORD, 1500",
        "'(initramfs) ', INITRAMFS, 500",
        "'You are in emergency mode.\r\n', EMERGENCY, 500",
        "'Login incorrect\r\n', REFUSED, 500",
        "'New password: ', NEW_PASSWORD, 500"
    })
    void reports_what_is_no_shell_and_types_nothing(String text, Kind kind, long after) {
        link.print(USERLAND + text);
        LoginProcedure.Result result = run();
        assertThat(result.arrival()).isNull();
        assertThat(result.sight().kind()).isEqualTo(kind);
        assertThat(link.now()).isEqualTo(ms(after));
        assertThat(link.typed()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"'grub rescue> ', BOOT_LOADER, 1500", "'No bootable device.\r\n', NOT_BOOTABLE, 0"})
    void reports_what_has_not_got_to_a_kernel_and_types_nothing(String text, Kind kind, long after) {
        link.print(text);
        LoginProcedure.Result result = run();
        assertThat(result.sight().kind()).isEqualTo(kind);
        assertThat(link.now()).isEqualTo(ms(after));
        assertThat(link.typed()).isEmpty();
    }

    @Test
    void gives_autologin_the_time_to_answer_itself() {
        link.print(USERLAND + "vm login: ");
        link.print(ms(1_400), "root (automatic login)\r\n");
        link.print(ms(3_000), PROMPT);
        shell(PROMPT);
        assertThat(hello(run())).isEqualTo(HELLO);
    }

    @Test
    void waits_longer_for_a_slow_guest() {
        scale = 10;
        link.print(USERLAND + "vm login: ");
        assertThat(run().sight().kind()).isEqualTo(Kind.LOGIN);
        assertThat(link.now()).isEqualTo(ms(4_500));
    }

    @Test
    void types_nothing_into_a_boot_loader_or_a_kernel_however_long_they_take() {
        link.print("GNU GRUB  version 2.06\r\n*Debian\r\nThe highlighted entry will be executed automatically in 5s.");
        link.print(Duration.ofSeconds(30), "Booting `Debian'\r\n[    0.000000] Linux version 6.1.0\r\n");
        LoginProcedure.Result result = run();
        assertThat(result.arrival()).isNull();
        assertThat(link.typed()).isEmpty();
        assertThat(link.now()).isEqualTo(Duration.ofMinutes(2));
    }

    @Test
    void stops_at_its_deadline_whatever_happens() {
        link.print(USERLAND + PROMPT);
        link.onTyped(typed -> link.print(ms(20), "\r\n" + PROMPT));
        LoginProcedure.Result result = run(Duration.ofSeconds(30));
        assertThat(result.arrival()).isNull();
        assertThat(result.attempts()).isGreaterThan(1);
        assertThat(link.now()).isEqualTo(Duration.ofSeconds(30));
    }
}
