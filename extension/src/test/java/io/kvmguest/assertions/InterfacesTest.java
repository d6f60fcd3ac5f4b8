package io.kvmguest.assertions;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvmguest.network.InterfaceState;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

class InterfacesTest {

    static final List<String> TOOLS = List.of(Recorded.IPROUTE2_ADDR, Recorded.BUSYBOX_ADDR);

    @ParameterizedTest
    @FieldSource("TOOLS")
    void reads_all_interfaces(String text) {
        assertThat(InterfaceState.parse(text))
                .extracting(InterfaceState::name)
                .containsExactly("lo", "eth1", "eth0", "br0", "tun0");
    }

    @ParameterizedTest
    @FieldSource("TOOLS")
    void reads_one_interface_in_full(String text) {
        InterfaceState eth0 = named("eth0", text);

        assertThat(eth0.isUp()).isTrue();
        assertThat(eth0.hasCarrier()).isTrue();
        assertThat(eth0.mtu()).isEqualTo(1400);
        assertThat(eth0.mac()).isEqualTo("52:54:00:12:34:56");
        assertThat(eth0.master()).isEmpty();
        assertThat(eth0.addresses())
                .extracting(Object::toString)
                .containsExactly(
                        "10.0.0.1/24",
                        "10.9.0.1/32",
                        "10.0.0.2/24",
                        "fd00::2/64 (deprecated)",
                        "fd00::1/64",
                        "fe80::5054:ff:fe12:3456/64");
    }

    @ParameterizedTest
    @FieldSource("TOOLS")
    void reads_the_bridge_that_an_interface_is_in(String text) {
        assertThat(named("eth1", text).master()).isEqualTo("br0");
    }

    @ParameterizedTest
    @FieldSource("TOOLS")
    void reads_an_interface_without_carrier_and_without_link_layer(String text) {
        InterfaceState tun0 = named("tun0", text);

        assertThat(tun0.isUp()).isTrue();
        assertThat(tun0.hasCarrier()).isFalse();
        assertThat(tun0.mac()).isEmpty();
        assertThat(tun0.addresses()).isEmpty();
        assertThat(tun0.describe()).containsExactly("tun0: up, no carrier, mtu 1500");
    }

    @ParameterizedTest
    @FieldSource("TOOLS")
    void describes_an_interface(String text) {
        assertThat(named("eth1", text).describe())
                .containsExactly(
                        "eth1: up, carrier, mtu 1500, mac 52:54:00:12:34:57, in br0", "  fe80::5054:ff:fe12:3457/64");
    }

    @Test
    void reads_what_keeps_an_address_from_being_used() {
        String text = """
                2: eth0: <UP> mtu 1500
                    inet6 fd00::1/64 scope global tentative
                    inet6 fd00::2/64 scope global tentative dadfailed
                """;

        assertThat(named("eth0", text).addresses())
                .extracting(Object::toString)
                .containsExactly("fd00::1/64 (tentative)", "fd00::2/64 (dadfailed)");
    }

    private static InterfaceState named(String name, String text) {
        return InterfaceState.parse(text).stream()
                .filter(i -> i.isCalled(name))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void reads_flags_that_busybox_does_not_know() {
        String text = "3: eth1: <BROADCAST,MULTICAST,UP,LOWER_UP800> mtu 1500 qdisc fq_codel master bond0 qlen 1000";

        assertThat(named("eth1", text).hasCarrier()).isTrue();
        assertThat(named("eth1", text).flags()).containsExactly("BROADCAST", "MULTICAST", "UP", "LOWER_UP", "SLAVE");
    }
}
