package io.kvmguest.boot;

import static io.kvmguest.boot.BootPhase.BOOT_LOADER;
import static io.kvmguest.boot.BootPhase.FIRMWARE;
import static io.kvmguest.boot.BootPhase.INIT;
import static io.kvmguest.boot.BootPhase.INITRAMFS;
import static io.kvmguest.boot.BootPhase.KERNEL;
import static io.kvmguest.boot.BootPhase.LOGIN;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class PhaseReaderTest {

    private static List<BootPhase> phases(String... lines) {
        return Transcripts.boot(lines).phases().stream().map(PhaseEntry::phase).toList();
    }

    private static List<String> announcements(String... lines) {
        return Transcripts.boot(lines).phases().stream().map(PhaseEntry::line).toList();
    }

    static Stream<Arguments> announcements() {
        return Stream.of(
                Arguments.of(FIRMWARE, "\u001bc\u001b[?7l\u001b[2J\u001b[0mSeaBIOS (version 1.16.2-debian-1.16.2-1)"),
                Arguments.of(FIRMWARE, "iPXE (https://ipxe.org) 00:03.0 CA00 PCI2.10 PnP PMM+0FF8C880+0FECC880 CA00"),
                Arguments.of(FIRMWARE, "Booting from Hard Disk..."),
                Arguments.of(FIRMWARE, "UEFI firmware (version edk2-20230523 built at 13:00:00 on May 23 2023)"),
                Arguments.of(FIRMWARE, "BdsDxe: starting Boot0001 \"UEFI Misc Device\" from PciRoot(0x0)/Pci(0x3,0x0)"),
                Arguments.of(FIRMWARE, "OpenSBI v1.3"),
                Arguments.of(FIRMWARE, "NOTICE:  BL1: v2.9(release):v2.9"),
                Arguments.of(BOOT_LOADER, "GRUB loading."),
                Arguments.of(BOOT_LOADER, "Welcome to GRUB!"),
                Arguments.of(BOOT_LOADER, "  Booting `Debian GNU/Linux'"),
                Arguments.of(BOOT_LOADER, "Loading Linux 6.1.0-56-cloud-amd64 ..."),
                Arguments.of(BOOT_LOADER, "Loading initial ramdisk ..."),
                Arguments.of(BOOT_LOADER, "SYSLINUX 6.04 EDD 20191223 Copyright (C) 1994-2015 H. Peter Anvin et al"),
                Arguments.of(BOOT_LOADER, "U-Boot 2023.01+dfsg-2+deb12u1 (Jan 01 2024 - 00:00:00 +0000)"),
                Arguments.of(BOOT_LOADER, "Hit any key to stop autoboot:  2"),
                Arguments.of(KERNEL, "[    0.000000] Linux version 6.1.0"),
                Arguments.of(KERNEL, "[    0.000000][    T0] Booting Linux on physical CPU 0x0000000000 [0x410fd083]"),
                Arguments.of(KERNEL, "Linux version 3.18.23 (buildbot@builder1) (gcc version 4.8.3)"),
                Arguments.of(KERNEL, "EFI stub: Booting Linux Kernel..."),
                Arguments.of(KERNEL, "Uncompressing Linux... done, booting the kernel."),
                Arguments.of(KERNEL, "Starting kernel ..."),
                Arguments.of(INITRAMFS, "Loading, please wait..."),
                Arguments.of(INITRAMFS, "Starting systemd-udevd version 252.39-1~deb12u2"),
                Arguments.of(INITRAMFS, "Starting version 247.3-7+deb11u5"),
                Arguments.of(INITRAMFS, "Begin: Running /scripts/init-premount ... done."),
                Arguments.of(INITRAMFS, "dracut: dracut-057"),
                Arguments.of(INITRAMFS, "dracut-initqueue[291]: Warning: dracut-initqueue timeout"),
                Arguments.of(INITRAMFS, ":: running early hook [udev]"),
                Arguments.of(INITRAMFS, "Alpine Init 3.9.0-r0"),
                Arguments.of(INITRAMFS, "Welcome to \u001b[0;34mFedora Linux 39 dracut-059 (Initramfs)\u001b[0m!"),
                Arguments.of(INIT, "INIT: version 3.06 booting"),
                Arguments.of(
                        INIT,
                        "   \u001b[32;1mOpenRC \u001b[36;1m0.45.2\u001b[m is starting up \u001b[34;1mLinux 6.1\u001b[m"),
                Arguments.of(INIT, "- runit: $Id: 25da3b86f7bed4038b8a039d2f8e8c9bbcf0822b $: booting."),
                Arguments.of(INIT, "Using makefile-style concurrent boot in runlevel S."),
                Arguments.of(INIT, "Welcome to \u001b[1mDebian GNU/Linux 12 (bookworm)\u001b[0m!"),
                Arguments.of(
                        INIT, "[\u001b[0;32m  OK  \u001b[0m] Reached target \u001b[0;1;39mslices.target\u001b[0m."),
                Arguments.of(INIT, "procd: Console is alive"),
                Arguments.of(INIT, "procd: - early -"),
                Arguments.of(INIT, "init: plymouth-upstart-bridge main process (154) terminated with status 1"),
                Arguments.of(INIT, " * Starting Mount filesystems on boot                             [ OK ]"),
                Arguments.of(INIT, "Starting syslogd: OK"),
                Arguments.of(LOGIN, "vm login: root (automatic login)"),
                Arguments.of(LOGIN, "vm login: "),
                Arguments.of(LOGIN, "(none) login: "),
                Arguments.of(LOGIN, "login: "),
                Arguments.of(LOGIN, "Please press Enter to activate this console."));
    }

    @ParameterizedTest
    @MethodSource("announcements")
    void knows_the_announcement_of(BootPhase phase, String line) {
        assertThat(phases(line)).containsExactly(phase);
    }

    static Stream<Arguments> stampedAnnouncements() {
        return Stream.of(
                Arguments.of(INITRAMFS, "Run /init as init process"),
                Arguments.of(INIT, "Run /sbin/init as init process"),
                Arguments.of(INIT, "Run /bin/sh as init process"),
                Arguments.of(INITRAMFS, "dracut: dracut-057-13.el9"),
                Arguments.of(INITRAMFS, "systemd[1]: Running in initrd."),
                Arguments.of(INITRAMFS, "systemd[1]: Running in initial RAM disk."),
                Arguments.of(INIT, "systemd[1]: Hostname set to <vm>."),
                Arguments.of(INIT, "init: Console is alive"),
                Arguments.of(INIT, "procd: - early -"));
    }

    @ParameterizedTest
    @MethodSource("stampedAnnouncements")
    void knows_the_announcement_in_the_log_of_the_kernel_of(BootPhase phase, String message) {
        assertThat(phases("[    1.500000] " + message)).containsExactly(KERNEL, phase);
    }

    @Test
    void reads_a_whole_boot_on_a_pc() {
        assertThat(phases(
                        "SeaBIOS (version 1.16.2-debian-1.16.2-1)",
                        "Booting from Hard Disk...",
                        "GRUB loading.",
                        "Welcome to GRUB!",
                        "",
                        "  Booting `Debian GNU/Linux'",
                        "[    0.000000] Linux version 6.1.0",
                        "[    1.505516] Run /init as init process",
                        "[    5.000000] systemd[1]: systemd 252 running in system mode (+PAM)",
                        "[    5.100000] systemd[1]: Detected architecture x86-64.",
                        "",
                        "Welcome to Debian GNU/Linux 12 (bookworm)!",
                        "vm login: root (automatic login)"))
                .containsExactly(FIRMWARE, BOOT_LOADER, KERNEL, INITRAMFS, INIT, LOGIN);
    }

    @Test
    void reads_several_phases_of_one_line() {
        assertThat(phases("Booting from Hard Disk...GRUB loading.Welcome to GRUB!"))
                .containsExactly(FIRMWARE, BOOT_LOADER);
    }

    @Test
    void a_quiet_kernel_is_seen_at_its_first_message() {
        assertThat(announcements("Loading Linux 6.1 ...", "[    0.412345] ACPI BIOS Error (bug): x", "vm login: "))
                .containsExactly("Loading Linux 6.1 ...", "[    0.412345] ACPI BIOS Error (bug): x", "vm login: ");
    }

    @Test
    void a_kernel_that_says_nothing_is_left_out() {
        assertThat(phases("Loading Linux 6.1 ...", "Loading, please wait...", "INIT: version 3.06 booting"))
                .containsExactly(BOOT_LOADER, INITRAMFS, INIT);
    }

    @Test
    void systemd_begins_at_its_first_line() {
        assertThat(announcements(
                        "[    0.000000] Linux version 6.1.0",
                        "[    5.000000] systemd[1]: Inserted module 'autofs4'",
                        "[    5.100000] systemd[1]: systemd 252 running in system mode (+PAM)",
                        "[    5.200000] systemd[1]: Detected virtualization qemu.",
                        "[    5.300000] systemd[1]: Hostname set to <vm>."))
                .endsWith("[    5.000000] systemd[1]: Inserted module 'autofs4'");
    }

    @Test
    void systemd_is_not_init_before_it_says_that_it_is_not_in_an_initramfs() {
        assertThat(phases(
                        "[    0.000000] Linux version 6.1.0",
                        "[    5.100000] systemd[1]: systemd 252 running in system mode (+PAM)",
                        "[    5.200000] systemd[1]: Detected virtualization qemu."))
                .containsExactly(KERNEL);
    }

    @Test
    void systemd_in_an_initramfs_is_the_initramfs_until_it_switches_root() {
        assertThat(announcements(
                        "[    0.000000] Linux version 6.5.6-300.fc39.x86_64",
                        "[    1.100000] systemd[1]: systemd 254 running in system mode (+PAM)",
                        "[    1.150000] virtio_net virtio0 eth0: renamed",
                        "[    1.200000] systemd[1]: Detected architecture x86-64.",
                        "[    1.300000] systemd[1]: Running in initrd.",
                        "Welcome to Fedora Linux 39 dracut-059 (Initramfs)!",
                        "[    1.400000] systemd[1]: Hostname set to <localhost>.",
                        "[  OK  ] Reached target slices.target - Slice Units.",
                        "[    3.100000] systemd[1]: Switching root.",
                        "[    4.100000] systemd[1]: systemd 254 running in system mode (+PAM)",
                        "[    4.200000] systemd[1]: Detected architecture x86-64.",
                        "Welcome to Fedora Linux 39 (Cloud Edition)!"))
                .containsExactly(
                        "[    0.000000] Linux version 6.5.6-300.fc39.x86_64",
                        "[    1.100000] systemd[1]: systemd 254 running in system mode (+PAM)",
                        "[    4.100000] systemd[1]: systemd 254 running in system mode (+PAM)");
    }

    @Test
    void a_quiet_boot_with_dracut_shows_both_welcomes() {
        assertThat(phases(
                        "Welcome to Fedora Linux 39 dracut-059 (Initramfs)!",
                        "[  OK  ] Reached target slices.target - Slice Units.",
                        "Welcome to Fedora Linux 39 (Cloud Edition)!"))
                .containsExactly(INITRAMFS, INIT);
    }

    @Test
    void what_prints_behind_initramfs_tools_is_init() {
        assertThat(announcements(
                        "Begin: Running /scripts/init-bottom ... [    5.100000] random: crng init done",
                        "Warning: overlayroot: configuring",
                        "done.",
                        "[    5.898441] Not activating Mandatory Access Control as /sbin/tomoyo-init does not exist.",
                        "some init that says no name"))
                .endsWith("some init that says no name");
    }

    @Test
    void another_command_may_be_the_one_of_the_initramfs() {
        assertThat(phases(
                        "[    0.100000] Kernel command line: console=ttyS0 rdinit=/sbin/init quiet",
                        "[    1.505516] Run /sbin/init as init process"))
                .containsExactly(KERNEL, INITRAMFS);
    }

    @Test
    void a_login_prompt_may_have_kernel_messages_in_it() {
        assertThat(phases("vm login: [   11.848353] e1000: Intel(R) PRO/1000 Network Driver"))
                .containsExactly(LOGIN);
    }

    @Test
    void no_phase_is_entered_again() {
        assertThat(phases(
                        "[    0.000000] Linux version 6.1.0",
                        "vm login: root (automatic login)",
                        "root@vm:~# cat log",
                        "GRUB loading.",
                        "[    1.505516] Run /init as init process",
                        "INIT: version 3.06 booting"))
                .containsExactly(KERNEL, LOGIN);
    }

    @Test
    void what_looks_similar_is_no_phase() {
        assertThat(phases(
                        "This line says systemd[1]: somewhere",
                        "please log in: now",
                        "* Loading boot drivers: ok.",
                        "Begin: a new life",
                        "Welcome to the machine",
                        "sections: [  OK  ] or not"))
                .isEmpty();
    }
}
