package io.kvmguest.assertions;

import static io.kvmguest.assertions.Failing.expectAssertionError;
import static io.kvmguest.assertions.GuestAssertions.assertThat;
import static org.assertj.core.api.BDDAssertions.then;
import static org.assertj.core.api.BDDAssertions.thenIllegalArgumentException;
import static org.assertj.core.api.BDDAssertions.thenThrownBy;

import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** A guest that changes its answers stands for one that changes. */
class WithinTest {

    /** No test waits so long: only one that is about to fail does. */
    private static final Duration LONG = Duration.ofSeconds(60);

    private static final Duration SHORT = Duration.ofMillis(250);

    private static final String LO = "1: lo: <LOOPBACK,UP,LOWER_UP> mtu 65536\n";
    private static final String ETH0_DOWN = "2: eth0: <BROADCAST> mtu 1500\n    inet 10.0.0.1/24 scope global eth0\n";
    private static final String ETH0_UP = "2: eth0: <UP,LOWER_UP> mtu 1500\n";
    private static final String ETH0_UP_WITH_ADDRESS = ETH0_UP + "    inet 10.0.0.1/24 scope global eth0\n";

    private static final class GoneException extends RuntimeException {
        GoneException() {
            super("guest 'router' panicked");
        }
    }

    @Nested
    class OfAShell {

        @Test
        void should_pass_as_soon_as_it_is_true() {
            FakeShell shell = FakeShell.printing(LO).thenPrinting(LO).thenPrinting(LO + ETH0_UP);
            assertThat(shell).within(LONG).hasInterface("eth0");
            then(shell.scripts()).hasSize(3);
        }

        @Test
        void should_pass_at_once_if_it_is_true_already() {
            FakeShell shell = FakeShell.printing(LO);
            assertThat(shell).within(LONG).hasInterface("lo").isUp();
            then(shell.scripts()).hasSize(2);
        }

        @Test
        void should_pass_when_something_goes_away() {
            FakeShell shell = FakeShell.printing(LO + ETH0_UP).thenPrinting(LO);
            assertThat(shell).within(LONG).hasNoInterface("eth0");
        }

        @Test
        void should_pass_only_when_all_traits_hold_at_the_same_moment() {
            FakeShell shell = FakeShell.printing(ETH0_DOWN)
                    .thenPrinting(ETH0_DOWN)
                    .thenPrinting(ETH0_UP)
                    .thenPrinting(ETH0_UP)
                    .thenPrinting(ETH0_UP_WITH_ADDRESS);
            assertThat(shell)
                    .within(LONG)
                    .hasInterface("eth0")
                    .withAddress("10.0.0.1/24")
                    .isUp();
            then(shell.scripts()).hasSize(5);
        }

        @Test
        void should_fail_with_the_time_and_the_last_state() {
            FakeShell shell = FakeShell.printing(LO).thenPrinting(ETH0_DOWN);
            AssertionError error = expectAssertionError(
                    () -> assertThat(shell).within(SHORT).hasInterface("eth0").withAddress("10.0.0.2/24"));
            then(error).hasMessage("""

                    Expecting:
                      root shell of guest 'router'
                    within 250 ms to have interface:
                      "eth0"
                    with:
                      address 10.0.0.2/24
                    but at the last look it was:
                      eth0: down, no carrier, mtu 1500
                        10.0.0.1/24""");
        }

        @Test
        void should_fail_if_the_thing_is_gone_at_the_last_look() {
            FakeShell shell =
                    FakeShell.printing(ETH0_DOWN).thenPrinting(ETH0_DOWN).thenPrinting(LO);
            AssertionError error = expectAssertionError(
                    () -> assertThat(shell).within(SHORT).hasInterface("eth0").isUp());
            then(error).hasMessage("""

                    Expecting:
                      root shell of guest 'router'
                    within 250 ms to have interface:
                      "eth0"
                    but at the last look there was:
                      lo: up, carrier, mtu 65536""");
        }

        @Test
        void should_look_once_more_if_the_time_is_used_up() {
            FakeShell shell = FakeShell.printing(LO);
            RootShellAssert assertion = assertThat(shell).within(Duration.ofNanos(1));
            assertion.hasInterface("lo");
            then(shell.scripts()).hasSize(1);
        }

        @Test
        void should_let_the_end_of_the_guest_through_at_once() {
            GoneException gone = new GoneException();
            FakeShell shell = FakeShell.printing(LO).then(script -> {
                throw gone;
            });
            thenThrownBy(() -> assertThat(shell).within(LONG).hasInterface("eth0"))
                    .isSameAs(gone);
            thenThrownBy(() -> assertThat(shell).hasNoInterface("eth0")).isSameAs(gone);
            then(shell.scripts()).hasSize(3);
        }

        @Test
        void should_fail_at_once_if_the_guest_cannot_tell() {
            FakeShell shell = FakeShell.failing(127, "sh: ip: not found\n");
            AssertionError error =
                    expectAssertionError(() -> assertThat(shell).within(LONG).hasInterface("eth0"));
            then(error).hasMessageContaining("to tell its interfaces, but it cannot:");
            then(shell.scripts()).hasSize(1);
        }

        @Test
        void should_say_how_a_command_went_at_last() {
            AssertionError error = expectAssertionError(
                    () -> assertThat(FakeShell.failing(1, "")).within(SHORT).runs("test -e /x"));
            then(error).hasMessageContaining("""
                    within 250 ms to run with success:
                      test -e /x
                    but at the last look it ended with exit status:
                      1
                    """);
        }

        @Test
        void should_end_when_the_thread_is_interrupted() {
            FakeShell shell = FakeShell.printing(LO).then(script -> {
                Thread.currentThread().interrupt();
                return FakeShell.result(script, 0, LO, "");
            });
            thenThrownBy(() -> assertThat(shell).within(LONG).hasInterface("eth0"))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("interrupted while waiting 60 s for a guest");
            then(Thread.interrupted()).isTrue();
        }

        @Test
        void should_refuse_a_time_that_is_none() {
            thenIllegalArgumentException()
                    .isThrownBy(() -> assertThat(FakeShell.printing(LO)).within(Duration.ZERO))
                    .withMessage("duration must be positive: PT0S");
        }
    }

    @Nested
    class WithDefaultsOfAwaitility {

        @AfterEach
        void reset() {
            Awaitility.reset();
        }

        @Test
        void should_not_be_led_astray_by_them() {
            Awaitility.ignoreExceptionsByDefault();
            Awaitility.setDefaultPollDelay(Duration.ofSeconds(30));
            Awaitility.setDefaultPollInterval(Duration.ofSeconds(30));
            GoneException gone = new GoneException();
            FakeShell shell = FakeShell.printing(LO).then(script -> {
                throw gone;
            });
            thenThrownBy(() -> assertThat(shell).within(LONG).hasInterface("eth0"))
                    .isSameAs(gone);
        }
    }
}
