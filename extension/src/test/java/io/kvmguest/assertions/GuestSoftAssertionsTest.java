package io.kvmguest.assertions;

import static io.kvmguest.assertions.Failing.expectAssertionError;
import static org.assertj.core.api.BDDAssertions.then;
import static org.assertj.core.api.BDDAssertions.thenThrownBy;

import io.kvmguest.Guest;
import io.kvmguest.boot.BootLog;
import io.kvmguest.boot.BootPhase;
import io.kvmguest.console.Transcript;
import io.kvmguest.shell.CommandResult;
import io.kvmguest.shell.RootShell;
import org.assertj.core.api.AbstractSoftAssertions;
import org.assertj.core.api.junit.jupiter.SoftAssertionsExtension;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

class GuestSoftAssertionsTest {

    private static final CommandResult FAILED = FakeShell.result("false", 1, "", "");

    private static FakeShell shell() {
        return FakeShell.printing(Recorded.IPROUTE2_ADDR);
    }

    private final GuestSoftAssertions softly = new GuestSoftAssertions();

    @Test
    void should_pass_if_nothing_fails() {
        GuestSoftAssertions.assertSoftly(s -> {
            s.assertThat(shell())
                    .hasInterface("eth0")
                    .withAddress("10.0.0.1/24")
                    .and()
                    .hasNoInterface("eth9");
            s.assertThat("text").isNotBlank();
        });
    }

    @Test
    void should_report_all_failures_of_a_chain() {
        softly.assertThat(FAILED).succeeded().hasStdout("x").hasNoStderr();

        then(softly.errorsCollected()).hasSize(2);
        then(softly.errorsCollected().get(0))
                .hasMessageContaining("to succeed but it ended with exit status:\n  1")
                .hasMessageContaining("at GuestSoftAssertionsTest.should_report_all_failures_of_a_chain(");
    }

    @Test
    void should_report_together_with_failures_of_assertj() {
        AssertionError error = expectAssertionError(() -> GuestSoftAssertions.assertSoftly(s -> {
            s.assertThat(FAILED).succeeded();
            s.assertThat(1).isEqualTo(2);
        }));
        then(error).hasMessageContaining("to succeed but").hasMessageContaining("expected: 2");
    }

    @Test
    void should_report_each_trait_of_a_thing_once() {
        softly.assertThat(shell())
                .as("after reboot")
                .hasInterface("eth0")
                .hasMtu(9000)
                .withAddress("10.0.0.1/24")
                .isDown()
                .and()
                .hasNoInterface("lo");

        then(softly.assertionErrorsCollected()).hasSize(3);
        then(softly.assertionErrorsCollected().get(0))
                .hasMessageStartingWith("[after reboot] \nExpecting:\n")
                .hasMessageContaining("with:\n  mtu 9000\nbut it was:\n");
        then(softly.assertionErrorsCollected().get(1))
                .hasMessageContaining("with:\n  address 10.0.0.1/24\n  state down\nbut it was:\n");
        then(softly.assertionErrorsCollected().get(2)).hasMessageContaining("to have no interface:\n  \"lo\"");
    }

    @Test
    void should_report_nothing_more_of_what_is_not_there() {
        softly.assertThat(shell())
                .hasInterface("eth9")
                .withAddress("10.0.0.1/24")
                .isUp();
        softly.assertThat(FakeShell.printing("nothing\n"))
                .hasFile("/x")
                .content()
                .isEqualTo("y");

        then(softly.assertionErrorsCollected()).hasSize(2);
        then(softly.assertionErrorsCollected().get(0)).hasMessageContaining("to have interface:\n  \"eth9\"\n");
        then(softly.assertionErrorsCollected().get(1)).hasMessageContaining("to have file:\n  \"/x\"\n");
    }

    @Test
    void should_report_failures_behind_a_navigation() {
        softly.assertThat(FAILED).stderr().isNotEmpty().contains("x");

        then(softly.assertionErrorsCollected()).hasSize(2);
        then(softly.assertionErrorsCollected().get(0)).hasMessageStartingWith("[stderr of false] ");
    }

    @Test
    void should_report_that_there_is_nothing_to_assert_on() {
        softly.assertThat((RootShell) null).hasInterface("eth0").isUp();
        softly.assertThat((CommandResult) null).stdout().isEqualTo("x");
        softly.assertThat((CommandResult) null).succeeded();
        softly.assertThat((Guest) null).shell().hasInterface("eth0").isUp();
        softly.assertThat((Guest) null).bootLog().hasNoProblems();
        softly.assertThat((Guest) null).console().hasPrinted("x");

        then(softly.assertionErrorsCollected()).hasSize(6).allSatisfy(error -> then(error)
                .hasMessageContaining("Expecting actual not to be null"));
    }

    @Test
    void should_report_failures_of_boots() {
        softly.assertThat(BootLog.of(Transcript.of(new byte[0])))
                .reached(BootPhase.KERNEL)
                .printed("x")
                .hasNoProblems();

        then(softly.assertionErrorsCollected()).hasSize(2);
    }

    @Test
    void should_let_the_end_of_the_guest_through() {
        IllegalStateException gone = new IllegalStateException("gone");
        FakeShell shell = new FakeShell().then(script -> {
            throw gone;
        });
        thenThrownBy(() -> softly.assertThat(shell).hasInterface("eth0")).isSameAs(gone);
        thenThrownBy(() -> softly.assertThat(shell).hasProcess("sh")).isSameAs(gone);
    }

    @Test
    void should_mix_with_soft_assertions_of_one_s_own() {
        MySoftAssertions mine = new MySoftAssertions();
        mine.assertThat(FAILED).succeeded();

        then(mine.assertionErrorsCollected()).hasSize(1);
    }

    static class MySoftAssertions extends AbstractSoftAssertions implements GuestSoftAssertionsProvider {}

    @Nested
    @ExtendWith(SoftAssertionsExtension.class)
    class WithTheExtensionOfAssertJ {

        @Test
        void should_be_a_parameter(GuestSoftAssertions assertions) {
            assertions.assertThat(FAILED).failed();
            then(assertions.wasSuccess()).isTrue();
        }
    }
}
