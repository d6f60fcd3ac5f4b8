package io.kvmguest.assertions;

import static io.kvmguest.assertions.Failing.expectAssertionError;
import static io.kvmguest.assertions.GuestAssertions.assertThat;
import static org.assertj.core.api.BDDAssertions.then;
import static org.assertj.core.api.BDDAssertions.thenIllegalArgumentException;

import io.kvmguest.shell.CommandResult;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.opentest4j.AssertionFailedError;

class CommandResultAssertTest {

    private static final CommandResult HELLO = FakeShell.result("echo hello", 0, "hello\n", "");
    private static final CommandResult NO_DEVICE =
            FakeShell.result("ip link set eth9 up", 1, "", "Cannot find device \"eth9\"\n");

    @Nested
    class Succeeded {

        @Test
        void should_pass_if_exit_status_is_zero() {
            assertThat(HELLO).succeeded();
        }

        @Test
        void should_fail_if_actual_is_null() {
            AssertionError error =
                    expectAssertionError(() -> assertThat((CommandResult) null).succeeded());
            then(error).hasMessage("\nExpecting actual not to be null");
        }

        @Test
        void should_fail_if_exit_status_is_not_zero() {
            AssertionError error =
                    expectAssertionError(() -> assertThat(NO_DEVICE).succeeded());
            then(error).hasMessage("""

                    Expecting command:
                      ip link set eth9 up
                    to succeed but it ended with exit status:
                      1
                    stdout:
                      (nothing)
                    stderr:
                      | Cannot find device "eth9\"""");
        }

        @Test
        void should_fail_with_what_a_shell_means_by_the_status() {
            then(expectAssertionError(() -> assertThat(FakeShell.result("pign", 127, "", "sh: pign: not found\n"))
                            .succeeded()))
                    .hasMessageContaining("\n  127 (command not found)\n");
            then(expectAssertionError(() -> assertThat(FakeShell.result("/etc/hosts", 126, "", ""))
                            .succeeded()))
                    .hasMessageContaining("\n  126 (not executable)\n");
            then(expectAssertionError(() ->
                            assertThat(FakeShell.result("sleep 9", 143, "", "")).succeeded()))
                    .hasMessageContaining("\n  143 (killed by SIGTERM)\n");
        }

        @Test
        void should_fail_with_the_last_lines_of_a_long_output() {
            String lines =
                    IntStream.rangeClosed(1, 25).mapToObj(Integer::toString).collect(Collectors.joining("\n"));
            AssertionError error = expectAssertionError(
                    () -> assertThat(FakeShell.result("seq 25", 1, lines, "")).succeeded());
            then(error)
                    .hasMessageContaining("stdout:\n  | (5 lines before these)\n  | 6\n")
                    .hasMessageContaining("\n  | 25\nstderr:");
        }

        @Test
        void should_fail_with_control_characters_spelled_out() {
            CommandResult coloured = FakeShell.result("ls", 1, "\u001b[1mred\u001b[0m\tx\n", "");
            AssertionError error =
                    expectAssertionError(() -> assertThat(coloured).succeeded());
            then(error).hasMessageContaining("  | \\u001b[1mred\\u001b[0m\tx\n");
        }

        @Test
        void should_honour_description_and_fail_message() {
            then(expectAssertionError(() ->
                            assertThat(NO_DEVICE).as("bring %s up", "eth9").succeeded()))
                    .hasMessageStartingWith("[bring eth9 up] \nExpecting command:\n");
            then(expectAssertionError(() -> assertThat(NO_DEVICE)
                            .withFailMessage("no %s", "eth9")
                            .succeeded()))
                    .hasMessage("no eth9");
        }

        @Test
        void should_fail_with_the_line_of_the_test_on_top() {
            AssertionError error =
                    expectAssertionError(() -> assertThat(NO_DEVICE).succeeded());
            then(error.getStackTrace()[0].getClassName()).startsWith(CommandResultAssertTest.class.getName());
        }
    }

    @Nested
    class Failed {

        @Test
        void should_pass_if_exit_status_is_not_zero() {
            assertThat(NO_DEVICE).failed();
        }

