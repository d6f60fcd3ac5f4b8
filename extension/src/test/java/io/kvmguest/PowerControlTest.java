package io.kvmguest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PowerControlTest {

    @Test
    void runs_the_commands_that_it_was_given(@TempDir Path directory) throws IOException {
        Path log = directory.resolve("log");
        PowerControl power = PowerControl.commands("echo on >>" + log, "echo off >>" + log);
        power.on();
        power.cycle();
        assertThat(log).hasContent("on\noff\non");

        PowerControl.commands("false", "false", "echo cycle >>" + log).cycle();
        assertThat(log).hasContent("on\noff\non\ncycle");
    }

    @Test
    void says_which_command_failed_and_what_it_printed() {
        PowerControl power = PowerControl.commands("echo no such hub >&2; echo 1-1; exit 7", "");
        assertThatExceptionOfType(PowerControlException.class)
                .isThrownBy(power::on)
                .withMessage("""
                        The power could not be switched on: "echo no such hub >&2; echo 1-1; exit 7" ended with exit status 7
                            | no such hub
                            | 1-1""");
        assertThatExceptionOfType(PowerControlException.class)
                .isThrownBy(power::off)
                .withMessage("The power cannot be switched off: no command was given for that");
    }
}
