package io.kvmguest.boot;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvmguest.console.ConsoleLine;
import io.kvmguest.console.Ending;
import io.kvmguest.console.Tripwire;
import java.time.Duration;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class BootTripwireTest {

    private final Tripwire tripwire = BootTripwires.all();

    private @Nullable Ending print(String text) {
        return tripwire.check(new ConsoleLine(0, Duration.ZERO, text, true));
    }

    @Test
    void tells_a_panic_with_its_reason() {
        assertThat(print("[    1.200000] Run /init as init process")).isNull();
        assertThat(
                        print(
                                "[    1.634567] Kernel panic - not syncing: VFS: Unable to mount root fs on unknown-block(0,0)"))
                .isEqualTo(new Ending(
                        Ending.Kind.PANIC, "the kernel panicked: VFS: Unable to mount root fs on unknown-block(0,0)"));
    }

    @Test
    void tells_a_panic_behind_a_prompt() {
        assertThat(print("root@vm:~# [   12.000000] Kernel panic - not syncing: sysrq triggered crash"))
                .isEqualTo(new Ending(Ending.Kind.PANIC, "the kernel panicked: sysrq triggered crash"));
    }

    @Test
    void tells_a_panic_without_a_reason() {
        assertThat(print("[    1.634567] Kernel panic - not syncing"))
                .isEqualTo(new Ending(Ending.Kind.PANIC, "the kernel panicked"));
    }

    @Test
    void tells_a_panic_of_a_kernel_that_stamps_nothing() {
        assertThat(print("Linux version 3.18.23")).isNull();
        assertThat(print("Kernel panic - not syncing: No working init found."))
                .isEqualTo(new Ending(Ending.Kind.PANIC, "the kernel panicked: No working init found."));
    }

    static Stream<Arguments> farewells() {
        Ending off = new Ending(Ending.Kind.POWER_OFF, "the guest powered itself off");
        Ending halt = new Ending(Ending.Kind.POWER_OFF, "the guest halted");
        Ending reset = new Ending(Ending.Kind.RESET, "the guest restarted itself");
        return Stream.of(
                Arguments.of("reboot: Power down", off),
                Arguments.of("Power down.", off),
                Arguments.of("reboot: System halted", halt),
                Arguments.of("System halted.", halt),
                Arguments.of("reboot: Restarting system", reset),
                Arguments.of("reboot: Restarting system with command 'bootloader'", reset),
                Arguments.of("Restarting system.", reset));
    }

    @ParameterizedTest
    @MethodSource("farewells")
    void tells_a_farewell(String message, Ending expected) {
        assertThat(print("[   96.547506] " + message)).isEqualTo(expected);
    }

    @Test
    void tells_a_farewell_of_a_kernel_that_stamps_nothing() {
        assertThat(print("Power down")).isNull();
        assertThat(print("reboot: Power down"))
                .isEqualTo(new Ending(Ending.Kind.POWER_OFF, "the guest powered itself off"));
    }

    @Test
    void tells_an_emergency_with_a_message_of_the_kernel_behind_it() {
        assertThat(print("Press Enter for maintenance[    9.000000] random: crng init done"))
                .isEqualTo(new Ending(Ending.Kind.EMERGENCY, "the guest's init system asks root to maintain it"));
    }

    @Test
    void tells_an_emergency() {
        print("[    0.000000] Linux version 6.1.0");

        assertThat(print("You are in emergency mode. After logging in, type \"journalctl -xb\" to view"))
                .isEqualTo(new Ending(Ending.Kind.EMERGENCY, "the guest's systemd went into emergency mode"));
        assertThat(print("ALERT!  /dev/vdb1 does not exist.  Dropping to a shell!"))
                .isEqualTo(new Ending(
                        Ending.Kind.EMERGENCY,
                        "the guest's initramfs gave up: ALERT!  /dev/vdb1 does not exist.  Dropping to a shell!"));
        assertThat(print("[    9.000000] systemd[1]: Freezing execution."))
                .isEqualTo(new Ending(Ending.Kind.EMERGENCY, "the guest's systemd crashed and froze"));
    }

    @Test
    void tells_a_firmware_that_finds_nothing_to_boot() {
        assertThat(print("No bootable device."))
                .isEqualTo(new Ending(Ending.Kind.EMERGENCY, "the guest's firmware found nothing to boot"));
    }

    @Test
    void a_kernel_makes_the_words_of_the_firmware_meaningless() {
        print("[    0.000000] Linux version 6.1.0");

        assertThat(print("No bootable device.")).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Kernel panic - not syncing: as a command prints it",
                "root@vm:~# echo 'Kernel panic - not syncing'",
                "[    1.634567] Kernel panic - not syncing: from an old log",
                "Nov 22 22:10:29 vm kernel: [    1.634567] Kernel panic - not syncing: from an old log",
                "[   99.000000] printk: Kernel panic - not syncing",
                "[   99.000000] ---[ end Kernel panic - not syncing: Fatal exception ]---",
                "reboot: Power down",
                "Power down",
                "[    3.000000] reboot: Power down",
                "[   99.000000] reboot: Power down, says somebody",
                "[99999.000000] Kernel panic - not syncing: from the far future",
            })
    void does_not_fall_for(String line) {
        print("[    0.000000] Linux version 6.1.0");
        print("[   50.000000] e1000: eth0 NIC Link is Up");

        assertThat(print(line)).isNull();
    }

    @Test
    void goes_on_behind_a_restart() {
        print("[    0.000000] Linux version 6.1.0");
        print("[   50.000000] reboot: Restarting system");

        assertThat(print("[    3.000000] Kernel panic - not syncing: x"))
                .isEqualTo(new Ending(Ending.Kind.PANIC, "the kernel panicked: x"));
    }

    @Test
    void goes_on_behind_a_reset_from_outside() {
        print("[   50.000000] e1000: eth0 NIC Link is Up");
        print("[    0.000000] Linux version 6.1.0");

        assertThat(print("[    3.000000] Kernel panic - not syncing: x"))
                .isEqualTo(new Ending(Ending.Kind.PANIC, "the kernel panicked: x"));
    }

    @Test
    void each_console_has_its_own() {
        assertThat(BootTripwires.all()).isNotSameAs(BootTripwires.all());
    }
}
