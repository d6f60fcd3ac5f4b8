package io.kvmguest;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvmguest.console.SerialConsole;
import io.kvmguest.shell.Command;
import io.kvmguest.shell.CommandResult;
import io.kvmguest.shell.RootShell;
import io.kvmguest.shell.RunningCommand;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Commands on the line that a real kernel prints on. */
@Tag("guest")
@Timeout(900)
class ConsoleAloneGuestTest {

    private static final Duration LONG_ENOUGH = Duration.ofMinutes(5);

    @ParameterizedTest
    @ValueSource(strings = {"mini", "debian-12"})
    void brings_every_byte_while_the_kernel_floods_it(String image) {
        byte[] all = new byte[20_000];
        new Random(3).nextBytes(all);
        try (Guest guest = Guest.start(GuestSpec.of(image))) {
            RootShell root = ConsoleAlone.of(guest);
            SerialConsole console = guest.console();
            try (KernelFlood flood = KernelFlood.start(guest.shell())) {
                for (int i = 0; i < 10; i++) {
                    CommandResult result = KernelFlood.run(root, i);
                    assertThat(result.stdout()).isEqualTo(KernelFlood.WANTED);
                    assertThat(result.exitStatus()).isEqualTo(i);
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
                CommandResult result = cat.await(LONG_ENOUGH);
                assertThat(result.exitStatus()).isEqualTo(130);
                assertThat(result.stderr()).isEqualTo("err");
            }
        }
    }
}
