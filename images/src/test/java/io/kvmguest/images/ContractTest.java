package io.kvmguest.images;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvmguest.images.ContractReport.Verdict;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ContractTest {

    private static final String CONSOLE = "[    0.000000] Linux version 6.1.0\n[    1.000000] Run /init\n";
    private static final Map<String, String> FACTS = Map.of(
            "cmdline", "BOOT_IMAGE=/vmlinuz console=tty1 console=ttyS0,115200n8", "nics", "eth0 eth1", "waits", "");

    private static ContractReport judge(String console, Map<String, String> facts) {
        return Contract.judge(
                "own.qcow2", new ObservedBoot(console, Optional.of(Duration.ofMillis(21_400)), "", facts));
    }

    @Test
    void is_fulfilled_by_an_image_that_has_it_all() {
        ContractReport report = judge(CONSOLE, FACTS);

        assertThat(report.fulfilled()).isTrue();
        assertThat(report.text()).isEqualToNormalizingNewlines("""
                  ok  the kernel logs to ttyS0                       from its first line on
                  ok  the console is ttyS0 at 115200 baud            console=ttyS0,115200n8
                  ok  root is logged in on ttyS0 without a password  after 21.4 s
                  ok  no boot menu waits                             none is seen
                  ok  network cards are named eth0, eth1, …          eth0 eth1
                  ok  the boot waits for no network                  no DHCP, no wait-online\
                """);
    }

    @Test
    void says_what_to_do_where_it_ends_at_a_login_prompt() {
        ContractReport report = Contract.judge(
                "own.qcow2",
                new ObservedBoot(
                        "own login: ",
                        Optional.empty(),
                        "Guest 'own' (image own.qcow2) reached a login prompt, not a root shell, after 21.4 s.\n  More.",
                        Map.of()));

        assertThat(report.fulfilled()).isFalse();
        assertThat(report.text()).isEqualToNormalizingNewlines("""
                  NO  the kernel logs to ttyS0                       not a line of it
                        kvmguest image prepare own.qcow2
                  ?   the console is ttyS0 at 115200 baud            needs a root shell
                  NO  root is logged in on ttyS0 without a password  Guest 'own' (image own.qcow2) reached a login prompt, not a root shell, after 21.4 s.
                        kvmguest image prepare own.qcow2
                  ok  no boot menu waits                             none is seen
                  ?   network cards are named eth0, eth1, …          needs a root shell
                  ?   the boot waits for no network                  needs a root shell\
                """);
    }

    @ParameterizedTest
    @CsvSource({
        "console=ttyS0,console=ttyS0 on the kernel's command line",
        "quiet,no console= on the kernel's command line",
        "console=ttyS0 console=tty0,console=tty0 on the kernel's command line",
    })
    void wants_the_serial_port_last_and_its_speed(String cmdline, String found) {
        ContractReport.Line line = judge(CONSOLE, Map.of("cmdline", cmdline, "nics", "eth0", "waits", ""))
                .of(Clause.SPEED);

        assertThat(line.verdict()).isEqualTo(Verdict.NOT_FULFILLED);
        assertThat(line.found()).isEqualTo(found);
        assertThat(line.remedy()).isEqualTo("kvmguest image prepare own.qcow2");
    }

    @ParameterizedTest
    @CsvSource({
        "The highlighted entry will be executed automatically in 5s.,it waits 5 s",
        "Automatic boot in 10 seconds...,it waits 10 s",
        "Boot in 4 s.,it waits 4 s",
        "Press `ESC' to enter the menu... 3,it waits 3 s",
    })
    void sees_a_menu_that_counts(String line, String found) {
        ContractReport.Line menu = judge(line + "\n" + CONSOLE, FACTS).of(Clause.MENU);

        assertThat(menu.verdict()).isEqualTo(Verdict.NOT_FULFILLED);
        assertThat(menu.found()).isEqualTo(found);
    }

    @Test
    void sees_that_the_beginning_of_the_kernels_log_is_missing() {
        assertThat(judge("[    4.000000] random: crng init done\n", FACTS)
                        .of(Clause.KERNEL_LOG)
                        .found())
                .isEqualTo("only its later lines: 'quiet'?");
    }

    @Test
    void sees_network_cards_that_were_renamed() {
        ContractReport.Line line = judge(
                        CONSOLE, Map.of("cmdline", "console=ttyS0,115200", "nics", "ens3", "waits", ""))
                .of(Clause.NICS);

        assertThat(line.verdict()).isEqualTo(Verdict.NOT_FULFILLED);
        assertThat(line.found()).isEqualTo("ens3");
    }

    @Test
    void sees_what_waits_for_a_network() {
        ContractReport.Line line = judge(
                        CONSOLE, Map.of("cmdline", "console=ttyS0,115200", "nics", "eth0", "waits", "dhclient"))
                .of(Clause.DHCP);

        assertThat(line.found()).isEqualTo("dhclient");
        assertThat(line.remedy()).isEqualTo("kvmguest image prepare --no-dhcp --no-wait-online own.qcow2");
    }

    @Test
    void is_told_to_scripts() {
        List<Map<String, Object>> maps = judge(CONSOLE, FACTS).toMaps();

        assertThat(maps)
                .extracting(map -> map.get("clause"))
                .containsExactly("kernel-log", "speed", "root", "menu", "nics", "dhcp");
        assertThat(maps.get(2))
                .containsEntry("verdict", "fulfilled")
                .containsEntry("found", "after 21.4 s")
                .containsEntry("remedy", "");
    }
}
