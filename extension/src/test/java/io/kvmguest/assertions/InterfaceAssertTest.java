package io.kvmguest.assertions;

import static io.kvmguest.assertions.Failing.expectAssertionError;
import static io.kvmguest.assertions.GuestAssertions.assertThat;
import static org.assertj.core.api.BDDAssertions.then;
import static org.assertj.core.api.BDDAssertions.thenIllegalArgumentException;

import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

class InterfaceAssertTest {

    static final List<String> TOOLS = List.of(Recorded.IPROUTE2_ADDR, Recorded.BUSYBOX_ADDR);

    private static final String ETH0 = """
              eth0: up, carrier, mtu 1400, mac 52:54:00:12:34:56
                10.0.0.1/24
                10.9.0.1/32
                10.0.0.2/24
                fd00::2/64 (deprecated)
                fd00::1/64
                fe80::5054:ff:fe12:3456/64""";

    private static FakeShell shell() {
        return FakeShell.printing(Recorded.IPROUTE2_ADDR);
    }

    private static void expectFailureWith(String trait, String was, ThrowingCallable assertion) {
        then(expectAssertionError(assertion)).hasMessage("""

                Expecting:
                  root shell of guest 'router'
                to have interface:
                  "%s"
                with:
                  %s
                but it was:
                %s""".formatted(
                        was.split(":", 2)[0], trait, was.indent(2).stripTrailing()));
    }

    @Nested
    class HasInterface {

        @Test
        void should_pass_if_it_is_there() {
            assertThat(shell()).hasInterface("eth0");
        }

        @Test
        void should_pass_by_an_alternative_name() {
            assertThat(shell()).hasInterface("enp0s3").withAddress("10.0.0.1/24");
        }

        @Test
        void should_ask_once_for_a_whole_chain() {
            FakeShell shell = shell();
            assertThat(shell)
                    .hasInterface("eth0")
                    .withAddress("10.0.0.1/24")
                    .isUp()
                    .hasMtu(1400);
            then(shell.scripts()).containsExactly("ip addr show");
        }

        @Test
        void should_fail_if_it_is_not_there() {
            FakeShell shell = FakeShell.printing("""
                    1: lo: <LOOPBACK,UP,LOWER_UP> mtu 65536 qdisc noqueue qlen 1000
                        link/loopback 00:00:00:00:00:00 brd 00:00:00:00:00:00
                        inet 127.0.0.1/8 scope host lo
                           valid_lft forever preferred_lft forever
                    """);
            AssertionError error = expectAssertionError(
                    () -> assertThat(shell).hasInterface("eth0").isUp());
            then(error).hasMessage("""

                    Expecting:
                      root shell of guest 'router'
                    to have interface:
                      "eth0"
                    but there was:
                      lo: up, carrier, mtu 65536, mac 00:00:00:00:00:00
                        127.0.0.1/8""");
        }

        @Test
        void should_fail_if_the_guest_cannot_tell() {
            FakeShell shell = FakeShell.failing(127, "sh: ip: not found\n");
            AssertionError error = expectAssertionError(() -> assertThat(shell).hasInterface("eth0"));
            then(error).hasMessage("""

                    Expecting:
                      root shell of guest 'router'
                    to tell its interfaces, but it cannot:
                      ip addr show
                      ended with exit status 127 (command not found) and printed:
                      | sh: ip: not found""");
        }

        @Test
        void should_fail_if_actual_is_null() {
            AssertionError error = expectAssertionError(
                    () -> assertThat((FakeShell) null).hasInterface("eth0").isUp());
            then(error).hasMessage("\nExpecting actual not to be null");
        }

        @Test
        void should_honour_description_and_fail_message_all_along_the_chain() {
            then(expectAssertionError(() -> assertThat(shell())
                            .as("after %s", "reboot")
                            .hasInterface("eth0")
                            .hasMtu(1)))
                    .hasMessageStartingWith("[after reboot] \nExpecting:\n");
            then(expectAssertionError(() -> assertThat(shell())
                            .withFailMessage("no!")
                            .hasInterface("eth0")
                            .hasMtu(1)))
                    .hasMessage("no!");
        }

        @Test
        void should_fail_with_the_line_of_the_test_on_top() {
            AssertionError error = expectAssertionError(
                    () -> assertThat(shell()).hasInterface("eth0").hasMtu(1));
            then(error.getStackTrace()[0].getClassName()).startsWith(InterfaceAssertTest.class.getName());
        }

        @Test
        void should_lead_back_to_the_shell() {
            assertThat(shell())
                    .hasInterface("eth0")
                    .isUp()
                    .and()
                    .hasInterface("lo")
                    .and()
                    .hasNoInterface("eth9");
        }
    }

    @Nested
    class HasNoInterface {

        @Test
        void should_pass_if_it_is_not_there() {
            assertThat(shell()).hasNoInterface("eth9");
        }

        @Test
        void should_fail_if_it_is_there() {
            AssertionError error =
                    expectAssertionError(() -> assertThat(shell()).hasNoInterface("tun0"));
            then(error).hasMessage("""

                    Expecting:
                      root shell of guest 'router'
                    to have no interface:
                      "tun0"
                    but there was:
                      tun0: up, no carrier, mtu 1500""");
        }
    }

