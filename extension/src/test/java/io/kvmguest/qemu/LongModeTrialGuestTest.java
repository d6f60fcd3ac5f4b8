package io.kvmguest.qemu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Tag("guest")
@Timeout(120)
class LongModeTrialGuestTest {

    private static final Duration PLENTY = Duration.ofSeconds(60);
    private static final Duration SHORT = Duration.ofSeconds(2);

    @Test
    void the_program_is_right_and_passes_where_instructions_do_what_they_should() {
        assertThat(trial("qemu64", ProbeProgram.sector(), PLENTY, PLENTY).run())
                .isInstanceOf(TrialOutcome.Passed.class);
    }

    @Test
    void a_program_that_is_not_through_in_time_is_slow() {
        byte[] crawling = BootSector.create().print("{..").spin().toBytes();

        assertThat(trial("qemu64", crawling, PLENTY, SHORT).run()).isEqualTo(new TrialOutcome.Slow(2, SHORT));
    }

    @Test
    void a_guest_whose_firmware_does_not_come_to_the_program_is_silent() {
        byte[] silent = BootSector.create().spin().toBytes();

        assertThat(trial("qemu64", silent, SHORT, PLENTY).run()).isEqualTo(new TrialOutcome.Silent(SHORT));
    }

    @Test
    void a_program_that_has_another_answer_is_wrong() {
        byte[] wrong = BootSector.create().print("{..BAD}").halt().toBytes();

        assertThat(trial("qemu64", wrong, PLENTY, PLENTY).run()).isEqualTo(new TrialOutcome.Wrong("BAD"));
    }

    @Test
    void a_qemu_that_ends_refuses() {
        byte[] ending = BootSector.create().print("{.").powerOff().toBytes();

        assertThat(trial("qemu64", ending, PLENTY, PLENTY).run())
                .isEqualTo(new TrialOutcome.Refused("QEMU exited with status 0"));
    }

    @Test
    void a_qemu_that_does_not_start_refuses_in_its_own_words() {
        assertThat(trial("no-such-cpu", ProbeProgram.sector(), PLENTY, PLENTY).run())
                .isEqualTo(new TrialOutcome.Refused("unable to find CPU model 'no-such-cpu'"));
    }

    @Test
    void kvm_where_it_opens_ends_in_an_outcome_and_not_in_a_wait() {
        assumeThat(KvmDevice.STANDARD.obstacle()).as("/dev/kvm opens").isEmpty();

        TrialOutcome outcome = new LongModeTrial(Accelerator.KVM, "host,-arch-capabilities").run();

        assertThat(outcome).isNotInstanceOf(TrialOutcome.Wrong.class);
        assertThat(outcome.describe()).isNotBlank();
    }

    private static LongModeTrial trial(String cpu, byte[] sector, Duration firmware, Duration work) {
        return new LongModeTrial(Accelerator.TCG, cpu, sector, firmware, work);
    }
}
