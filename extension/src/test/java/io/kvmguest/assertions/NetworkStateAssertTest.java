package io.kvmguest.assertions;

import static io.kvmguest.assertions.Failing.expectAssertionError;
import static io.kvmguest.assertions.GuestAssertions.assertThat;
import static org.assertj.core.api.BDDAssertions.then;

import io.kvmguest.network.NetworkState;
import io.kvmguest.network.States;
import org.junit.jupiter.api.Test;

class NetworkStateAssertTest {

    private static final NetworkState ACTUAL = States.of("""
            2: eth0: <UP,LOWER_UP> mtu 1500
                inet 10.0.0.1/24 scope global eth0
                   valid_lft 100sec preferred_lft 100sec
            """, """
            10.0.0.0/24 dev eth0 scope link  src 10.0.0.1
            10.1.0.0/16 via 10.0.0.2 dev eth0
            10.2.0.0/16 via 10.0.0.2 dev eth0 table 100
            """);

    @Test
    void should_pass_if_it_is_as_asserted() {
        assertThat(ACTUAL)
                .hasInterface("eth0")
                .hasNoInterface("eth1")
                .hasAddress("10.0.0.1")
                .hasAddress("10.0.0.1/24")
                .hasNoAddress("10.0.0.1/25")
                .hasRoute("10.0.0.0/24")
                .hasRoute("10.1.0.0/16", "10.0.0.2")
                .hasNoRoute("10.2.0.0/16")
                .hasNoRoute("default");
    }

    @Test
    void should_fail_if_an_address_is_missing_or_there() {
        then(expectAssertionError(() -> assertThat(ACTUAL).hasAddress("10.0.0.2")))
                .hasMessage("""

                Expecting network state
                to have address:
                  "10.0.0.2"
                but there was:
                  eth0: up, carrier, mtu 1500
                    10.0.0.1/24""");
        then(expectAssertionError(() -> assertThat(ACTUAL).hasNoAddress("10.0.0.1")))
                .hasMessage("""

                Expecting network state
                to have no address:
                  "10.0.0.1"
                but there was:
                  eth0: up, carrier, mtu 1500
                    10.0.0.1/24""");
    }

    @Test
    void should_fail_if_a_route_is_missing_or_there() {
        then(expectAssertionError(() -> assertThat(ACTUAL).hasRoute("default"))).hasMessage("""

                Expecting network state
                to have route:
                  "default"
                but there was:
                  10.0.0.0/24 dev eth0 scope link src 10.0.0.1
                  10.1.0.0/16 via 10.0.0.2 dev eth0""");
        then(expectAssertionError(() -> assertThat(ACTUAL).hasRoute("10.1.0.0/16", "10.0.0.3")))
                .hasMessage("""

                Expecting network state
                to have route:
                  "10.1.0.0/16 via 10.0.0.3"
                but there was:
                  10.1.0.0/16 via 10.0.0.2 dev eth0""");
        then(expectAssertionError(() -> assertThat(ACTUAL).hasNoRoute("10.1.0.0/16")))
                .hasMessage("""

                Expecting network state
                to have no route:
                  "10.1.0.0/16"
                but there was:
                  10.1.0.0/16 via 10.0.0.2 dev eth0""");
    }

    @Test
    void should_fail_if_an_interface_is_missing_or_there() {
        then(expectAssertionError(() -> assertThat(ACTUAL).hasInterface("eth1")))
                .hasMessageStartingWith("\nExpecting network state\nto have interface:\n  \"eth1\"\nbut there was:\n");
        then(expectAssertionError(() -> assertThat(ACTUAL).hasNoInterface("eth0")))
                .hasMessageStartingWith(
                        "\nExpecting network state\nto have no interface:\n  \"eth0\"\nbut there was:\n");
    }

    @Test
    void should_pass_if_only_lifetimes_differ_from_before() {
        assertThat(ACTUAL).isSameAs(States.of("""
                        2: eth0: <UP,LOWER_UP> mtu 1500
                            inet 10.0.0.1/24 scope global eth0
                               valid_lft 160sec preferred_lft 160sec
                        """, """
                        10.1.0.0/16 via 10.0.0.2 dev eth0
                        10.0.0.0/24   dev eth0 scope link src 10.0.0.1
                        10.2.0.0/16 via 10.0.0.2 dev eth0 table 100
                        """));
    }

    @Test
    void should_fail_with_the_difference_if_it_is_not_the_same_as_before() {
        NetworkState before = States.of("2: eth0: <UP,LOWER_UP> mtu 1400\n    inet 10.0.0.9/24 scope global eth0", "");

        then(expectAssertionError(() -> assertThat(ACTUAL).as("after").isSameAs(before)))
                .hasMessage("""
                [after]\s
                Expecting network state
                to be the same as before but:
                  eth0: mtu is 1500, was 1400
                  eth0: address 10.0.0.9/24 is gone
                  eth0: address 10.0.0.1/24 is new
                  routes: 10.0.0.0/24 dev eth0 scope link src 10.0.0.1 is new
                  routes: 10.1.0.0/16 via 10.0.0.2 dev eth0 is new
                  routes: 10.2.0.0/16 via 10.0.0.2 dev eth0 table 100 is new""");
    }

    @Test
    void should_fail_softly() {
        GuestSoftAssertions softly = new GuestSoftAssertions();
        softly.assertThat(ACTUAL).hasAddress("10.0.0.2").hasNoRoute("10.1.0.0/16");
        then(softly.assertionErrorsCollected()).hasSize(2);
    }

    @Test
    void should_fail_if_there_is_none() {
        then(expectAssertionError(() -> assertThat((NetworkState) null).hasAddress("10.0.0.1")))
                .hasMessageContaining("Expecting actual not to be null");
    }
}
