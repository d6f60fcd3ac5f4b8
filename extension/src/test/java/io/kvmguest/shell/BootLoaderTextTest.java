package io.kvmguest.shell;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvmguest.shell.Sight.Kind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BootLoaderTextTest {

    @ParameterizedTest
    @CsvSource({
        "'   The highlighted entry will be executed automatically in 16s.                ', COUNTDOWN",
        "'Hit any key to stop autoboot:  3 ', COUNTDOWN",
        "'Automatic boot in 5 seconds...', COUNTDOWN",
        "'Boot in 4 s.', COUNTDOWN",
        "'      Press enter to boot the selected OS, `e'' to edit the commands       ', BOOT_MENU",
        "'Press [Tab] to edit options', BOOT_MENU",
        "'boot: ', BOOT_MENU",
        "'No bootable device.', NOT_BOOTABLE"
    })
    void knows_what_is_drawn(String line, Kind kind) {
        assertThat(BootLoaderText.in(line, Kind.NOTHING)).isEqualTo(kind);
    }

    @Test
    void knows_a_countdown_that_was_stopped_by_the_blanks_over_it() {
        String blanks = " ".repeat(79);
        assertThat(BootLoaderText.in(blanks, Kind.COUNTDOWN)).isEqualTo(Kind.BOOT_MENU);
        assertThat(BootLoaderText.in(" be executed automatically in 2s.                " + blanks, Kind.COUNTDOWN))
                .isEqualTo(Kind.BOOT_MENU);
        assertThat(BootLoaderText.in(blanks, Kind.NOTHING)).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"grub> ", "grub rescue> ", "Shell> ", "U-Boot> ", "=> "})
    void knows_the_prompts(String line) {
        assertThat(BootLoaderText.isPrompt(line)).isTrue();
        assertThat(BootLoaderText.in(line, Kind.NOTHING)).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"  Booting `OpenWrt'", "Loading Linux 6.1.0-56-cloud-amd64 ...", "Starting kernel ..."})
    void knows_when_the_choice_is_made(String line) {
        assertThat(BootLoaderText.hasGoneOn(line)).isTrue();
        assertThat(BootLoaderText.isPrompt(line)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GRUB loading.",
                "Welcome to GRUB!",
                "Booting from Hard Disk...",
                "Loading initial ramdisk ...",
                "  Booting `Debian GNU/Linux'"
            })
    void knows_what_may_be_the_last_word_before_a_kernels(String line) {
        assertThat(BootLoaderText.isLastWord(line)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"[    0.000000] Linux version 6.1.0", "Press any key", "Reached target Basic System", ""})
    void knows_what_is_not(String line) {
        assertThat(BootLoaderText.isLastWord(line)).isFalse();
    }
}
