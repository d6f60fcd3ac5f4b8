package io.kvmguest.network;

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

    @ParameterizedTest
    @CsvSource({
        "10.1.2.3/8, 10.0.0.0/8, 10.1.2.3",
        "10.1.2.3, 10.1.2.3, 10.1.2.3",
        "2001:0DB8::0001:0:0:1/64, 2001:db8::/64, 2001:db8::1:0:0:1",
        "2001:db8:0:1:1:1:1:1, 2001:db8:0:1:1:1:1:1, 2001:db8:0:1:1:1:1:1",
        "::/0, ::/0, ::",
        "::1/128, ::1, ::1",
        "1:0:0:2:0:0:0:3/16, 1::/16, 1:0:0:2::3",
    })
    void tells_its_network_and_its_address_as_the_kernel_writes_them(String text, String network, String address) {
        assertThat(IpPrefix.parse(text).network()).hasToString(network);
        assertThat(IpPrefix.parse(text).address()).isEqualTo(address);
        assertThat(IpPrefix.parse(text).host()).hasToString(address);
    }

    @ParameterizedTest
    @CsvSource({
        "10.0.0.0/8, 10.255.0.1, true",
        "10.0.0.0/8, 11.0.0.1, false",
        "10.0.0.0/8, ::a00:1, false",
        "0.0.0.0/0, 8.8.8.8, true",
        "fd00::1/64, fd00::ffff, true",
    })
    void knows_what_lies_in_it(String prefix, String address, boolean lies) {
        assertThat(IpPrefix.parse(prefix).contains(IpPrefix.parse(address))).isEqualTo(lies);
    }

    @ParameterizedTest
    @CsvSource({"fe80::1/64, true", "febf::1, true", "fec0::1, false", "169.254.1.1/16, true", "169.253.1.1, false"})
    void knows_a_link_local_address(String address, boolean is) {
        assertThat(IpPrefix.parse(address).isLinkLocal()).isEqualTo(is);
    }
}