        @Test
        void should_fail_if_exit_status_is_zero() {
            AssertionError error = expectAssertionError(() -> assertThat(HELLO).failed());
            then(error).hasMessage("""

                    Expecting command:
                      echo hello
                    to fail but it succeeded
                    stdout:
                      | hello
                    stderr:
                      (nothing)""");
        }
    }

    @Nested
    class FailedWith {

        @Test
        void should_pass_if_exit_status_is_the_same() {
            assertThat(NO_DEVICE).failedWith(1).hasExitStatus(1);
        }

        @Test
        void should_fail_if_exit_status_is_another() {
            AssertionError error =
                    expectAssertionError(() -> assertThat(NO_DEVICE).failedWith(2));
            then(error).hasMessage("""

                    Expecting command:
                      ip link set eth9 up
                    to end with exit status:
                      2
                    but it ended with exit status:
                      1
                    stdout:
                      (nothing)
                    stderr:
                      | Cannot find device "eth9\"""");
        }

        @Test
        void should_refuse_the_status_of_success() {
            thenIllegalArgumentException()
                    .isThrownBy(() -> assertThat(HELLO).failedWith(0))
                    .withMessage("exit status 0 is success: use succeeded()");
        }
    }

    @Nested
    class WasKilledBy {

        private final CommandResult killed = FakeShell.result("sleep 100", 137, "", "");

        @Test
        void should_pass_by_either_form_of_the_name() {
            assertThat(killed).wasKilledBy("SIGKILL").wasKilledBy("kill");
        }

        @Test
        void should_fail_if_it_was_another_signal() {
            AssertionError error = expectAssertionError(() -> assertThat(killed).wasKilledBy("TERM"));
            then(error).hasMessage("""

                    Expecting command:
                      sleep 100
                    to be killed by:
                      SIGTERM (exit status 143)
                    but it ended with exit status:
                      137 (killed by SIGKILL)
                    stdout:
                      (nothing)
                    stderr:
                      (nothing)""");
        }

        @Test
        void should_refuse_an_unknown_signal() {
            thenIllegalArgumentException()
                    .isThrownBy(() -> assertThat(killed).wasKilledBy("9"))
                    .withMessage("signal must be one of [SIGHUP, SIGINT, SIGQUIT, SIGILL, SIGTRAP, SIGABRT, SIGBUS,"
                            + " SIGFPE, SIGKILL, SIGUSR1, SIGSEGV, SIGUSR2, SIGPIPE, SIGALRM, SIGTERM]: \"9\"");
        }
    }

    @Nested
    class HasStdout {

        @Test
        void should_pass_without_line_ends_at_the_end() {
            assertThat(HELLO).hasStdout("hello");
            assertThat(NO_DEVICE).hasStderr("Cannot find device \"eth9\"");
        }

        @Test
        void should_pass_with_line_ends_at_the_end() {
            assertThat(HELLO).hasStdout("hello\n");
            assertThat(NO_DEVICE).hasStderr("Cannot find device \"eth9\"\n");
        }

        @Test
        void should_not_pass_over_line_ends_elsewhere() {
            CommandResult lines = FakeShell.result("printf '\\n1\\n\\n2\\n'", 0, "\n1\n\n2\n", "");
            assertThat(lines).hasStdout("\n1\n\n2");
            AssertionError unused = expectAssertionError(() -> assertThat(lines).hasStdout("1\n2"));
        }

        @Test
        void should_fail_if_it_is_another_with_both_values_for_an_IDE() {
            AssertionError error = expectAssertionError(() -> assertThat(HELLO).hasStdout("hello\nworld"));
            then(error).isInstanceOf(AssertionFailedError.class).hasMessage("""

                    Expecting command:
                      echo hello
                    to have printed on stdout:
                      | hello
                      | world
                    stdout:
                      | hello
                    stderr:
                      (nothing)""");
            then(((AssertionFailedError) error).getExpected().getStringRepresentation())
                    .contains("world");
            then(error.getStackTrace()[0].getClassName()).startsWith(CommandResultAssertTest.class.getName());
        }
    }

    @Nested
    class HasNoStdout {

        @Test
        void should_pass_if_there_is_none() {
            assertThat(NO_DEVICE).hasNoStdout();
            assertThat(HELLO).hasNoStderr();
        }

