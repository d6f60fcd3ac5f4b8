package io.kvmguest.shell;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.kvmguest.console.ConsoleLine;
import io.kvmguest.console.ConsoleSubject;
import io.kvmguest.shell.Outcome.Fate;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class GuestShellTest {

    private final List<ConsoleLine> lastLines =
            new ArrayList<>(List.of(new ConsoleLine(0, Duration.ZERO, "[   62.5] INFO: task sleep:99 blocked", true)));

    private GuestShell shell(CommandChannel channel) {
        ConsoleSubject subject = new ConsoleSubject() {
            @Override
            public String name() {
                return "Guest 'router' (image debian-12)";
            }

            @Override
            public String doing() {
                return "in boot phase ROOT_SHELL for 62 s";
            }

            @Override
            public String evidence() {
                return "target/kvmguest/RoutingTest/router/";
            }
        };
        return new GuestShell(channel, new Situation(subject, () -> lastLines), Duration.ofSeconds(60));
    }

    private static Outcome outcome(Fate fate, int status) {
        return new Outcome(fate, status, bytes("tick\n"), bytes(""), Duration.ofMillis(1_200));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void gives_the_result_of_a_command() {
        CommandResult result =
                shell((command, timeout) -> outcome(Fate.ENDED, 3)).run("tick");
        assertThat(result.guest()).isEqualTo("Guest 'router' (image debian-12)");
        assertThat(result.command()).isEqualTo("tick");
        assertThat(result.exitStatus()).isEqualTo(3);
        assertThat(result.stdout()).isEqualTo("tick");
        assertThat(result.duration()).isEqualTo(Duration.ofMillis(1_200));
    }

    @Test
    void gives_a_command_its_own_time_or_the_usual() {
        List<Duration> timeouts = new ArrayList<>();
        GuestShell shell = shell((command, timeout) -> {
            timeouts.add(timeout);
            return outcome(Fate.ENDED, 0);
        });
        CommandResult unused = shell.run("a");
        unused = shell.run(Command.of("b").timeout(Duration.ofSeconds(1)));
        assertThat(timeouts).containsExactly(Duration.ofSeconds(60), Duration.ofSeconds(1));
    }

    @Test
    void says_that_a_command_was_ended() {
        assertThatExceptionOfType(CommandTimeoutException.class)
                .isThrownBy(() -> shell((command, timeout) -> outcome(Fate.KILLED, 143))
                        .run(Command.of("while sleep 1\ndo\n  echo tick\ndone").timeout(Duration.ofSeconds(5))))
                .withMessage("""
                        Guest 'router' (image debian-12): a command did not end within 5 s and was ended.
                          Command: "while sleep 1 ⏎ do ⏎ echo tick ⏎ done"
                          Standard output so far:
                            | tick
                          Standard error so far: empty
                          If it needs longer: Command.of(…).timeout(…). If it is to go on: end it with &.
                          It was in boot phase ROOT_SHELL for 62 s.
                          Last lines of the console:
                            | [   62.5] INFO: task sleep:99 blocked
                          Evidence: target/kvmguest/RoutingTest/router/""")
                .satisfies(e -> assertThat(e.resultSoFar().exitStatus()).isEqualTo(143));
    }

    @Test
    void says_that_a_command_could_not_be_ended() {
        lastLines.clear();
        assertThatExceptionOfType(CommandTimeoutException.class)
                .isThrownBy(() -> shell((command, timeout) -> outcome(Fate.UNKILLABLE, 137))
                        .run("cat /proc/kmsg"))
                .withMessage("""
                        Guest 'router' (image debian-12): a command did not end within 60 s, and not even for SIGKILL.
                          Command: "cat /proc/kmsg"
                          Standard output so far:
                            | tick
                          Standard error so far: empty
                          It is stuck in the guest's kernel; look at the console for a hung task.
                          It was in boot phase ROOT_SHELL for 62 s.
                          The console is empty: the guest has printed nothing at all.
                          Evidence: target/kvmguest/RoutingTest/router/""");
    }

    @Test
    void says_that_the_shell_was_lost() {
        WireBrokenException broken = new WireBrokenException("has not answered for 30 s");
        assertThatExceptionOfType(ShellLostException.class)
                .isThrownBy(() -> shell((command, timeout) -> {
                            throw broken;
                        })
                        .run("kill -9 -1"))
                .withMessage("""
                        Guest 'router' (image debian-12): the root shell was lost while it ran "kill -9 -1".
                          It has not answered for 30 s.
                          Did the command end the shell on the console, or does the guest hang?
                          It was in boot phase ROOT_SHELL for 62 s.
                          Last lines of the console:
                            | [   62.5] INFO: task sleep:99 blocked
                          Evidence: target/kvmguest/RoutingTest/router/""")
                .withCause(broken);
    }
}
