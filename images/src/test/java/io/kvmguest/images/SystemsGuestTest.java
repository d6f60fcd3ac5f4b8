package io.kvmguest.images;

import static io.kvmguest.assertions.GuestAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.kvmguest.Guest;
import io.kvmguest.boot.BootLog;
import io.kvmguest.boot.BootPhase;
import io.kvmguest.boot.PhaseEntry;
import io.kvmguest.shell.CommandResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every init system there is a real userland of, each from power-on to a proven root shell. */
class SystemsGuestTest {

    private static final Duration NIC_APPEARS = Duration.ofMinutes(2);

    static Stream<GuestSystem> systems() {
        return GuestSystem.all();
    }

    @ParameterizedTest
    @MethodSource("systems")
    @Tag("guest")
    @Timeout(1800)
    @Execution(ExecutionMode.CONCURRENT)
    void ends_on_a_proven_root_shell_and_again_after_a_reboot(GuestSystem system) {
        system.absence().ifPresent(reason -> assumeTrue(false, reason));
        try (Guest guest = Guest.start(system.spec())) {
            hasBooted(system, guest);
            if (system.comesBack()) {
                guest.reboot();
                hasBooted(system, guest);
            }
        }
    }

    private static void hasBooted(GuestSystem system, Guest guest) {
        CommandResult said = guest.shell().run("id -u; cat /proc/1/comm; echo no >&2; exit 7");
        assertThat(said.lines()).as("uid and process 1 of %s", system).containsExactly("0", system.process1());
        assertThat(said.stderr()).as("standard error of %s", system).isEqualTo("no");
        assertThat(said.exitStatus()).as("exit status of %s", system).isEqualTo(7);
        // Its driver may be loaded later than the shell is there.
        assertThat(guest.shell()).within(NIC_APPEARS).runs("test -d /sys/class/net/" + system.nic());

        BootLog log = guest.bootLog();
        assertThat(log.phases())
                .as("phases of %s, in\n%s", system, log.summary())
                .extracting(PhaseEntry::phase)
                .containsExactlyElementsOf(system.phases());
        assertThat(log).hasNoKernelProblems().printedInOrder(system.printed().toArray(String[]::new));
        if (system.phases().contains(BootPhase.KERNEL)) {
            assertThat(log)
                    .hasKernelMessage("Linux version "
                            + guest.shell().run("uname -r").stdout().strip());
        } else {
            assertThat(log.kernelMessages()).as("kernel messages of %s", system).isEmpty();
        }
    }

    @Test
    void stand_in_the_readme() throws Exception {
        assertThat(Files.readString(Path.of("../README.md")).lines())
                .contains(systems().map(GuestSystem::row).toArray(String[]::new));
    }
}
