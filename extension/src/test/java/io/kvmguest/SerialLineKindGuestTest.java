package io.kvmguest;

import static io.kvmguest.assertions.GuestAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import io.kvmguest.boot.BootPhase;
import io.kvmguest.console.ConsoleEndedException;
import io.kvmguest.console.Ending;
import io.kvmguest.console.SerialConsole;
import io.kvmguest.console.SerialLineKind;
import io.kvmguest.shell.Command;
import io.kvmguest.shell.RootShell;
import io.kvmguest.shell.RunningCommand;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A guest's console over each kind of line. */
@Tag("guest")
@Timeout(900)
class SerialLineKindGuestTest {

    private static final Duration LONG_ENOUGH = Duration.ofMinutes(5);

    private static GuestSpec mini(SerialLineKind kind) {
        return GuestSpec.of("mini").line(kind);
    }

    @ParameterizedTest
    @EnumSource
    void gives_the_console_from_its_first_byte_on_and_carries_commands(SerialLineKind kind) {
        byte[] all = new byte[20_000];
        new Random(3).nextBytes(all);
        try (Guest guest = Guest.start(mini(kind).boot(Boot.COLD))) {
            assertThat(guest.bootLog())
                    .reached(BootPhase.FIRMWARE)
                    .reached(BootPhase.ROOT_SHELL)
                    .hasNoKernelProblems();
            RootShell root = ConsoleAlone.of(guest);
            SerialConsole console = guest.console();
            try (KernelFlood flood = KernelFlood.start(guest.shell())) {
                for (int i = 0; i < 5; i++) {
                    assertThat(KernelFlood.run(root, i).stdout()).isEqualTo(KernelFlood.WANTED);
                }
                assertThat(root.run(Command.of("cat").stdin(all).timeout(LONG_ENOUGH))
                                .stdoutBytes())
                        .isEqualTo(all);
                assertThat(flood.isRunning()).isTrue();
            }
            KernelFlood.await(console, 100);
            try (RunningCommand cat = root.start(
                    Command.of("cat; echo err >&2; sleep 1000").stdin("line\n".getBytes(StandardCharsets.UTF_8)))) {
                assertThat(cat.nextLine(LONG_ENOUGH).orElseThrow().text()).isEqualTo("line");
                cat.kill("INT");
                assertThat(cat.await(LONG_ENOUGH).exitStatus()).isEqualTo(130);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void carries_the_console_of_a_clone_and_of_a_second_boot(SerialLineKind kind) {
        try (Guest guest = Guest.start(mini(kind))) {
            assertThat(guest.bootLog().origin().isRecorded()).isTrue();
            guest.reboot();
            assertThat(guest.bootLog()).reached(BootPhase.FIRMWARE).reached(BootPhase.ROOT_SHELL);
            assertThat(guest.shell().run("echo up").stdout()).isEqualTo("up");
        }
    }

    @ParameterizedTest
    @EnumSource
    void loses_nothing_that_a_guest_prints_just_before_it_powers_off(SerialLineKind kind) {
        try (Guest guest = Guest.start(mini(kind))) {
            SerialConsole console = guest.console();
            String print =
                    "i=0; while [ $i -lt 1024 ]; do echo 0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcd;"
                            + " i=$((i+1)); done >/tmp/lines; cat /tmp/lines >/dev/console; echo the very end >/dev/console;"
                            // The kernel itself does not wait for what its driver still has to send.
                            + " stty echo </dev/console; poweroff -f";
            assertThatExceptionOfType(ConsoleEndedException.class)
                    .isThrownBy(() -> guest.shell().run(Command.of(print).timeout(LONG_ENOUGH)))
                    .satisfies(e -> assertThat(e.ending().kind()).isEqualTo(Ending.Kind.POWER_OFF));
            await().atMost(LONG_ENOUGH).until(() -> !guest.isAlive());
            try (var lines = console.transcript().lines(console.cursor())) {
                assertThat(lines.filter(line -> line.text()
                                        .equals("0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcd"))
                                .count())
                        .isEqualTo(1024);
            }
            assertThat(console.transcript().text(console.cursor(), console.mark()))
                    .contains("the very end");
        }
    }
}
