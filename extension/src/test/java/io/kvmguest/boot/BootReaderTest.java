package io.kvmguest.boot;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvmguest.console.Mark;
import io.kvmguest.console.Transcript;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BootReaderTest {

    private static final String[] BOOT = {
        "[    0.000000] Linux version 6.1.0",
        "[    1.000000] Run /sbin/init as init process",
        "INIT: version 3.06 booting",
        "vm login: root (automatic login)",
    };

    private static String text(String... lines) {
        return String.join("\r\n", lines) + "\r\n";
    }

    @Test
    void grows_while_the_guest_boots() {
        GrowingTranscript transcript = new GrowingTranscript();
        BootLog log = BootLog.of(transcript);
        assertThat(log.phases()).isEmpty();
        assertThat(log.current()).isEmpty();

        transcript.print(4.0, "[    0.000000] Linux version 6.1.0\r\n");
        assertThat(log.current()).contains(BootPhase.KERNEL);

        transcript.print(6.5, "[    2.500000] Run /sbin/init as init process\r\n");
        assertThat(log.current()).contains(BootPhase.INIT);
        assertThat(log.phase(BootPhase.INIT).orElseThrow().at()).isEqualTo(Duration.ofMillis(6500));
        assertThat(log.kernelMessages()).hasSize(2);
    }

    @Test
    void reads_lines_that_come_in_pieces() {
        String whole = text(BOOT);
        for (int step = 1; step < 9; step++) {
            GrowingTranscript transcript = new GrowingTranscript();
            BootLog log = BootLog.of(transcript);
            for (int i = 0; i < whole.length(); i += step) {
                transcript.print(i / 100.0, whole.substring(i, Math.min(whole.length(), i + step)));
                assertThat(log.kernelMessages().size()).isLessThanOrEqualTo(2);
            }
            assertThat(log.phases())
                    .extracting(PhaseEntry::phase)
                    .containsExactly(BootPhase.KERNEL, BootPhase.INIT, BootPhase.LOGIN);
            assertThat(log.kernelMessages())
                    .extracting(KernelMessage::text)
                    .containsExactly("Linux version 6.1.0", "Run /sbin/init as init process");
        }
    }

    @Test
    void passes_over_the_last_words_of_the_kernel_before() {
        String before = text("[   17.699000] reboot: Restarting system");
        String after = text(
                "[   17.699898] reboot: machine restart",
                "SeaBIOS (version 1.16.2)",
                "Booting from Hard Disk...",
                "[    0.000000] Linux version 6.1.0",
                "[    1.000000] Run /sbin/init as init process");
        byte[] raw = (before + after).getBytes(StandardCharsets.US_ASCII);
        for (Mark from : new Mark[] {Mark.POWER_ON, new Mark(before.length())}) {
            BootLog log = BootLog.of(Transcript.of(raw), from, new BootFacts());
            assertThat(log.phases())
                    .extracting(PhaseEntry::phase)
                    .containsExactly(BootPhase.FIRMWARE, BootPhase.KERNEL, BootPhase.INIT);
            assertThat(log.kernelMessages())
                    .extracting(KernelMessage::text)
                    .containsExactly("Linux version 6.1.0", "Run /sbin/init as init process");
        }
    }

    @Test
    void sees_a_login_prompt_that_has_no_line_ending() {
        GrowingTranscript transcript =
                new GrowingTranscript().print(1, "Debian GNU/Linux 12 vm ttyS0\r\n\r\nvm login: ");

        assertThat(BootLog.of(transcript).current()).contains(BootPhase.LOGIN);
    }

    @Test
    void takes_an_unfinished_line_back_if_it_goes_on_otherwise() {
        GrowingTranscript transcript = new GrowingTranscript().print(1, "a login:");
        BootLog log = BootLog.of(transcript);
        assertThat(log.current()).contains(BootPhase.LOGIN);

        transcript.print(2, "shell is set in /etc/passwd\r\n");
        assertThat(log.current()).isEmpty();
    }

    @Test
    void does_not_give_a_message_that_is_not_complete() {
        GrowingTranscript transcript = new GrowingTranscript().print(1, "[    0.000000] Linux ver");

        assertThat(BootLog.of(transcript).kernelMessages()).isEmpty();
    }

    @Test
    void reads_each_line_once() {
        GrowingTranscript transcript = new GrowingTranscript();
        IntStream.range(0, 1000).forEach(i -> transcript.print(1, "line " + i + "\r\n"));
        BootLog log = BootLog.of(transcript);
        log.phases();
        long once = transcript.linesRead();

        IntStream.range(0, 100).forEach(i -> log.phases());
        assertThat(transcript.linesRead()).isEqualTo(once);

        transcript.print(2, "one more\r\n");
        log.phases();
        // The last line again, to find the place, and the new one.
        assertThat(transcript.linesRead()).isEqualTo(once + 2);
    }

    @Test
    void gives_the_details_of_a_message() {
        GrowingTranscript transcript =
                new GrowingTranscript().print(1, "$ ").print(2, "[    1.234567][    T1] random: crng init done\r\n");

        assertThat(BootLog.of(transcript).kernelMessages())
                .containsExactly(new KernelMessage(
                        Duration.ofNanos(1_234_567_000),
                        "random: crng init done",
                        Mark.POWER_ON,
                        Duration.ofSeconds(1),
                        "T1"));
    }

    @Test
    void keeps_the_first_kernel_messages_and_counts_the_rest() {
        String[] lines = IntStream.range(0, BootLog.MAX_KERNEL_MESSAGES + 5)
                .mapToObj(i -> "[    1.%06d] message %d".formatted(i, i))
                .toArray(String[]::new);
        BootLog log = Transcripts.boot(lines);

        assertThat(log.kernelMessages()).hasSize(BootLog.MAX_KERNEL_MESSAGES);
        assertThat(log.kernelMessages().get(0).text()).isEqualTo("message 0");
        assertThat(log.droppedKernelMessages()).isEqualTo(5);
    }

    @Test
    void does_not_take_dmesg_for_the_kernel() {
        BootLog log = Transcripts.boot(
                "[    0.000000] Linux version 6.1.0",
                "[    5.000000] BUG: scheduling while atomic: sh/1/0x2",
                "vm login: root (automatic login)",
                "root@vm:~# dmesg",
                "[    0.000000] Linux version 6.1.0",
                "[    5.000000] BUG: scheduling while atomic: sh/1/0x2",
                "root@vm:~# [    9.000000] e1000: eth0 NIC Link is Up");

        assertThat(log.kernelMessages())
                .extracting(KernelMessage::text)
                .containsExactly(
                        "Linux version 6.1.0", "BUG: scheduling while atomic: sh/1/0x2", "e1000: eth0 NIC Link is Up");
        assertThat(log.problems()).hasSize(1);
        assertThat(log.end()).isEmpty();
    }

    @Test
    void does_not_take_dmesg_for_the_kernel_where_nobody_logs_in() {
        BootLog log = Transcripts.boot(
                "[    0.000000] Linux version 6.1.0",
                "[    1.000000] Run /init as init process",
                "BusyBox v1.35.0 (Debian 1:1.35.0-4+deb12u1+b1) built-in shell (ash)",
                "/ # dmesg",
                "[    0.000000] Linux version 6.1.0",
                "[    1.000000] Run /init as init process");

        assertThat(log.kernelMessages()).hasSize(2);
        assertThat(log.end()).isEmpty();
    }

    @Test
    void does_not_take_what_a_command_prints_for_a_problem() {
        BootLog log = Transcripts.boot(
                "[    0.000000] Linux version 6.1.0",
                "[    9.000000] e1000: eth0 NIC Link is Up",
                "vm login: root (automatic login)",
                "root@vm:~# cat old.log",
                "Kernel panic - not syncing: Fatal exception",
                "BUG: unable to handle page fault for address: 0",
                "Out of memory: Killed process 77 (x)",
                "[    1.100000] Kernel panic - not syncing: Fatal exception",
                "Nov 22 22:10:29 vm kernel: [    1.634567] Kernel panic - not syncing: x");

        assertThat(log.problems()).isEmpty();
    }

    @Test
    void reads_a_kernel_that_stamps_nothing() {
        BootLog log = Transcripts.boot(
                "Linux version 3.18.23 (buildbot@builder1) (gcc version 4.8.3)",
                "EXT4-fs error (device sda2): ext4_lookup:1855: inode #2: comm ls",
                "Kernel panic - not syncing: No working init found.",
                "Rebooting in 3 seconds..");

        assertThat(log.current()).contains(BootPhase.KERNEL);
        assertThat(log.kernelMessages()).isEmpty();
        assertThat(log.problems())
                .extracting(BootProblem::kind)
                .containsExactly(ProblemKind.FILE_SYSTEM, ProblemKind.PANIC);
    }

    @Test
    void a_quiet_guest_may_panic_but_prints_no_other_problem_of_the_kernel_without_a_stamp() {
        assertThat(Transcripts.boot("vm login: root (automatic login)", "BUG: in my program", "WARNING: possible fire")
                        .problems())
                .isEmpty();
        assertThat(Transcripts.boot("Kernel panic - not syncing: x").problems()).hasSize(1);
    }

    @Test
    void ends_where_the_kernel_restarts() {
        Transcript transcript = Transcripts.ofLines(
                "[    0.000000] Linux version 6.1.0",
                "vm login: root (automatic login)",
                "[   30.000000] reboot: Restarting system",
                "[   30.000001] reboot: machine restart",
                "[    0.000000] Linux version 6.1.0",
                "vm login: root (automatic login)");
        BootLog first = BootLog.of(transcript);

        assertThat(first.kernelMessages()).hasSize(3);
        Mark second = first.end().orElseThrow();
        assertThat(first.lines()).hasSize(4);
        assertThat(BootLog.of(transcript, second).kernelMessages()).hasSize(1);
        assertThat(BootLog.of(transcript, second).phases())
                .extracting(PhaseEntry::start)
                .first()
                .isEqualTo(second);
        assertThat(BootLog.of(transcript, second).end()).isEmpty();
    }

    @Test
    void ends_where_firmware_begins_behind_the_restart() {
        BootLog log = Transcripts.boot(
                "[    0.000000] Linux version 6.1.0",
                "[   30.000000] reboot: Restarting system",
                "",
                "SeaBIOS (version 1.16.2-debian-1.16.2-1)",
                "[    0.000000] Linux version 6.1.0");

        assertThat(log.lines()).hasSize(3);
    }

    @Test
    void ends_where_a_panicked_kernel_restarts() {
        BootLog log = Transcripts.boot(
                "[    0.000000] Linux version 6.1.0",
                "[    1.300000] Kernel panic - not syncing: x",
                "[    1.300001] Rebooting in 1 seconds..",
                "[    1.299999] a message of another CPU",
                "[    0.000000] Linux version 6.1.0");

        assertThat(log.lines()).hasSize(4);
    }

    @Test
    void ends_where_a_machine_was_reset_before_anybody_logged_in() {
        assertThat(Transcripts.boot(
                                "[    0.000000] Linux version 6.1.0",
                                "[    0.200000] x",
                                "[    0.000000] Linux version 6.1.0")
                        .lines())
                .hasSize(2);
        assertThat(Transcripts.boot("SeaBIOS (version 1)", "GRUB loading.", "SeaBIOS (version 1)")
                        .lines())
                .hasSize(2);
        assertThat(Transcripts.boot("Linux version 3.18.23", "x", "Linux version 3.18.23")
                        .lines())
                .hasSize(2);
    }

    @Test
    void a_kernel_may_print_something_before_its_version() {
        assertThat(Transcripts.boot(
                                "[    0.000000] Booting Linux on physical CPU 0x0000000000 [0x410fd083]",
                                "[    0.000000] Linux version 6.1.0")
                        .end())
                .isEmpty();
    }

    @Test
    void ends_where_whoever_runs_the_machine_says_so() {
        GrowingTranscript transcript = new GrowingTranscript().print(1, text(BOOT));
        BootFacts facts = new BootFacts();
        BootLog log = BootLog.of(transcript, Mark.POWER_ON, facts);
        assertThat(log.kernelMessages()).hasSize(2);

        Mark reset = transcript.end();
        facts.nextBootBegan(reset);
        transcript.print(2, text(BOOT)).print(3, "[    2.000000] BUG: x\r\n");

        assertThat(log.end()).contains(reset);
        assertThat(log.kernelMessages()).hasSize(2);
        assertThat(log.problems()).isEmpty();
        assertThat(log.lines()).hasSize(4);
    }

    @Test
    void forgets_what_it_has_read_of_the_next_boot_when_it_is_told_late() {
        GrowingTranscript transcript = new GrowingTranscript().print(1, text(BOOT));
        Mark reset = transcript.end();
        transcript.print(2, "[    2.000000] BUG: x\r\n");
        BootFacts facts = new BootFacts();
        BootLog log = BootLog.of(transcript, Mark.POWER_ON, facts);
        assertThat(log.problems()).hasSize(1);

        facts.nextBootBegan(reset);
        assertThat(log.problems()).isEmpty();
        assertThat(log.end()).contains(reset);
    }

    @Test
    void a_line_without_end_costs_little() {
        BootLog log = Transcripts.boot("x".repeat(100_000) + "vm login: ", "[    1.000000] " + "y".repeat(100_000));

        assertThat(log.current()).contains(BootPhase.KERNEL);
        assertThat(log.kernelMessages().get(0).text().length()).isLessThan(5000);
    }
}
