package io.kvmguest.boot;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class EmergencyTest {

    static Stream<Arguments> signs() {
        return Stream.of(
                Arguments.of(
                        "You are in emergency mode. After logging in, type \"journalctl -xb\" to view",
                        "the guest's systemd went into emergency mode"),
                Arguments.of(
                        "Welcome to emergency mode! After logging in, type \"journalctl -xb\" to view",
                        "the guest's systemd went into emergency mode"),
                Arguments.of(
                        "You are in rescue mode. After logging in, type \"journalctl -xb\" to view",
                        "the guest's systemd went into rescue mode"),
                Arguments.of("systemd[1]: Freezing execution.", "the guest's systemd crashed and froze"),
                Arguments.of(
                        "[!!!!!!] Failed to mount API filesystems.",
                        "the guest's systemd gave up: [!!!!!!] Failed to mount API filesystems."),
                Arguments.of(
                        "Cannot open access to console, the root account is locked.",
                        "the guest's init system lets nobody in, as root is locked"),
                Arguments.of("Give root password for maintenance", "the guest's init system asks root to maintain it"),
                Arguments.of("Press Enter for maintenance", "the guest's init system asks root to maintain it"),
                Arguments.of(
                        "A maintenance shell will now be started.",
                        "the guest's init system started a maintenance shell"),
                Arguments.of("procd: - failsafe -", "the guest's procd went into failsafe mode"),
                Arguments.of(
                        "ALERT!  UUID=198e0fa9 does not exist.  Dropping to a shell!",
                        "the guest's initramfs gave up: ALERT!  UUID=198e0fa9 does not exist.  Dropping to a shell!"),
                Arguments.of(
                        "No init found. Try passing init= bootarg.",
                        "the guest's initramfs gave up: No init found. Try passing init= bootarg."),
                Arguments.of("Spawning shell within the initramfs", "the guest's initramfs started a shell"),
                Arguments.of("(initramfs) ls", "the guest's initramfs started a shell"),
                Arguments.of(
                        "Entering emergency mode. Exit the shell to continue.",
                        "the guest's initramfs started a shell"),
                Arguments.of(
                        "You are now being dropped into an emergency shell.", "the guest's initramfs started a shell"),
                Arguments.of(
                        "initramfs emergency recovery shell launched. Type 'exit' to continue boot",
                        "the guest's initramfs started a shell"));
    }

    @ParameterizedTest
    @MethodSource("signs")
    void knows_that_a_guest_gave_up(String line, String meaning) {
        assertThat(Emergency.in(line)).isEqualTo(meaning);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "ALERT!  The intruder is in the house",
                "Gave up waiting for suspend/resume device",
                "systemd: You are in emergency mode",
                "[  OK  ] Reached target rescue.target - Rescue Mode.",
                "No bootable device.",
            })
    void leaves_what_is_harmless(String line) {
        assertThat(Emergency.in(line)).isNull();
    }

    static Stream<Arguments> signsBeforeKernel() {
        return Stream.of(
                Arguments.of("No bootable device.", "the guest's firmware found nothing to boot"),
                Arguments.of("Entering rescue mode...", "the guest's boot loader GRUB went into rescue mode"));
    }

    @ParameterizedTest
    @MethodSource("signsBeforeKernel")
    void knows_that_no_kernel_will_come(String line, String meaning) {
        assertThat(Emergency.beforeKernel(line)).isEqualTo(meaning);
        assertThat(Emergency.in(line)).isNull();
    }
}
