package io.kvmguest.qemu;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class TrialOutcomeTest {

    @Test
    void passed() {
        assertThat(new TrialOutcome.Passed(Duration.ofMillis(52)).describe())
                .isEqualTo("and a guest ran 33 million steps in long mode in 0.05 s");
        assertThat((long) ProbeProgram.PARTS * ProbeProgram.STEPS / 1_000_000).isEqualTo(33);
    }

    @Test
    void slow() {
        assertThat(new TrialOutcome.Slow(2, Duration.ofSeconds(3)).describe())
                .isEqualTo(
                        "but a guest in long mode crawls: in 3.00 s it did 2 of 64 parts of what takes hardware a tenth"
                                + " of a second");
    }

    @Test
    void stopped() {
        assertThat(new TrialOutcome.Stopped(1, Duration.ofMillis(1170), "KVM internal error. Suberror: 1").describe())
                .isEqualTo(
                        "but KVM gave up on a guest in long mode (KVM internal error. Suberror: 1): in 1.17 s it did 1"
                                + " of 64 parts of what takes hardware a tenth of a second");
    }

    @Test
    void silent() {
        assertThat(new TrialOutcome.Silent(Duration.ofSeconds(20)).describe())
                .isEqualTo("but a guest was not in long mode 20.00 s after power-on");
    }

    @Test
    void wrong() {
        assertThat(new TrialOutcome.Wrong("D2000401").describe())
                .isEqualTo("but a guest in long mode computed 'D2000401' instead of 'D2000601'");
    }

    @Test
    void refused() {
        assertThat(new TrialOutcome.Refused("failed to initialize kvm: Device or resource busy").describe())
                .isEqualTo("but QEMU cannot use it: failed to initialize kvm: Device or resource busy");
    }
}
