package io.kvmguest.shell;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvmguest.shell.Sight.Kind;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is typed into boot loaders: Enter at a menu that waits, and nothing else ever. */
class BootMenuLoginTest {

    private final FakeLink link = new FakeLink();

    private LoginProcedure.Result run() {
        return new LoginProcedure(
                        link,
                        link.transcript(),
                        0,
                        1,
                        new Random(1),
                        List.of("/tmp"),
                        new LoginDialog(Credentials.none().login("root", "secret")),
                        null,
                        Duration.ofMinutes(3).toNanos())
                .run();
    }

    private static int indexOf(byte[] recording, String text) {
        return new String(recording, StandardCharsets.ISO_8859_1).indexOf(text);
    }

    @Test
    void chooses_in_a_recorded_menu_whose_countdown_was_stopped() {
        byte[] all = Recordings.of("deb12-grub-stopped");
        int stopped = 3453;
        int seconds = indexOf(all, "automatically in 18s");
        link.print(Arrays.copyOf(all, seconds));
        link.print(Duration.ofSeconds(20), Arrays.copyOfRange(all, seconds, stopped));
        FakeShell shell = new FakeShell(link, "root@debian:~# ");
        link.onTyped(typed -> {
            if (typed.equals("\r")) {
                link.print(Duration.ofMillis(100), Arrays.copyOfRange(all, stopped, all.length));
            } else {
                shell.accept(typed);
            }
        });

        assertThat(run().arrival()).isNotNull();

        assertThat(link.typed().get(0)).isEqualTo(new FakeLink.Typed("\r", Duration.ofSeconds(23), stopped));
        assertThat(link.typed()).hasSize(3);
    }

    @ParameterizedTest
    @ValueSource(strings = {"deb12-grub-menu", "isolinux"})
    void chooses_twice_in_a_menu_without_a_countdown_and_then_gives_up(String menu) {
        byte[] drawn = menu.equals("isolinux")
                ? "ISOLINUX 6.04 Copyright (C) 1994-2015 H. Peter Anvin et al\r\nboot: "
                        .getBytes(StandardCharsets.US_ASCII)
                : Recordings.of(menu);
        link.print(drawn);
        link.onTyped(typed -> link.print(Duration.ofSeconds(1), "\r\nerror: file not found.\r\n" + latin1(drawn)));
        LoginProcedure.Result result = run();
        assertThat(result.sight().kind()).isEqualTo(Kind.BOOT_MENU);
        assertThat(link.typedText()).containsExactly("\r", "\r");
    }

    @Test
    void types_nothing_at_the_recorded_prompt_of_a_boot_loader() {
        link.print(Recordings.of("deb12-grub-prompt"));
        LoginProcedure.Result result = run();
        assertThat(result.sight().kind()).isEqualTo(Kind.BOOT_LOADER);
        assertThat(result.sight().text()).endsWith("grub> ");
        assertThat(link.typed()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "U-Boot 2023.01+dfsg-2 (Jan 14 2023)\r\n\r\nDRAM:  1 GiB\r\nHit any key to stop autoboot:  2 ",
                "ISOLINUX 6.04\r\nAutomatic boot in 5 seconds...",
                "   The highlighted entry will be executed automatically in 5s.                ",
                "Loading Linux 6.1.0-56-cloud-amd64 ...\r\nLoading initial ramdisk ...\r\n",
                "[    0.000000] Linux version 6.1.0-56-cloud-amd64\r\n[    1.000000] pci 0000:00:01.0\r\n",
            })
    void types_nothing_into_what_goes_on_by_itself(String text) {
        link.print(text);
        LoginProcedure.Result result = run();
        assertThat(result.arrival()).isNull();
        assertThat(link.typed()).isEmpty();
        assertThat(link.now()).isEqualTo(Duration.ofMinutes(3));
    }

    @Test
    void types_nothing_into_the_firmware_of_a_boot_behind_another() {
        link.print("[    1.505516] Run /init as init process\r\n[    9.123456] reboot: Restarting system\r\n");
        link.print(
                "\033c\033[?7l\033[2J\033[0mSeaBIOS (version 1.16.2-debian-1.16.2-1)\r\nBooting from Hard Disk...\r\n");
        assertThat(run().arrival()).isNull();
        assertThat(link.typed()).isEmpty();
    }

    private static String latin1(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }
}
