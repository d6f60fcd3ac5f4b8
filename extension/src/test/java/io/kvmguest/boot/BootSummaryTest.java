package io.kvmguest.boot;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvmguest.console.Mark;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class BootSummaryTest {

    private final GrowingTranscript transcript = new GrowingTranscript();
    private final BootFacts facts = new BootFacts();
    private final BootLog log = BootLog.of(transcript, Mark.POWER_ON, facts);

    @Test
    void is_a_table_of_phases() {
        transcript
                .print(0.02, "SeaBIOS (version 1.16.2)\r\n")
                .print(0.42, "GRUB loading.\r\n")
                .print(4.52, "[    0.000000] Linux version 6.1.0\r\n")
                .print(10.8, "[    6.280000] Run /init as init process\r\n")
                .print(12.7, "INIT: version 3.06 booting\r\n")
                .print(23.5, "vm login: root (automatic login)\r\n")
                .print(24.1, "root@vm:~# ");
        facts.rootShellProven(transcript.end());

        assertThat(log.summary()).isEqualTo("""
                        firmware       0.4 s
                        boot loader    4.1 s
                        kernel         6.3 s
                        initramfs      1.9 s
                        init          10.8 s
                        login          0.6 s
                        root shell    24.1 s after power-on""");
        assertThat(log).hasToString(log.summary());
    }

    @Test
    void says_whose_boot_it_is_if_that_is_another_guest() {
        transcript.print(4.5, "[    0.000000] Linux version 6.1.0\r\n");
        BootOrigin origin = new BootOrigin(true, Instant.parse("2026-11-26T20:26:56Z"), "process 4711 on ci-3", "");

        assertThat(BootLog.of(transcript, Mark.POWER_ON, new BootFacts(origin)).summary())
                .endsWith("\n(of the template: recorded 2026-11-26T20:26:56Z by process 4711 on ci-3;"
                        + " boot = COLD measures a boot of now)");
    }

    @Test
    void says_what_it_is_a_replay_of() {
        transcript.print(4.5, "[    0.000000] Linux version 6.1.0\r\n");
        BootOrigin origin = new BootOrigin(
                true, Instant.parse("2026-11-26T20:26:56Z"), "process 4711 on ci-3", "replay of boot.cast");

        assertThat(BootLog.of(transcript, Mark.POWER_ON, new BootFacts(origin)).summary())
                .endsWith("\n(replay of boot.cast: recorded 2026-11-26T20:26:56Z by process 4711 on ci-3)");
    }

    @Test
    void tells_silence_before_the_first_line_and_what_is_not_over() {
        transcript.print(4.5, "[    0.000000] Linux version 6.1.0\r\n").print(6.0, "[    1.500000] x\r\n");

        assertThat(log.summary()).isEqualTo("""
                        (silent)       4.5 s
                        kernel         1.5 s and not over""");
    }

    @Test
    void counts_problems() {
        transcript
                .print(0, "[    0.000000] Linux version 6.1.0\r\n")
                .print(1, "[    1.000000] I/O error, dev vda, sector 0 op\r\n")
                .print(2, "[    2.000000] BUG: scheduling while atomic: sh\r\n")
                .print(3, "[    3.000000] I/O error, dev vda, sector 1 op\r\n");

        assertThat(log.summary()).isEqualTo("""
                        kernel         3.0 s and not over
                        problems: 1 BUG, 2 IO_ERROR""");
    }

    @Test
    void counts_what_was_not_kept() {
        for (int i = 0; i < 102; i++) {
            transcript.print(0, "[    1.%06d] I/O error, dev vda, sector 0 op\r\n".formatted(i));
        }

        assertThat(log.summary()).endsWith("problems: 100 IO_ERROR, 2 more not kept");
    }

    @Test
    void says_when_there_is_nothing() {
        assertThat(log.summary()).isEqualTo("no boot phase seen");
    }
}
