package io.kvmguest.shell;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvmguest.shell.Sight.Kind;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ScreenTest {

    private final FakeLink link = new FakeLink();
    private final Screen screen = new Screen(link.transcript(), 0);

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "root@vm:~# ",
                "'root@(none):/# '",
                "root@mini:/root# ",
                "'[root@fedora ~]# '",
                "/ # ",
                "~ # ",
                "sh-5.2# ",
                "'\u001b[?2004hroot@vm:~# '",
                "'root@mini:/root# \u001b[6n'",
                "'\u001b]0;root@vm: ~\u0007root@vm:~# '",
                "'\u001b[01;31mroot@vm\u001b[00m:\u001b[01;34m~\u001b[00m# '"
            })
    void knows_roots_usual_prompts(String prompt) {
        // The source of the values strips blanks at the end that are not in quotes.
        link.print(prompt.stripTrailing().endsWith("#") ? prompt.stripTrailing() + " " : prompt);
        assertThat(screen.look().kind()).isEqualTo(Kind.ROOT_PROMPT);
    }

    @ParameterizedTest
    @CsvSource({
        "'# ', PROMPT",
        "'$ ', PROMPT",
        "'user@vm:~$ ', PROMPT",
        "'vm% ', PROMPT",
        "'~ ❯ ', PROMPT",
        "'my prompt', UNFINISHED",
        "'Starting cron daemon: cron', UNFINISHED",
        "'vm login: ', LOGIN",
        "'Ubuntu-Anmeldung login:', LOGIN",
        "'Password: ', PASSWORD",
        "'Password for root: ', PASSWORD",
        "'(initramfs) ', INITRAMFS",
        "'Give root password for maintenance\n(or press Control-D to continue): ', EMERGENCY",
        "'Press Enter for maintenance', EMERGENCY",
        "'You are in emergency mode. After logging in, type \"journalctl -xb\"\n', EMERGENCY",
        "'dracut:/# ', INITRAMFS",
        "'grub> ', BOOT_LOADER",
        "'grub rescue> ', BOOT_LOADER",
        "'Shell> ', BOOT_LOADER",
        "'=> ', BOOT_LOADER",
        "'No bootable device.\n', NOT_BOOTABLE",
        "'Please press Enter to activate this console.\n', PRESS_ENTER",
        "'Please press Enter to activate this console. ', PRESS_ENTER",
        "'[    1.234567] sd 0:0:0:0: [sda] Write Protect is off #', NOTHING",
        "'a line\n', NOTHING",
        "'vm login: root (automatic login)\n', NOTHING",
        "'   \n', NOTHING"
    })
    void sees(String text, Kind kind) {
        link.print(text);
        assertThat(screen.look().kind()).isEqualTo(kind);
    }

    @Test
    void sees_a_prompt_behind_which_the_kernel_prints() {
        link.print("root@(none):/# [   11.848353] e1000: Intel(R) PRO/1000 Network Driver\r\n[   11.848549] e1000: ");
        assertThat(screen.look()).isEqualTo(new Sight(Kind.ROOT_PROMPT, "root@(none):/# ", 0));
        link.print("Copyright\r\n[   13.749795] random: nonblocking pool is initialized\r\n");
        assertThat(screen.look().kind()).isEqualTo(Kind.ROOT_PROMPT);
    }

    @Test
    void sees_a_login_prompt_behind_which_the_kernel_prints() {
        link.print("vm login: [   22.5] not a stamp\n");
        assertThat(screen.look().kind()).isEqualTo(Kind.NOTHING);
        link.print("vm login: [   22.512345] clocksource: tsc\n");
        assertThat(screen.look()).isEqualTo(new Sight(Kind.LOGIN, "vm login: ", 32));
    }

    @Test
    void heeds_a_refusal_when_told_to_and_then_keeps_it_in_sight() {
        link.print("Login incorrect\r\nvm login: ");
        assertThat(screen.look().kind()).isEqualTo(Kind.LOGIN);
        screen.clear();
        screen.heedRefusals();
        link.print("\r\nLogin incorrect\r\nvm login: ");
        assertThat(screen.look()).extracting(Sight::kind, Sight::text).containsExactly(Kind.REFUSED, "Login incorrect");
    }

    @Test
    void remembers_whom_a_getty_has_logged_in() {
        link.print("vm login: root (automatic login)\r\n");
        Sight unused = screen.look();
        assertThat(screen.autologin()).isEqualTo("root");
    }

    @Test
    void forgets_all_of_a_boot_when_the_next_begins() {
        link.print("[    0.000000] Linux version 6.1.0\r\n[    1.505516] Run /init as init process\r\n");
        assertRuns(true, true);
        link.print("SeaBIOS (version 1.16.2-debian-1.16.2-1)\r\n");
        assertRuns(false, false);
    }

    @Test
    void forgets_a_prompt_behind_which_a_program_prints() {
        link.print("# ");
        assertThat(screen.look().kind()).isEqualTo(Kind.PROMPT);
        link.print("this is the message of the day\n");
        assertThat(screen.look().kind()).isEqualTo(Kind.NOTHING);
    }

    @Test
    void does_not_forget_to_press_enter() {
        link.print("Please press Enter to activate this console.\nprocd: - init complete -\n");
        assertThat(screen.look().kind()).isEqualTo(Kind.PRESS_ENTER);
        screen.clear();
        assertThat(screen.look().kind()).isEqualTo(Kind.NOTHING);
    }

    @Test
    void tells_who_runs() {
        link.print("GNU GRUB  version 2.06\nBooting `Debian GNU/Linux'\n");
        assertRuns(false, false);
        link.print("[    0.000000] Linux version 6.1.0\r\n");
        assertRuns(true, false);
        link.print("[    1.505516] Run /init as init process\r\n");
        assertRuns(true, true);
    }

    private void assertRuns(boolean kernel, boolean userland) {
        Sight unused = screen.look();
        assertThat(screen.kernelRuns()).isEqualTo(kernel);
        assertThat(screen.userlandRuns()).isEqualTo(userland);
    }

    /** The first prompt of each, at which something is to be typed, and all that was seen before it, byte by byte. */
    @ParameterizedTest
    @CsvSource({
        "deb11-upstart, root@vm:~#, 'LOGIN '",
        "deb12-openrc, root@vm:~#, 'LOGIN '",
        "deb12-plain-extracpio, root@vm:~#, 'LOGIN '",
        "deb12-rootless, root@vm:~#, 'LOGIN '",
        "deb12-runit, root@vm:~#, 'LOGIN '",
        "deb12-systemd, root@vm:~#, 'LOGIN '",
        "deb12-systemd-smp1, root@vm:~#, 'LOGIN '",
        "deb12-sysvinit, root@vm:~#, 'LOGIN '",
        "deb13-plain-smbios, root@vm:~#, 'LOGIN '",
        "deb13-systemd, root@vm:~#, 'LOGIN '",
        "mini, root@mini:/root#, ''",
        "mini-microvm-pvh, root@mini:/root#, ''",
        "openwrt-r43375, root@(none):/#, 'BOOT_MENU COUNTDOWN PRESS_ENTER '",
    })
    void finds_the_prompt_of_a_recorded_guest(String recording, String prompt, String before) {
        StringBuilder kinds = new StringBuilder();
        Kind last = Kind.NOTHING;
        for (byte b : Recordings.of(recording)) {
            link.print(new byte[] {b});
            Sight sight = screen.look();
            if (sight.kind() == Kind.ROOT_PROMPT) {
                assertThat(sight.text()).isEqualTo(prompt + " ");
                assertThat(new String(link.bytes(sight.offset(), link.end()), StandardCharsets.US_ASCII))
                        .endsWith(prompt + " ")
                        .doesNotContain("\n");
                assertThat(screen.kernelRuns()).isTrue();
                assertThat(kinds).hasToString(before);
                return;
            }
            // A chunk may end anywhere, so these two mean something only if they stand for a while.
            if (sight.kind() != last && sight.kind() != Kind.UNFINISHED && sight.kind() != Kind.PROMPT) {
                last = sight.kind();
                kinds.append(last == Kind.NOTHING ? "" : last + " ");
            }
        }
        throw new AssertionError("no prompt in " + recording);
    }

    @Test
    void sees_an_emergency_in_a_recorded_guest() {
        link.print(Recordings.of("deb12-emergency"));
        assertThat(screen.look().kind()).isEqualTo(Kind.EMERGENCY);
    }

    @Test
    void reads_a_whole_recording_at_once_as_it_reads_it_in_pieces() {
        byte[] all = Recordings.of("deb12-plain-tmpfiles");
        for (int i = 0; i < all.length; i += 97) {
            link.print(java.util.Arrays.copyOfRange(all, i, Math.min(all.length, i + 97)));
            Sight unused = screen.look();
        }
        Screen other = new Screen(link.transcript(), 0);
        assertThat(other.look()).isEqualTo(screen.look());
        assertThat(other.look().text()).isEqualTo("vm login: ");
        assertThat(new String(all, StandardCharsets.US_ASCII)).endsWith("vm login: ");
    }
}
