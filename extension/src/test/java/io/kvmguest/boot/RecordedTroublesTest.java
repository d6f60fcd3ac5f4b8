package io.kvmguest.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.kvmguest.console.ConsoleLine;
import io.kvmguest.console.Ending;
import io.kvmguest.console.Mark;
import io.kvmguest.console.Transcript;
import io.kvmguest.console.Tripwire;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Consoles of real guests that were brought into trouble on purpose. */
class RecordedTroublesTest {

    private static List<Ending> endings(Transcript transcript) {
        Tripwire tripwire = BootTripwires.all();
        try (Stream<ConsoleLine> lines = transcript.lines(Mark.POWER_ON)) {
            return lines.map(tripwire::check).filter(Objects::nonNull).toList();
        }
    }

    /** dmesg, a program that eats all memory, backtraces asked of sysrq, and a crash asked of sysrq. */
    @Test
    void a_guest_out_of_memory_that_crashes() {
        Transcript transcript = Transcripts.recorded("mini-crash");
        BootLog log = BootLog.of(transcript);

        assertThat(log.problems())
                .extracting(BootProblem::kind, BootProblem::subject, problem -> problem.details()
                        .size())
                .containsExactly(tuple(ProblemKind.OUT_OF_MEMORY, "tail", 88), tuple(ProblemKind.PANIC, "", 46));
        assertThat(log.problems().get(0).details().get(87)).startsWith("Out of memory: Killed process 94 (tail)");
        assertThat(log.problems().get(1).details())
                .endsWith("Kernel Offset: disabled", "---[ end Kernel panic - not syncing: sysrq triggered crash ]---");
        // Of the 502 stamps, dmesg printed three again.
        assertThat(log.kernelMessages()).hasSize(499);
        assertThat(endings(transcript))
                .containsExactly(new Ending(Ending.Kind.PANIC, "the kernel panicked: sysrq triggered crash"));
    }

    @Test
    void a_kernel_without_stamps_and_without_a_root_file_system() {
        Transcript transcript = Transcripts.recorded("mini-noroot-unstamped");
        BootLog log = BootLog.of(transcript);

        assertThat(log.phases()).extracting(PhaseEntry::phase).containsExactly(BootPhase.KERNEL);
        assertThat(log.problems())
                .extracting(BootProblem::text)
                .containsExactly("Kernel panic - not syncing: VFS: Unable to mount root fs on unknown-block(0,0)");
        assertThat(endings(transcript))
                .containsExactly(new Ending(
                        Ending.Kind.PANIC, "the kernel panicked: VFS: Unable to mount root fs on unknown-block(0,0)"));
    }

    @Test
    void a_guest_that_misses_a_disk() {
        Transcript transcript = Transcripts.recorded("deb12-emergency");
        BootLog log = BootLog.of(transcript);

        assertThat(log.failedUnits()).containsExactly("dev-vdb1.device", "mnt.mount", "local-fs.target");
        assertThat(log.kernelProblems()).isEmpty();
        assertThat(log.problems())
                .last()
                .extracting(BootProblem::kind, BootProblem::details)
                .containsExactly(
                        ProblemKind.EMERGENCY, List.of("Cannot open access to console, the root account is locked."));
        assertThat(log.current()).contains(BootPhase.INIT);
        assertThat(endings(transcript))
                .first()
                .isEqualTo(new Ending(Ending.Kind.EMERGENCY, "the guest's systemd went into emergency mode"));
    }

    @Test
    void a_guest_that_restarts() {
        Transcript transcript = Transcripts.recorded("deb12-reboot");
        BootLog first = BootLog.of(transcript);

        assertThat(first.phases())
                .extracting(PhaseEntry::phase)
                .containsExactly(
                        BootPhase.FIRMWARE,
                        BootPhase.BOOT_LOADER,
                        BootPhase.KERNEL,
                        BootPhase.INITRAMFS,
                        BootPhase.INIT,
                        BootPhase.LOGIN);
        assertThat(first.problems()).isEmpty();
        assertThat(first.kernelMessages())
                .last()
                .extracting(KernelMessage::text)
                .isEqualTo("reboot: machine restart");
        assertThat(BootLog.of(transcript, first.end().orElseThrow()).phases())
                .extracting(PhaseEntry::phase, PhaseEntry::line)
                .containsExactly(
                        tuple(BootPhase.FIRMWARE, "SeaBIOS (version 1.16.2-debian-1.16.2-1)"),
                        tuple(BootPhase.BOOT_LOADER, "GRUB loading."));
        assertThat(endings(transcript)).containsExactly(new Ending(Ending.Kind.RESET, "the guest restarted itself"));
    }
}
