package io.kvmguest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.kvmguest.console.SerialPortSettings;
import io.kvmguest.console.SerialPortSettings.FlowControl;
import io.kvmguest.console.SerialPortSettings.Parity;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class BoardSpecTest {

    private static final SerialPortSettings PORT = SerialPortSettings.port("/dev/ttyUSB0");

    @Test
    void says_which_board_on_which_line() {
        assertThat(BoardSpec.of(PORT).name("router")).hasToString("board 'router' on /dev/ttyUSB0 at 115200 8N1");
        assertThat(BoardSpec.of(PORT.baud(9600).dataBits(7).parity(Parity.EVEN).stopBits(2)))
                .hasToString("board 'board' on /dev/ttyUSB0 at 9600 7E2");
        assertThat(BoardSpec.of(SerialPortSettings.usbSerialNumber("A50285BI").flowControl(FlowControl.RTS_CTS)))
                .hasToString("board 'board' on the port of the USB adapter with serial number A50285BI at 115200 8N1");
        assertThat(BoardSpec.of(InetSocketAddress.createUnresolved("rack-3", 4001)))
                .hasToString("board 'board' on tcp:rack-3:4001");
    }

    @Test
    void refuses_what_cannot_be() {
        BoardSpec spec = BoardSpec.of(PORT);
        assertThatIllegalArgumentException().isThrownBy(() -> spec.name(" ")).withMessage("name must not be blank");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> spec.bootTimeout(Duration.ZERO))
                .withMessage("bootTimeout (PT0S) must be positive");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> spec.paced(0, Duration.ZERO))
                .withMessage("chunk (0) must be positive");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> spec.paced(1, Duration.ofMillis(-1)))
                .withMessage("txDelay (PT-0.001S) must not be negative");
        assertThatIllegalArgumentException().isThrownBy(() -> PORT.baud(0)).withMessage("baud (0) must be positive");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PORT.dataBits(9))
                .withMessage("dataBits (9) must be 5 to 8");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PORT.stopBits(3))
                .withMessage("stopBits (3) must be 1 or 2");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SerialPortSettings.description(" "))
                .withMessage("a serial port's name must not be blank");
    }

    @Test
    void says_that_a_terminal_server_is_not_there() throws IOException {
        int port;
        try (ServerSocket closed = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = closed.getLocalPort();
        }
        BoardSpec spec = BoardSpec.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        assertThatExceptionOfType(UncheckedIOException.class)
                .isThrownBy(() -> Board.connect(spec))
                .withMessage("Board 'board' (tcp:localhost:" + port + "): cannot connect to tcp:localhost:" + port
                        + ": Connection refused");
    }
}
