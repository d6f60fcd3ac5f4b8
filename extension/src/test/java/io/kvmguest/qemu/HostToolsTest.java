package io.kvmguest.qemu;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class HostToolsTest {

    @Test
    void finds_what_is_on_the_path() {
        assertThat(HostTools.find("sh"))
                .hasValueSatisfying(path -> assertThat(path).isExecutable());
        assertThat(HostTools.find("no-such-program-anywhere")).isEmpty();
    }

    @Test
    void tells_status_and_both_outputs() {
        assertThat(HostTools.run(List.of("sh", "-c", "echo err >&2; echo 'o  u t'; exit 3")))
                .isEqualTo(new HostTools.Outcome(3, "o  u t\nerr\n"));
    }

    @Test
    void a_program_that_is_missing_has_no_status() {
        HostTools.Outcome outcome = HostTools.run(List.of("/no/such/program"));

        assertThat(outcome.status()).isEqualTo(-1);
        assertThat(outcome.output()).contains("/no/such/program");
    }

    @Test
    void a_program_that_does_not_end_is_ended() {
        assertThat(HostTools.run(List.of("sleep", "1000"), Duration.ofMillis(50)))
                .isEqualTo(new HostTools.Outcome(-1, "it did not end within 0 s"));
    }

    @Test
    void an_interrupt_waits() {
        Thread.currentThread().interrupt();

        assertThat(HostTools.run(List.of("echo", "done"))).isEqualTo(new HostTools.Outcome(0, "done\n"));
        assertThat(Thread.interrupted()).isTrue();
    }
}
