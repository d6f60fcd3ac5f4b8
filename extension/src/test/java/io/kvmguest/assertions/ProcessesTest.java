package io.kvmguest.assertions;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

class ProcessesTest {

    static final List<String> TOOLS = List.of(Recorded.COREUTILS_PROCESSES, Recorded.BUSYBOX_PROCESSES);

    @ParameterizedTest
    @FieldSource("TOOLS")
    void reads_all_processes(String text) {
        assertThat(Processes.parse(text))
                .extracting(ProcessState::name)
                .containsExactlyInAnyOrder("sh", "busybox", "odd (name) S", "python3", "systemd-journal");
    }

    @ParameterizedTest
    @FieldSource("TOOLS")
    void reads_command_lines(String text) {
        assertThat(named("sh", text).arguments()).startsWith("sh", "start.sh");
        assertThat(named("busybox", text).arguments()).containsExactly("busybox", "sleep", "300");
        assertThat(named("odd (name) S", text).arguments()).hasSize(4).endsWith("--flag");
    }

    @ParameterizedTest
    @FieldSource("TOOLS")
    void finds_a_process_whose_name_the_kernel_cut_off(String text) {
        assertThat(named("systemd-journald", text)).isEqualTo(named("systemd-journal", text));
    }

    @ParameterizedTest
    @FieldSource("TOOLS")
    void knows_a_process_that_has_ended(String text) {
        ProcessState zombie = Processes.parse(text).stream()
                .filter(process -> process.name().equals("python3"))
                .findFirst()
                .orElseThrow();

        assertThat(zombie.isAlive()).isFalse();
        assertThat(zombie.isUserProcess()).isFalse();
        assertThat(zombie.describe()).isEqualTo(zombie.pid() + " [python3] (ended, not yet buried)");
        assertThat(named("sh", text).isAlive()).isTrue();
    }

    @ParameterizedTest
    @FieldSource("TOOLS")
    void describes_a_process_on_one_line(String text) {
        assertThat(named("systemd-journald", text).describe()).endsWith(" /usr/lib/systemd/systemd-journald 302");
        assertThat(named("odd (name) S", text).describe()).doesNotContain("\n").endsWith(" --flag");
    }

    @Test
    void finds_a_login_shell() {
        assertThat(new ProcessState(9, "bash", 'S', List.of("-bash")).isCalled("bash"))
                .isTrue();
    }

    @Test
    void leaves_out_the_process_that_reads() {
        String text =
                "==> /proc/9/stat <==\n9 (head) R 1\n\n==> /proc/9/cmdline <==\nhead\0-c\0004096\0/dev/null\0/proc/9/stat\0";

        assertThat(Processes.parse(text)).isEmpty();
    }

    private static ProcessState named(String name, String text) {
        return Processes.parse(text).stream()
                .filter(process -> process.isCalled(name))
                .findFirst()
                .orElseThrow();
    }
}
