package io.kvmguest.assertions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IpPrefixTest {

    @ParameterizedTest
    @CsvSource({
        "10.0.0.1, 10.0.0.1/32",
        "fd00::1, fd00:0:0::1/128",
        "FD00::1/64, fd00::1/64",
        "::ffff:10.0.0.1, ::ffff:a00:1/128",
    })
    void compares_bits_and_not_texts(String one, String other) {
        assertThat(IpPrefix.parse(one))
                .isEqualTo(IpPrefix.parse(other))
                .hasSameHashCodeAs(IpPrefix.parse(other))
                .hasToString(one);
    }

    @ParameterizedTest
    @CsvSource({"10.0.0.1/24, 10.0.0.1/25", "10.0.0.1, 10.0.0.2", "::a00:1, 10.0.0.1", "::ffff:10.0.0.1, 10.0.0.1"})
    void tells_different_ones_apart(String one, String other) {
        assertThat(IpPrefix.parse(one)).isNotEqualTo(IpPrefix.parse(other));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "localhost", "10.0.0", "10.0.0.256", "1:2", "fd00::1::2", "fe80::1%eth0", "dead.beef", "/24"
            })
    void refuses_what_is_no_address_and_asks_no_name_server(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> IpPrefix.parse(text))
                .withMessage("\"" + text + "\" is not an address: write 10.0.0.1, 10.0.0.1/24 or fd00::1/64");
    }

    @ParameterizedTest
    @CsvSource({"10.0.0.1/33, 32", "fd00::1/129, 128", "10.0.0.1/, 32", "10.0.0.1/-1, 32", "10.0.0.1/x, 32"})
    void refuses_a_prefix_that_is_too_long_or_no_number(String text, int bits) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> IpPrefix.parse(text))
                .withMessage("\"" + text + "\" is not an address: its prefix length must lie between 0 and " + bits);
    }

    @Test
    void refuses_a_host_with_a_prefix() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> IpPrefix.parseHost("10.0.0.1/24"))
                .withMessage("\"10.0.0.1/24\" is not an address of a host: leave the prefix out");
    }

    @Test
    void knows_a_network_from_an_address_in_it() {
        assertThat(IpPrefix.parse("10.0.0.0/8").requireNetwork()).hasToString("10.0.0.0/8");
        assertThat(IpPrefix.parse("0.0.0.0/0").requireNetwork()).hasToString("0.0.0.0/0");
        assertThat(IpPrefix.parse("10.0.0.128/25").requireNetwork()).hasToString("10.0.0.128/25");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> IpPrefix.parse("10.0.0.128/24").requireNetwork())
                .withMessage("\"10.0.0.128/24\" is not a network: bits behind its prefix are set");
    }
}
