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

class RouteAssertTest {

    static final List<String> TOOLS = List.of(Recorded.IPROUTE2_ROUTE, Recorded.BUSYBOX_ROUTE);

    private static FakeShell shell() {
        return FakeShell.printing(Recorded.IPROUTE2_ROUTE);
    }

    private static void expectFailureWith(String trait, ThrowingCallable assertion) {
        then(expectAssertionError(assertion)).hasMessage("""

                Expecting:
                  root shell of guest 'router'
                to have route:
                  "default"
                with:
                  %s
                but it was:
                  default via 10.0.0.254 dev eth0
                  default via 10.0.0.253 dev eth0 metric 200""".formatted(trait));
    }

    @Nested
    class HasRoute {

        @ParameterizedTest
        @FieldSource("io.kvmguest.assertions.RouteAssertTest#TOOLS")
        void should_pass_if_it_is_there(String text) {
            FakeShell shell = FakeShell.printing(text);
            assertThat(shell).hasRoute("10.0.0.0/8").via("10.0.0.5").dev("eth0");
            assertThat(shell).hasRoute("10.7.0.7").src("10.0.0.2");
            assertThat(shell).hasRoute("blackhole 192.0.2.0/24");
            then(shell.scripts()).containsOnly("ip -4 route show").hasSize(3);
        }

        @Test
        void should_pass_for_ipv6() {
            FakeShell shell = FakeShell.printing(Recorded.BUSYBOX_ROUTE6);
            assertThat(shell).hasRoute("2001:db8::/32").via("fe80:0::1").metric(1024);
            then(shell.scripts()).containsExactly("ip -6 route show");
        }

        @Test
        void should_fail_if_it_is_not_there() {
            FakeShell shell = FakeShell.printing("""
                    default via 10.0.0.254 dev eth0\s
                    10.0.0.0/24 dev eth0 proto kernel scope link src 10.0.0.1\s
                    """);
            AssertionError error = expectAssertionError(
                    () -> assertThat(shell).hasRoute("10.0.0.0/8").via("10.0.0.5"));
            then(error).hasMessage("""

                    Expecting:
                      root shell of guest 'router'
                    to have route:
                      "10.0.0.0/8"
                    but there was:
                      default via 10.0.0.254 dev eth0
                      10.0.0.0/24 dev eth0 proto kernel scope link src 10.0.0.1""");
        }

        @Test
        void should_fail_if_the_guest_cannot_tell() {
            FakeShell shell = FakeShell.failing(1, "ip: RTNETLINK answers: Operation not supported\n");
            AssertionError error = expectAssertionError(() -> assertThat(shell).hasRoute("::/0"));
            then(error).hasMessage("""

                    Expecting:
                      root shell of guest 'router'
                    to tell its routes, but it cannot:
                      ip -6 route show
                      ended with exit status 1 and printed:
                      | ip: RTNETLINK answers: Operation not supported""");
        }

        @Test
        void should_refuse_what_is_no_destination() {
            thenIllegalArgumentException()
                    .isThrownBy(() -> assertThat(shell()).hasRoute("everywhere"))
                    .withMessage("\"everywhere\" is not an address: write 10.0.0.1, 10.0.0.1/24 or fd00::1/64");
        }
    }

    @Nested
    class HasNoRoute {

        @Test
        void should_pass_if_it_is_not_there_or_leads_nowhere() {
            assertThat(shell()).hasNoRoute("10.0.0.0/16").hasNoRoute("192.0.2.0/24");
            assertThat(FakeShell.printing("")).hasNoDefaultRoute();
        }

        @Test
        void should_fail_if_it_is_there() {
            AssertionError error =
                    expectAssertionError(() -> assertThat(shell()).hasNoDefaultRoute());
            then(error).hasMessage("""

                    Expecting:
                      root shell of guest 'router'
                    to have no route:
                      "default"
                    but there was:
                      default via 10.0.0.254 dev eth0
                      default via 10.0.0.253 dev eth0 metric 200""");
        }
    }

    @Nested
    class Via {

        @Test
        void should_pass_if_one_of_the_routes_does() {
            assertThat(shell()).hasDefaultRoute().via("10.0.0.253").metric(200);
            assertThat(shell()).hasRoute("172.16.0.0/12").via("10.0.0.6");
        }

        @Test
        void should_fail_if_none_does() {
            expectFailureWith(
                    "via 10.0.0.1", () -> assertThat(shell()).hasDefaultRoute().via("10.0.0.1"));
        }

        @Test
        void should_fail_if_it_is_another_route_that_does() {
            expectFailureWith("via 10.0.0.254\n  metric 200", () -> assertThat(shell())
                    .hasDefaultRoute()
                    .via("10.0.0.254")
                    .metric(200));
        }

        @Test
        void should_refuse_a_gateway_with_a_prefix() {
            thenIllegalArgumentException()
                    .isThrownBy(() -> assertThat(shell()).hasDefaultRoute().via("10.0.0.254/24"))
                    .withMessage("\"10.0.0.254/24\" is not an address of a host: leave the prefix out");
        }
    }

    @Nested
    class WithoutGateway {

        @Test
        void should_pass_if_it_is_on_the_link() {
            assertThat(shell()).hasRoute("10.0.0.0/24").withoutGateway();
        }

        @Test
        void should_fail_if_it_has_one() {
            expectFailureWith(
                    "no gateway", () -> assertThat(shell()).hasDefaultRoute().withoutGateway());
        }

        @Test
        void should_fail_if_it_is_not_shown() {
            AssertionError error = expectAssertionError(() -> assertThat(FakeShell.printing(Recorded.BUSYBOX_ROUTE))
                    .hasRoute("172.16.0.0/12")
                    .withoutGateway());
            then(error).hasMessageEndingWith("with:\n  no gateway\nbut it was:\n  172.16.0.0/12");
        }
    }

    @Nested
    class Dev {

        @Test
        void should_fail_if_it_is_another() {
            expectFailureWith(
                    "dev eth1", () -> assertThat(shell()).hasDefaultRoute().dev("eth1"));
        }
    }

    @Nested
    class Src {

        @Test
        void should_fail_if_there_is_none() {
            expectFailureWith(
                    "src 10.0.0.1", () -> assertThat(shell()).hasDefaultRoute().src("10.0.0.1"));
        }
    }

    @Nested
    class Metric {

        @Test
        void should_fail_if_it_is_another() {
            expectFailureWith(
                    "metric 1", () -> assertThat(shell()).hasDefaultRoute().metric(1));
        }
    }
}
