package io.kvmguest.assertions;

import static io.kvmguest.assertions.Failing.expectAssertionError;
import static io.kvmguest.assertions.GuestAssertions.assertThat;
import static org.assertj.core.api.BDDAssertions.then;

import io.kvmguest.boot.BootLog;
import io.kvmguest.boot.BootPhase;
import io.kvmguest.boot.ProblemKind;
import java.time.Duration;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class BootLogAssertTest {

    private static final String HEALTHY = """
            [    0.000000] Linux version 6.1.0-56-cloud-amd64 (debian)
            [    0.100000] Command line: console=ttyS0
            [    1.000000] Run /init as init process
            [    2.000000] systemd[1]: systemd 252.39-1~deb12u2 running in system mode (+PAM)
            [  OK  ] Reached target Basic System.

            Debian GNU/Linux 12 vm ttyS0

            vm login: root (automatic login)
            """;

    private static final String BROKEN = """
            [    0.000000] Linux version 6.1.0-56-cloud-amd64 (debian)
            [    1.000000] Run /init as init process
            [    1.500000] blk_update_request: I/O error, dev vda, sector 2048 op 0x0:(READ) flags 0x0
            [    2.000000] systemd[1]: systemd 252.39-1~deb12u2 running in system mode (+PAM)
            [FAILED] Failed to start broken.service - A broken service.
            """;

    /** Each line came a second after the one before. */
    private static BootLog log(String text) {
        return BootLog.of(new TimedTranscript(text, Duration.ofSeconds(1)));
    }

    /** The words of the boot floor, indented as values are. */
    private static String summary(String text) {
        return log(text).summary().indent(2).stripTrailing();
    }

    @Nested
    class Reached {

        @Test
        void should_pass_if_it_was_shown_or_passed() {
            assertThat(log(HEALTHY)).reached(BootPhase.KERNEL).reached(BootPhase.LOGIN);
        }

        @Test
        void should_fail_if_it_was_not() {
            AssertionError error =
                    expectAssertionError(() -> assertThat(log(BROKEN)).reached(BootPhase.LOGIN));
            then(error).hasMessage("""

                    Expecting boot
                    to have reached phase:
                      LOGIN
                    but it came no further than:
                      INIT
                    in this time of the host:
                    %s
                    last lines of the console:
                      | [    0.000000] Linux version 6.1.0-56-cloud-amd64 (debian)
                      | [    1.000000] Run /init as init process
                      | [    1.500000] blk_update_request: I/O error, dev vda, sector 2048 op 0x0:(READ) flags 0x0
                      | [    2.000000] systemd[1]: systemd 252.39-1~deb12u2 running in system mode (+PAM)
                      | [FAILED] Failed to start broken.service - A broken service.""".formatted(summary(BROKEN)));
        }

        @Test
        void should_fail_if_the_guest_is_silent() {
            AssertionError error =
                    expectAssertionError(() -> assertThat(log("")).reached(BootPhase.KERNEL));
            then(error).hasMessage("""

                    Expecting boot
                    to have reached phase:
                      KERNEL
                    but it came no further than:
                      (nothing)
                    in this time of the host:
                      no boot phase seen
                    last lines of the console:
                      (nothing)""");
        }

        @Test
        void should_fail_if_actual_is_null() {
            AssertionError error =
                    expectAssertionError(() -> assertThat((BootLog) null).reached(BootPhase.KERNEL));
            then(error).hasMessage("\nExpecting actual not to be null");
        }

        @Test
        void should_honour_description_and_fail_message() {
            then(expectAssertionError(() -> assertThat(log("")).as("boot").reached(BootPhase.KERNEL)))
                    .hasMessageStartingWith("[boot] \nExpecting boot\n");
            then(expectAssertionError(
                            () -> assertThat(log("")).withFailMessage("no!").reached(BootPhase.KERNEL)))
                    .hasMessage("no!");
        }
    }

    @Nested
    class DidNotReach {

        @Test
        void should_pass_if_it_was_not_shown() {
            assertThat(log(BROKEN)).didNotReach(BootPhase.LOGIN);
        }

        @Test
        void should_fail_if_it_was_passed() {
            AssertionError error =
                    expectAssertionError(() -> assertThat(log(BROKEN)).didNotReach(BootPhase.KERNEL));
            then(error).hasMessage("""

                    Expecting boot
                    not to have reached phase:
                      KERNEL
                    but it reached:
                      INIT
                    by this line:
                      | [    0.000000] Linux version 6.1.0-56-cloud-amd64 (debian)""");
        }
    }

    @Nested
    class ReachedWithin {

        @Test
        void should_pass_if_it_was_fast_enough() {
            assertThat(log(HEALTHY)).reachedWithin(BootPhase.LOGIN, Duration.ofSeconds(8));
        }

        @Test
        void should_fail_if_it_was_too_slow() {
            AssertionError error = expectAssertionError(
                    () -> assertThat(log(HEALTHY)).reachedWithin(BootPhase.LOGIN, Duration.ofMillis(7900)));
            then(error).hasMessage("""

                    Expecting boot
                    to have reached phase:
                      LOGIN
                    within, by the host's clock:
                      7.9 s
                    but it took:
                      8 s
                    of which:
                    %s""".formatted(summary(HEALTHY)));
        }

        @Test
        void should_fail_if_it_was_not_reached() {
            AssertionError error = expectAssertionError(
                    () -> assertThat(log(BROKEN)).reachedWithin(BootPhase.LOGIN, Duration.ofDays(1)));
            then(error).hasMessageContaining("but it came no further than:\n  INIT\n");
        }
    }

    @Nested
    class SpentAtMost {

        @Test
        void should_pass_if_it_was_short_enough() {
            assertThat(log(HEALTHY)).spentAtMost(BootPhase.KERNEL, Duration.ofSeconds(2));
        }

        @Test
        void should_fail_if_it_was_too_long() {
            AssertionError error = expectAssertionError(
                    () -> assertThat(log(HEALTHY)).spentAtMost(BootPhase.KERNEL, Duration.ofSeconds(1)));
            then(error).hasMessage("""

                    Expecting boot
                    to have spent in phase:
                      KERNEL
                    at most, by the host's clock:
                      1 s
                    but it spent:
                      2 s
                    of this boot:
                    %s""".formatted(summary(HEALTHY)));
        }

        @Test
        void should_fail_if_it_is_not_over_or_was_not_shown() {
            then(expectAssertionError(() -> assertThat(log(BROKEN)).spentAtMost(BootPhase.INIT, Duration.ofDays(1))))
                    .hasMessageContaining("but it spent:\n  (the phase is not over)\n");
            then(expectAssertionError(
                            () -> assertThat(log(BROKEN)).spentAtMost(BootPhase.FIRMWARE, Duration.ofDays(1))))
                    .hasMessageContaining("but it spent:\n  (the phase was not shown)\n");
        }
    }

    @Nested
    class HasNoProblems {

        @Test
        void should_pass_if_there_are_none() {
            assertThat(log(HEALTHY)).hasNoProblems().hasNoKernelProblems().hasNoFailedUnits();
        }

        @Test
        void should_fail_with_those_of_the_kernel() {
            AssertionError error =
                    expectAssertionError(() -> assertThat(log(BROKEN)).hasNoKernelProblems());
            then(error).hasMessage("""

                    Expecting boot
                    to have no kernel problems but it had:
                      IO_ERROR at 2.0 s: blk_update_request: I/O error, dev vda, sector 2048 op 0x0:(READ) flags 0x0""");
        }

        @Test
        void should_fail_with_failed_units() {
            AssertionError error =
                    expectAssertionError(() -> assertThat(log(BROKEN)).hasNoFailedUnits());
            then(error).hasMessage("""

                    Expecting boot
                    to have no failed units but it had:
                      FAILED_UNIT at 4.0 s: [FAILED] Failed to start broken.service - A broken service.""");
        }

        @Test
        void should_fail_with_all() {
            AssertionError error =
                    expectAssertionError(() -> assertThat(log(BROKEN)).hasNoProblems());
            then(error)
                    .hasMessageContaining("to have no problems but it had:\n  IO_ERROR at 2.0 s: ")
                    .hasMessageContaining("\n  FAILED_UNIT at 4.0 s: ");
        }

        @Test
        void should_fail_with_the_beginning_of_a_call_trace() {
            StringBuilder text = new StringBuilder(
                    "[    0.000000] Linux version 6.1\n[    1.000000] Kernel panic - not syncing: x\n[    1.000000] Call Trace:\n");
            for (int i = 0; i < 20; i++) {
                text.append("[    1.000000]  function").append(i).append("+0x1/0x2\n");
            }
            AssertionError error =
                    expectAssertionError(() -> assertThat(log(text.toString())).hasNoKernelProblems());
            then(error)
                    .hasMessageContaining(
                            "PANIC at 1.0 s: Kernel panic - not syncing: x\n    | Call Trace:\n    |  function0+0x1/0x2\n")
                    .hasMessageEndingWith("    |  function8+0x1/0x2\n    (11 more)");
        }
    }

    @Nested
    class HasProblem {

        @Test
        void should_pass_if_there_is_one_of_the_kind() {
            assertThat(log(BROKEN)).hasProblem(ProblemKind.IO_ERROR);
        }

        @Test
        void should_fail_if_there_are_others_only() {
            AssertionError error =
                    expectAssertionError(() -> assertThat(log(BROKEN)).hasProblem(ProblemKind.PANIC));
            then(error).hasMessageStartingWith("""

                    Expecting boot
                    to have a problem of kind:
                      PANIC
                    but its problems were:
                      IO_ERROR at 2.0 s: blk_update_request""");
        }
    }

    @Nested
    class Printed {

        @Test
        void should_pass_if_a_line_contains_it() {
            assertThat(log(HEALTHY)).printed("Reached target").printedMatching("^vm login: \\w+");
        }

        @Test
        void should_fail_if_no_line_contains_it() {
            AssertionError error =
                    expectAssertionError(() -> assertThat(log(HEALTHY)).printed("Windows"));
            then(error).hasMessage("""

                    Expecting boot
                    to have printed:
                      "Windows"
                    but it did not
                    last lines of the console:
                      | [    0.000000] Linux version 6.1.0-56-cloud-amd64 (debian)
                      | [    0.100000] Command line: console=ttyS0
                      | [    1.000000] Run /init as init process
                      | [    2.000000] systemd[1]: systemd 252.39-1~deb12u2 running in system mode (+PAM)
                      | [  OK  ] Reached target Basic System.
                      | Debian GNU/Linux 12 vm ttyS0
                      | vm login: root (automatic login)""");
        }

        @Test
        void should_fail_if_no_line_matches() {
            AssertionError error =
                    expectAssertionError(() -> assertThat(log(HEALTHY)).printedMatching("^login"));
            then(error).hasMessageStartingWith("""

                    Expecting boot
                    to have printed a line in which this is found:
                      ^login
                    but it did not
                    last lines of the console:
                    """);
        }
    }

    @Nested
    class DidNotPrint {

        @Test
        void should_pass_if_no_line_contains_it() {
            assertThat(log(HEALTHY)).didNotPrint("panic").didNotPrintMatching("(?i)panic");
        }

        @Test
        void should_fail_if_a_line_contains_it() {
            AssertionError error =
                    expectAssertionError(() -> assertThat(log(HEALTHY)).didNotPrint("Reached"));
            then(error).hasMessage("""

                    Expecting boot
                    not to have printed:
                      "Reached"
                    but it did, 4 s after power-on:
                      | [  OK  ] Reached target Basic System.""");
        }

        @Test
        void should_fail_if_a_line_matches() {
            AssertionError error =
                    expectAssertionError(() -> assertThat(log(HEALTHY)).didNotPrintMatching("Rea.hed"));
            then(error).hasMessage("""

                    Expecting boot
                    not to have printed a line in which this is found:
                      Rea.hed
                    but it did, 4 s after power-on:
                      | [  OK  ] Reached target Basic System.""");
        }
    }

    @Nested
    class PrintedInOrder {

        @Test
        void should_pass_in_order() {
            assertThat(log(HEALTHY)).printedInOrder("Linux version", "systemd[1]", "Reached target");
        }

        @Test
        void should_fail_in_another_order() {
            AssertionError error = expectAssertionError(
                    () -> assertThat(log(HEALTHY)).printedInOrder("systemd[1]", "Command line", "login"));
            then(error).hasMessage("""

                    Expecting boot
                    to have printed in this order:
                      "systemd[1]"
                      "Command line"
                      "login"
                    but it did not print:
                      "Command line"
                    behind:
                      | [    2.000000] systemd[1]: systemd 252.39-1~deb12u2 running in system mode (+PAM)
                    only before it:
                      | [    0.100000] Command line: console=ttyS0""");
        }

        @Test
        void should_fail_if_one_is_missing() {
            AssertionError error =
                    expectAssertionError(() -> assertThat(log(BROKEN)).printedInOrder("Windows", "Linux"));
            then(error).hasMessageStartingWith("""

                    Expecting boot
                    to have printed in this order:
                      "Windows"
                      "Linux"
                    but it did not print:
                      "Windows"
                    last lines of the console:
                      | [    0.000000] Linux version""");
        }
    }

    @Nested
    class HasKernelMessage {

        @Test
        void should_pass_if_there_is_one() {
            assertThat(log(HEALTHY))
                    .hasKernelMessage("console=ttyS0")
                    .hasKernelMessageMatching("^Linux version \\d")
                    .hasNoKernelMessage("Reached target");
        }

        @Test
        void should_fail_if_only_a_program_printed_it() {
            AssertionError error =
                    expectAssertionError(() -> assertThat(log(HEALTHY)).hasKernelMessage("Reached target"));
            then(error).hasMessageStartingWith("""

                    Expecting boot
                    to have a kernel message with:
                      "Reached target"
                    but none of its 4 has it
                    last lines of the console:
                    """);
        }

        @Test
        void should_fail_if_none_matches() {
            then(expectAssertionError(() -> assertThat(log(HEALTHY)).hasKernelMessageMatching("^e1000")))
                    .hasMessageContaining("to have a kernel message with:\n  ^e1000\nbut none of its 4 has it\n");
        }

        @Test
        void should_fail_if_there_is_one_that_should_not_be() {
            AssertionError error =
                    expectAssertionError(() -> assertThat(log(HEALTHY)).hasNoKernelMessage("Command line"));
            then(error).hasMessage("""

                    Expecting boot
                    to have no kernel message with:
                      "Command line"
                    but it had:
                      | [    0.100000] Command line: console=ttyS0""");
        }
    }
}
