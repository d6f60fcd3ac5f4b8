package io.kvmguest.boot;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvmguest.console.ConsoleLine;
import io.kvmguest.console.Mark;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class BootLogTest {

    private final GrowingTranscript transcript = new GrowingTranscript();
    private final BootFacts facts = new BootFacts();
    private final BootLog log = BootLog.of(transcript, Mark.POWER_ON, facts);

    private void bootToLogin() {
        transcript
                .print(4.1, "[    0.000000] Linux version 6.1.0\r\n")
                .print(6.0, "[    1.900000] Run /init as init process\r\n")
                .print(9.0, "INIT: version 3.06 booting\r\n")
                .print(20.0, "vm login: root (automatic login)\r\n")
                .print(20.5, "root@vm:~# ");
    }

    @Test
    void the_root_shell_is_reached_when_it_was_proven() {
        bootToLogin();
        assertThat(log.reached(BootPhase.ROOT_SHELL)).isFalse();
        assertThat(log.total()).isEmpty();

        facts.rootShellProven(transcript.end());

        assertThat(log.reached(BootPhase.ROOT_SHELL)).isTrue();
        assertThat(log.current()).contains(BootPhase.ROOT_SHELL);
        assertThat(log.total()).contains(Duration.ofMillis(20_500));
        assertThat(log.phase(BootPhase.ROOT_SHELL))
                .contains(new PhaseEntry(BootPhase.ROOT_SHELL, transcript.end(), Duration.ofMillis(20_500), ""));
    }

    @Test
    void nothing_comes_behind_the_root_shell() {
        transcript.print(1, "[    0.000000] Linux version 6.1.0\r\n# ");
        facts.rootShellProven(transcript.end());
        transcript.print(2, "echo\r\nvm login: \r\n");

        assertThat(log.phases()).extracting(PhaseEntry::phase).containsExactly(BootPhase.KERNEL, BootPhase.ROOT_SHELL);
    }

    @Test
    void durations_go_to_the_next_phase_that_was_shown() {
        bootToLogin();

        assertThat(log.duration(BootPhase.KERNEL)).contains(Duration.ofMillis(1900));
        assertThat(log.duration(BootPhase.INITRAMFS)).contains(Duration.ofSeconds(3));
        assertThat(log.duration(BootPhase.INIT)).contains(Duration.ofSeconds(11));
        assertThat(log.duration(BootPhase.LOGIN)).isEmpty();
        assertThat(log.duration(BootPhase.FIRMWARE)).isEmpty();
    }

    @Test
    void reached_means_as_far_as() {
        transcript.print(1, "Loading, please wait...\r\n");

        assertThat(log.reached(BootPhase.FIRMWARE)).isTrue();
        assertThat(log.reached(BootPhase.KERNEL)).isTrue();
        assertThat(log.reached(BootPhase.INITRAMFS)).isTrue();
        assertThat(log.reached(BootPhase.INIT)).isFalse();
        assertThat(log.phase(BootPhase.KERNEL)).isEmpty();
    }

    @Test
    void a_silent_guest_has_reached_nothing() {
        assertThat(log.reached(BootPhase.FIRMWARE)).isFalse();
    }

    @Test
    void the_total_of_a_later_boot_counts_from_its_beginning() {
        bootToLogin();
        Mark reset = transcript.end();
        transcript.print(30.0, "\r\n[    0.000000] Linux version 6.1.0\r\n").print(33.5, "# ");
        BootFacts again = new BootFacts();
        BootLog second = BootLog.of(transcript, reset, again);
        again.rootShellProven(transcript.end());

        assertThat(second.start()).isEqualTo(reset);
        assertThat(second.total()).contains(Duration.ofSeconds(13));
        assertThat(second.phase(BootPhase.KERNEL).orElseThrow().at()).isEqualTo(Duration.ofSeconds(30));
    }

    @Test
    void gives_lines_that_match_and_lines_that_do_not() {
        BootLog lines = Transcripts.boot("alpha 1", "beta", "gamma 2");

        assertThat(lines.linesMatching("[0-9]$")).extracting(ConsoleLine::text).containsExactly("alpha 1", "gamma 2");
        assertThat(lines.linesMatching(Pattern.compile("BETA", Pattern.CASE_INSENSITIVE)))
                .extracting(ConsoleLine::text)
                .containsExactly("beta");
        assertThat(lines.linesNotMatching("[0-9]$"))
                .extracting(ConsoleLine::text)
                .containsExactly("beta");
        assertThat(lines.linesNotMatching(Pattern.compile("m")))
                .extracting(ConsoleLine::text)
                .containsExactly("alpha 1", "beta");
    }

    @Test
    void gives_its_lines_and_text_without_escape_sequences() {
        BootLog lines = BootLog.of(Transcripts.of("[\u001b[0;32m  OK  \u001b[0m] Started.\r\nvm login: "));

        assertThat(lines.lines()).extracting(ConsoleLine::text).containsExactly("[  OK  ] Started.", "vm login: ");
        assertThat(lines.text()).isEqualTo("[  OK  ] Started.\nvm login: ");
        assertThat(lines.contains("OK  ] St")).isTrue();
        assertThat(lines.contains("St\u001b")).isFalse();
        assertThat(lines.find("login").orElseThrow().text()).isEqualTo("vm login: ");
        assertThat(lines.find("logout")).isEmpty();
    }

    @Test
    void finds_texts_in_order() {
        BootLog lines = Transcripts.boot("one two", "three", "two");

        InOrder found = lines.findInOrder(List.of("one", "two", "two"));

        assertThat(found.missing()).isEmpty();
        assertThat(found.lines()).extracting(ConsoleLine::text).containsExactly("one two", "one two", "two");
    }

    @Test
    void tells_the_first_text_that_is_missing_in_order() {
        BootLog lines = Transcripts.boot("one two", "three");

        InOrder found = lines.findInOrder(List.of("two", "one", "three"));

        assertThat(found.missing()).contains("one");
        assertThat(found.lines()).extracting(ConsoleLine::text).containsExactly("one two");
        assertThat(lines.findInOrder(List.of("oo")).missing()).contains("oo");
        assertThat(lines.findInOrder(List.of()).missing()).isEmpty();
    }

    @Test
    void does_not_find_one_text_within_another() {
        assertThat(Transcripts.boot("abab").findInOrder(List.of("aba", "bab")).missing())
                .contains("bab");
    }

    @Test
    void its_lines_and_text_end_with_the_boot() {
        bootToLogin();
        facts.nextBootBegan(new Mark(transcript.length() - "root@vm:~# ".length()));

        assertThat(log.lines()).hasSize(4);
        assertThat(log.text()).endsWith("(automatic login)\n");
        assertThat(log.contains("root@vm")).isFalse();
    }
}