    @Nested
    class WithAddress {

        @ParameterizedTest
        @FieldSource("io.kvmguest.assertions.InterfaceAssertTest#TOOLS")
        void should_pass_if_it_has_it(String text) {
            assertThat(FakeShell.printing(text))
                    .hasInterface("eth0")
                    .withAddress("10.0.0.1/24")
                    .withAddress("10.0.0.1")
                    .withAddress("10.9.0.1/32")
                    .withAddress("fd00:0::1/64");
        }

        @Test
        void should_fail_if_it_has_another() {
            expectFailureWith("address 10.0.0.3/24", ETH0, () -> assertThat(shell())
                    .hasInterface("eth0")
                    .withAddress("10.0.0.3/24"));
        }

        @Test
        void should_fail_if_the_prefix_is_another() {
            expectFailureWith("address 10.0.0.1/16", ETH0, () -> assertThat(shell())
                    .hasInterface("eth0")
                    .withAddress("10.0.0.1/16"));
        }

        @Test
        void should_refuse_what_is_no_address() {
            thenIllegalArgumentException()
                    .isThrownBy(() -> assertThat(shell()).hasInterface("eth0").withAddress("10.0.0.1/33"))
                    .withMessage("\"10.0.0.1/33\" is not an address: its prefix length must lie between 0 and 32");
        }
    }

    @Nested
    class WithoutAddress {

        @Test
        void should_pass_if_it_has_it_not() {
            assertThat(shell()).hasInterface("eth0").withoutAddress("10.0.0.3").withoutAddress("10.0.0.1/16");
            assertThat(shell()).hasInterface("tun0").withoutAddresses();
        }

        @Test
        void should_fail_if_it_has_it() {
            expectFailureWith("no address 10.0.0.1", ETH0, () -> assertThat(shell())
                    .hasInterface("eth0")
                    .withoutAddress("10.0.0.1"));
        }

        @Test
        void should_fail_if_it_has_any() {
            expectFailureWith("no address", ETH0, () -> assertThat(shell())
                    .hasInterface("eth0")
                    .withoutAddresses());
        }
    }

    @Nested
    class IsUp {

        private static final String DOWN = """
                2: eth1: <BROADCAST,MULTICAST> mtu 1500 qdisc noop state DOWN
                    link/ether 52:54:00:12:34:57 brd ff:ff:ff:ff:ff:ff
                """;
        private static final String ETH1 = "eth1: down, no carrier, mtu 1500, mac 52:54:00:12:34:57";

        @Test
        void should_pass_if_it_is() {
            assertThat(shell()).hasInterface("eth0").isUp().hasCarrier();
            assertThat(shell()).hasInterface("tun0").isUp().hasNoCarrier();
            assertThat(FakeShell.printing(DOWN)).hasInterface("eth1").isDown().hasNoCarrier();
        }

        @Test
        void should_fail_if_it_is_not() {
            expectFailureWith("state up", ETH1, () -> assertThat(FakeShell.printing(DOWN))
                    .hasInterface("eth1")
                    .isUp());
            expectFailureWith("carrier", ETH1, () -> assertThat(FakeShell.printing(DOWN))
                    .hasInterface("eth1")
                    .hasCarrier());
            expectFailureWith("state down", ETH0, () -> assertThat(shell())
                    .hasInterface("eth0")
                    .isDown());
            expectFailureWith("no carrier", ETH0, () -> assertThat(shell())
                    .hasInterface("eth0")
                    .hasNoCarrier());
        }
    }

    @Nested
    class HasMac {

        @Test
        void should_pass_in_any_case() {
            assertThat(FakeShell.printing(
                            "2: eth1: <UP> mtu 1500\n    link/ether 52:54:00:ab:cd:ef brd ff:ff:ff:ff:ff:ff\n"))
                    .hasInterface("eth1")
                    .hasMac("52:54:00:AB:CD:EF");
        }

        @Test
        void should_fail_if_it_is_another() {
            expectFailureWith("mac 52:54:00:12:34:57", ETH0, () -> assertThat(shell())
                    .hasInterface("eth0")
                    .hasMac("52:54:00:12:34:57"));
        }
    }

    @Nested
    class HasMtu {

        @Test
        void should_pass_if_it_is_the_same() {
            assertThat(shell()).hasInterface("eth0").hasMtu(1400);
        }

        @Test
        void should_fail_with_all_that_was_asked_for() {
            expectFailureWith("address 10.0.0.1/24\n  mtu 1500", ETH0, () -> assertThat(shell())
                    .hasInterface("eth0")
                    .withAddress("10.0.0.1/24")
                    .hasMtu(1500));
        }
    }

    @Nested
    class HasMaster {

        @Test
        void should_pass_if_it_is_in_it() {
            assertThat(shell()).hasInterface("eth1").hasMaster("br0");
        }

        @Test
        void should_fail_if_it_is_in_none() {
            expectFailureWith("master br0", ETH0, () -> assertThat(shell())
                    .hasInterface("eth0")
                    .hasMaster("br0"));
        }
    }
}
