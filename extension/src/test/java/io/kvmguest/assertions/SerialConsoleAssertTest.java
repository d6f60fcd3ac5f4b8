package io.kvmguest.assertions;

import static io.kvmguest.assertions.Failing.expectAssertionError;
import static io.kvmguest.assertions.GuestAssertions.assertThat;
import static org.assertj.core.api.BDDAssertions.then;
import static org.assertj.core.api.BDDAssertions.thenThrownBy;

import io.kvmguest.console.ConsoleEndedException;
import io.kvmguest.console.SerialConsole;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SerialConsoleAssertTest {

    private static final Duration LONG = Duration.ofSeconds(60);
    private static final Duration SHORT = Duration.ofMillis(50);

    private PrintedConsole guest;
    private SerialConsole console;

    @BeforeEach
    void open(@TempDir Path directory) {
        guest = new PrintedConsole(directory);
        guest.print("Linux version 6.1\r\nReached target\r\nlogin: ");
        console = guest.view();
    }

    @AfterEach
    void close() {
        guest.close();
    }

    @Nested
    class HasPrinted {

        @Test
        void should_pass_if_it_was_printed_and_move_nothing() {
            assertThat(console).hasPrinted("login:").hasPrinted("Linux");
            then(console.cursor().offset()).isZero();
        }

        @Test
        void should_fail_if_it_was_not_printed() {
            AssertionError error =
                    expectAssertionError(() -> assertThat(console).hasPrinted("Windows"));
            then(error).hasMessage("""

                    Expecting console
                    to have printed:
                      "Windows"
                    but:
                      Guest 'router' did not print "Windows" within 0 ms.
                        Last lines of the console:
                          | Linux version 6.1
                          | Reached target
                          | login:""");
        }

        @Test
        void should_fail_if_it_was_printed_before_the_cursor() {
            SerialConsole view = console.fromNow();
            AssertionError error = expectAssertionError(() -> assertThat(view).hasPrinted("login:"));
            then(error).hasMessageContaining("\"login:\" was printed earlier");
        }

        @Test
        void should_fail_if_the_guest_is_gone() {
            guest.hangUp();
            SerialConsole view = console;
            thenThrownBy(() -> assertThat(view).within(LONG).hasPrinted("Windows"))
                    .isInstanceOf(ConsoleEndedException.class);
            AssertionError error = expectAssertionError(() -> assertThat(view).hasPrinted("Windows"));
            then(error)
                    .hasMessageStartingWith(
                            "\nExpecting console\nto have printed:\n  \"Windows\"\nbut:\n  Guest 'router' ");
        }

        @Test
        void should_fail_if_actual_is_null() {
            AssertionError error =
                    expectAssertionError(() -> assertThat((SerialConsole) null).hasPrinted("x"));
            then(error).hasMessage("\nExpecting actual not to be null");
        }

        @Test
        void should_honour_description() {
            AssertionError error =
                    expectAssertionError(() -> assertThat(console).as("boot").hasPrinted("Windows"));
            then(error).hasMessageStartingWith("[boot] \nExpecting console\n");
        }
    }

    @Nested
    class HasPrintedMatching {

        @Test
        void should_pass_if_it_is_found() {
            assertThat(console).hasPrintedMatching("^Linux version \\d+");
        }

        @Test
        void should_fail_if_it_is_not_found() {
            AssertionError error =
                    expectAssertionError(() -> assertThat(console).hasPrintedMatching("^version"));
            then(error)
                    .hasMessageStartingWith(
                            "\nExpecting console\nto have printed:\n  ^version\nbut:\n  Guest 'router' did not");
        }
    }

    @Nested
    class HasPrintedInOrder {

        @Test
        void should_pass_in_order() {
            assertThat(console).hasPrintedInOrder("Linux", "version", "login");
        }

        @Test
        void should_fail_in_another_order() {
            AssertionError error =
                    expectAssertionError(() -> assertThat(console).hasPrintedInOrder("Reached", "login", "Linux"));
            then(error).hasMessageStartingWith("""

                    Expecting console
                    to have printed in this order:
                      "Reached"
                      "login"
                      "Linux"
                    but it did not print:
                      "Linux"
                    behind:
                      "login"
                    because:
                      Guest 'router' did not print "Linux" within 0 ms.
                    """);
        }
    }

    @Nested
    class HasNotPrinted {

        @Test
        void should_pass_if_it_was_not_printed() {
            assertThat(console).hasNotPrinted("panic").hasNotPrintedMatching("panic.*");
            guest.hangUp();
            assertThat(console).hasNotPrinted("panic");
        }

        @Test
        void should_fail_if_it_was_printed() {
            AssertionError error =
                    expectAssertionError(() -> assertThat(console).hasNotPrinted("target"));
            then(error).hasMessageMatching("""

                    Expecting console
                    not to have printed:
                      "target"
                    but it did, \\d+(\\.\\d)? m?s after power-on:
                      \\| Reached target""");
        }

        @Test
        void should_fail_as_soon_as_it_is_printed() {
            SerialConsole view = console;
            guest.printLater("panic\r\n");
            AssertionError error =
                    expectAssertionError(() -> assertThat(view).within(LONG).hasNotPrintedMatching("p.nic"));
            then(error).hasMessageStartingWith("\nExpecting console\nwithin 60 s to not print:\n  p.nic\nbut it did, ");
        }

        @Test
        void should_pass_if_it_is_not_printed_until_the_time_is_over() {
            assertThat(console).within(SHORT).hasNotPrinted("panic");
        }

        @Test
        void should_let_the_end_of_the_guest_through() {
            SerialConsole view = console;
            guest.hangUp();
            thenThrownBy(() -> assertThat(view).within(LONG).hasNotPrinted("panic"))
                    .isInstanceOf(ConsoleEndedException.class);
        }
    }

    @Nested
    class Within {

        @Test
        void should_pass_when_it_is_printed() {
            guest.printLater("root\r\n").printLater("Password: ");
            assertThat(console).within(LONG).hasPrinted("Password:").hasPrintedInOrder("login", "root", "Password");
        }

        @Test
        void should_fail_when_the_time_is_over() {
            AssertionError error =
                    expectAssertionError(() -> assertThat(console).within(SHORT).hasPrinted("Password:"));
            then(error).hasMessageStartingWith("""

                    Expecting console
                    within 50 ms to have printed:
                      "Password:"
                    but:
                      Guest 'router' did not print "Password:" within\s""");
        }
    }
}
