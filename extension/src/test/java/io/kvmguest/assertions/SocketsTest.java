package io.kvmguest.assertions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

class SocketsTest {

    @Test
    void reads_tcp_sockets_that_listen_and_no_connections() {
        assertThat(Sockets.question("tcp", 22).ask(FakeShell.printing(Recorded.TCP)))
                .extracting(SocketState::describe)
                .containsExactly("tcp 0.0.0.0:8080", "tcp 127.0.0.1:22", "tcp [::]:80", "tcp [::1]:631");
    }

    @Test
    void reads_udp_sockets_that_are_not_connected() {
        assertThat(Sockets.question("udp", 67).ask(FakeShell.printing(Recorded.UDP)))
                .extracting(SocketState::describe)
                .containsExactly("udp 0.0.0.0:67", "udp [::1]:547");
    }

    @Test
    void reads_addresses_in_the_order_of_the_guest_s_bytes() {
        String line = "   0: C0A80101:0016 00000000:0000 0A 0:0 0:0 0\n";

        assertThat(Sockets.parse(line, "tcp", true)).containsExactly(new SocketState("tcp", "192.168.1.1", 22));
        assertThat(Sockets.parse(line, "tcp", false)).containsExactly(new SocketState("tcp", "1.1.168.192", 22));
    }

    @Test
    void shortens_ipv6_addresses() {
        String line = "   0: 0000FDFD000000000000000001000000:0016 00000000000000000000000000000000:0000 0A 0:0\n";

        assertThat(Sockets.parse(line, "tcp", false)).containsExactly(new SocketState("tcp", "[fdfd::1]", 22));
    }

    @Test
    void refuses_what_is_no_port() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Sockets.question("tcp", 0))
                .withMessage("port must lie between 1 and 65535: 0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Sockets.question("tcp", 65536))
                .withMessage("port must lie between 1 and 65535: 65536");
    }
}
