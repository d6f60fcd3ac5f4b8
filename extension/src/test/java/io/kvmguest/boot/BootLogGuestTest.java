package io.kvmguest.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kvmguest.Guest;
import io.kvmguest.GuestSpec;
import io.kvmguest.console.ConsoleEndedException;
import io.kvmguest.console.Ending;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("guest")
class BootLogGuestTest {

    @Test
    void reads_the_boot_of_a_real_guest() {
        try (Guest guest = Guest.start(GuestSpec.of("mini"))) {
            BootLog log = guest.bootLog();

            assertThat(log.phases())
                    .extracting(PhaseEntry::phase)
                    .endsWith(BootPhase.KERNEL, BootPhase.INITRAMFS, BootPhase.ROOT_SHELL);
            assertThat(log.problems()).isEmpty();
            assertThat(log.total())
                    .hasValueSatisfying(total -> assertThat(total).isPositive());
            assertThat(log.current()).contains(BootPhase.ROOT_SHELL);
            assertThat(log.summary()).contains("kernel  ", "initramfs  ", "root shell  ", "after power-on");
            assertThat(linuxVersions(log)).hasSize(1);

            // Its messages come again, whole, where somebody prints them onto the console.
            guest.shell().run("dmesg > /dev/ttyS0").requireSuccess();
            assertThat(log.linesMatching("\\] Linux version ")).hasSize(2);
            assertThat(linuxVersions(log)).hasSize(1);
            assertThat(log.end()).isEmpty();
        }
    }

    private static List<KernelMessage> linuxVersions(BootLog log) {
        return log.kernelMessages().stream()
                .filter(message -> message.text().startsWith("Linux version "))
                .toList();
    }

    @Test
    void tells_a_program_that_eats_all_memory_and_a_panic() {
        try (Guest guest = Guest.start(GuestSpec.of("mini"))) {
            BootLog log = guest.bootLog();

            assertThat(guest.shell().run("tail /dev/zero").exitStatus()).isNotZero();
            assertThat(log.problems()).extracting(BootProblem::kind).containsExactly(ProblemKind.OUT_OF_MEMORY);

            assertThatThrownBy(() -> guest.shell().run("echo c > /proc/sysrq-trigger"))
                    .isInstanceOfSatisfying(ConsoleEndedException.class, end -> assertThat(end.ending())
                            .isEqualTo(new Ending(Ending.Kind.PANIC, "the kernel panicked: sysrq triggered crash")));
            assertThat(log.kernelProblems())
                    .extracting(BootProblem::kind)
                    .containsExactly(ProblemKind.OUT_OF_MEMORY, ProblemKind.PANIC);
        }
    }
}
