package io.kvmguest.network;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DhcpTest {

    private static final Udp TO_SERVER = new Udp(68, 67, 0);

    private static final int UDP_PAYLOAD = 42;
    private static final int SNAME = 44;
    private static final int FILE = 108;
    private static final int OPTIONS = 240;

    private static byte[] message(int... options) {
        byte[] message = Arrays.copyOf(
                Arrays.copyOfRange(RecordedFrames.bytes(RecordedFrames.DISCOVER), UDP_PAYLOAD, UDP_PAYLOAD + OPTIONS),
                OPTIONS + options.length);
        put(message, OPTIONS, options);
        return message;
    }

    private static Dhcp read(int... options) {
        return Objects.requireNonNull(Dhcp.read(TO_SERVER, message(options)));
    }

    private static void put(byte[] message, int at, int... bytes) {
        for (int i = 0; i < bytes.length; i++) {
            message[at + i] = (byte) bytes[i];
        }
    }

    @Test
    void reads_what_a_client_asks() {
        assertThat(RecordedFrames.frame(RecordedFrames.DISCOVER).dhcp()).hasValueSatisfying(dhcp -> {
            assertThat(dhcp.type()).isEqualTo(Dhcp.Type.DISCOVER);
            assertThat(dhcp.xid()).isEqualTo(0xdeadbeefL);
            assertThat(dhcp.clientMac()).isEqualTo("52:54:00:00:00:01");
            assertThat(dhcp.clientAddress()).isEqualTo("0.0.0.0");
            assertThat(dhcp.yourAddress()).isEqualTo("0.0.0.0");
            assertThat(dhcp.requestedAddress()).hasValue("10.0.0.5");
            assertThat(dhcp.serverId()).isEmpty();
            assertThat(dhcp.option(55)).hasValue(new byte[] {1, 3, 6});
            assertThat(dhcp.option(51)).isEmpty();
        });
    }

    @Test
    void reads_what_a_server_gives() {
        assertThat(RecordedFrames.frame(RecordedFrames.ACK).dhcp()).hasValueSatisfying(dhcp -> {
            assertThat(dhcp.type()).isEqualTo(Dhcp.Type.ACK);
            assertThat(dhcp.yourAddress()).isEqualTo("10.0.0.5");
            assertThat(dhcp.serverId()).hasValue("10.0.0.2");
            assertThat(dhcp.option(51)).hasValue(new byte[] {0, 0, 0, 60});
        });
    }

    /** RFC 2132, section 9.6. */
    @ParameterizedTest
    @CsvSource({"1, DISCOVER", "2, OFFER", "3, REQUEST", "4, DECLINE", "5, ACK", "6, NAK", "7, RELEASE", "8, INFORM"})
    void knows_every_type_by_its_number(int number, Dhcp.Type type) {
        assertThat(read(53, 1, number, 255).type()).isEqualTo(type);
        assertThat(type).hasToString("DHCP" + type.name());
    }

    @Test
    void puts_an_option_together_that_comes_in_parts() {
        Dhcp dhcp = read(12, 2, 'c', 'l', 0, 53, 1, 1, 12, 4, 'i', 'e', 'n', 't', 255);
        assertThat(dhcp.option(12)).hasValue("client".getBytes(StandardCharsets.US_ASCII));
    }

    @Test
    void finds_options_where_other_fields_would_be() {
        byte[] message = message(52, 1, 3, 255);
        put(message, FILE, 53, 1, 5, 255);
        put(message, SNAME, 54, 4, 10, 0, 0, 9, 255);
        Dhcp dhcp = Objects.requireNonNull(Dhcp.read(TO_SERVER, message));
        assertThat(dhcp.type()).isEqualTo(Dhcp.Type.ACK);
        assertThat(dhcp.serverId()).hasValue("10.0.0.9");
    }

    @Test
    void nobody_changes_an_option() {
        Dhcp dhcp = read(53, 1, 1, 12, 1, 'x', 255);
        dhcp.option(12).orElseThrow()[0] = 'y';
        assertThat(dhcp.option(12)).hasValue(new byte[] {'x'});
    }

    @Test
    void what_is_damaged_is_none() {
        assertThat(Dhcp.read(TO_SERVER, message(53, 1, 1, 255))).isNotNull();
        assertThat(Dhcp.read(TO_SERVER, message(53, 1, 1))).as("no end").isNull();
        assertThat(Dhcp.read(TO_SERVER, message(53, 1, 1, 12))).as("no length").isNull();
        assertThat(Dhcp.read(TO_SERVER, message(53, 1, 1, 12, 9, 'x', 255)))
                .as("too long")
                .isNull();
        assertThat(Dhcp.read(TO_SERVER, message(255))).as("BOOTP").isNull();
        assertThat(Dhcp.read(TO_SERVER, message(53, 1, 0, 255))).as("type 0").isNull();
        assertThat(Dhcp.read(TO_SERVER, message(53, 1, 9, 255))).as("type 9").isNull();
        assertThat(Dhcp.read(TO_SERVER, message(53, 1, 200, 255)))
                .as("type 200")
                .isNull();
        assertThat(Dhcp.read(TO_SERVER, message(53, 2, 1, 1, 255)))
                .as("long type")
                .isNull();
        assertThat(Dhcp.read(TO_SERVER, message(52, 1, 1, 53, 1, 1, 255)))
                .as("no end of file")
                .isNull();
        assertThat(Dhcp.read(new Udp(5_000, 6_000, 0), message(53, 1, 1, 255)))
                .as("ports")
                .isNull();
        byte[] noCookie = message(53, 1, 1, 255);
        noCookie[239] = 0;
        assertThat(Dhcp.read(TO_SERVER, noCookie)).as("cookie").isNull();
    }
}