        @Test
        void should_fail_if_there_is_a_line_end() {
            CommandResult echo = FakeShell.result("echo", 0, "\n", "");
            AssertionError error = expectAssertionError(() -> assertThat(echo).hasNoStdout());
            then(error).hasMessage("""

                    Expecting command:
                      echo
                    to have printed nothing on stdout
                    stdout:
                      (only line ends)
                    stderr:
                      (nothing)""");
        }

        @Test
        void should_fail_if_there_is_stderr() {
            AssertionError error =
                    expectAssertionError(() -> assertThat(NO_DEVICE).hasNoStderr());
            then(error).hasMessage("""

                    Expecting command:
                      ip link set eth9 up
                    to have printed nothing on stderr
                    stdout:
                      (nothing)
                    stderr:
                      | Cannot find device "eth9\"""");
        }
    }

    @Nested
    class StdoutContains {

        private final CommandResult uname = FakeShell.result("uname -a", 0, "Linux debian 6.1.0\n", "a warning\n");

        @Test
        void should_pass_in_any_order() {
            assertThat(uname).stdoutContains("6.1", "Linux").stderrContains("warning");
        }

        @Test
        void should_fail_with_what_is_missing() {
            AssertionError error =
                    expectAssertionError(() -> assertThat(uname).stdoutContains("Linux", "armv7l", "#1 SMP"));
            then(error).hasMessage("""

                    Expecting command:
                      uname -a
                    to have printed on stdout a text that contains:
                      "armv7l"
                      "#1 SMP"
                    stdout:
                      | Linux debian 6.1.0
                    stderr:
                      | a warning""");
        }

        @Test
        void should_fail_if_stdout_contains_what_it_should_not() {
            assertThat(uname).stdoutDoesNotContain("warning");

            AssertionError error = expectAssertionError(() -> assertThat(uname).stdoutDoesNotContain("debian"));
            then(error).hasMessage("""

                    Expecting command:
                      uname -a
                    not to have printed on stdout:
                      "debian"
                    stdout:
                      | Linux debian 6.1.0
                    stderr:
                      | a warning""");
        }
    }

    @Nested
    class StdoutMatches {

        private final CommandResult release = FakeShell.result("cat /etc/os-release", 0, "NAME=x\nID=debian\n", "");

        @Test
        void should_pass_if_a_line_matches() {
            assertThat(release).stdoutMatches("^ID=\\w+$");
        }

        @Test
        void should_fail_if_no_line_matches() {
            AssertionError error =
                    expectAssertionError(() -> assertThat(release).stdoutMatches("^ID=deb$"));
            then(error).hasMessage("""

                    Expecting command:
                      cat /etc/os-release
                    to have printed on stdout a text in which this is found:
                      ^ID=deb$
                    stdout:
                      | NAME=x
                      | ID=debian
                    stderr:
                      (nothing)""");
        }
    }

    @Nested
    class HasLines {

        private final CommandResult seq = FakeShell.result("seq 2", 0, "1\n2\n", "");

        @Test
        void should_pass_if_the_lines_are_these() {
            assertThat(seq).hasLines("1", "2");
        }

        @Test
        void should_fail_if_there_are_others() {
            AssertionError error = expectAssertionError(() -> assertThat(seq).hasLines("1"));
            then(error).hasMessage("""

                    Expecting command:
                      seq 2
                    to have printed on stdout these lines:
                      "1"
                    stdout:
                      | 1
                      | 2
                    stderr:
                      (nothing)""");
        }
    }

    @Nested
    class Stdout {

        @Test
        void should_lead_to_assertions_on_the_text() {
            assertThat(HELLO).stdout().startsWith("hell");
            assertThat(NO_DEVICE).stderr().contains("eth9");
        }

        @Test
        void should_fail_with_the_command_in_the_description() {
            then(expectAssertionError(() -> assertThat(HELLO).stdout().isBlank()))
                    .hasMessage("[stdout of echo hello] \nExpecting blank but was: \"hello\"");
            then(expectAssertionError(
                            () -> assertThat(HELLO).as("100 %").stderr().isNotEmpty()))
                    .hasMessage("[100 %: stderr of echo hello] \nExpecting actual not to be empty");
        }
    }
}
