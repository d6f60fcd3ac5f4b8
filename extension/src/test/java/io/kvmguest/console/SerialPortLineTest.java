package io.kvmguest.console;

import static io.kvmguest.console.SerialPortSettings.port;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;

import io.kvmguest.console.SerialPortLine.ControlWire;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SerialPortLineTest extends SerialLineContract {

    private record TerminalPeer(PseudoTerminal terminal, SocketPeer far) implements Peer {

        @Override
        public void print(byte[] bytes) throws IOException {
            far.print(bytes);
        }

        @Override
        public int read(byte[] buffer) throws IOException {
            return far.read(buffer);
        }

        @Override
        public void hangUp() throws IOException {
            terminal.unplug();
        }
    }

    @Override
    Pair connect(Path directory) throws Exception {
        PseudoTerminal terminal = PseudoTerminal.open(directory);
        try {
            return new Pair(
                    SerialPortLine.open(port(terminal.port().toString())),
                    new TerminalPeer(terminal, new SocketPeer(terminal.far())));
        } catch (RuntimeException e) {
            terminal.close();
            throw e;
        }
    }

    @Override
    boolean keepsLastWords() {
        return false;
    }

    @Test
    void says_which_ports_there_are_where_one_is_missing(@TempDir Path directory) {
        Path missing = directory.resolve("ttyUSB7");
        List<SerialPorts.Port> all = List.of(
                new SerialPorts.Port("/dev/ttyUSB0", "FT232R USB UART", "A50285BI"),
                new SerialPorts.Port("/dev/ttyS0", "Physical Port S0", "Unknown"));
        assertThatExceptionOfType(SerialPortException.class)
                .isThrownBy(() -> SerialPorts.find(port(missing.toString()), all))
                .withMessage("There is no serial port " + missing + """
                        . This host has:
                            /dev/ttyUSB0 (FT232R USB UART, serial number A50285BI)
                            /dev/ttyS0 (Physical Port S0)
                          Is its adapter plugged in? "dmesg" says which device file it was given.""");
        assertThatExceptionOfType(SerialPortException.class)
                .isThrownBy(() -> SerialPorts.find(port(missing.toString()), List.of()))
                .withMessageContaining(". This host has none at all.");
    }

    @Test
    void is_found_by_the_serial_number_of_its_adapter_or_by_its_description() {
        List<SerialPorts.Port> all = List.of(
                new SerialPorts.Port("/dev/ttyUSB0", "FT232R USB UART", "A50285BI"),
                new SerialPorts.Port("/dev/ttyUSB1", "FT232R USB UART", "A50285BJ"),
                new SerialPorts.Port("/dev/ttyUSB2", "USB-Serial Controller", "Unknown"));
        assertThat(SerialPorts.find(SerialPortSettings.usbSerialNumber("A50285BJ"), all))
                .isEqualTo(Path.of("/dev/ttyUSB1"));
        assertThat(SerialPorts.find(SerialPortSettings.description("usb-serial"), all))
                .isEqualTo(Path.of("/dev/ttyUSB2"));
        assertThatExceptionOfType(SerialPortException.class)
                .isThrownBy(() -> SerialPorts.find(SerialPortSettings.description("FT232R"), all))
                .withMessage("""
                        There are 2 serial ports whose description has "FT232R" in it.
                            /dev/ttyUSB0 (FT232R USB UART, serial number A50285BI)
                            /dev/ttyUSB1 (FT232R USB UART, serial number A50285BJ)
                          Name one of them by its device file, or by its serial number.""");
        assertThatExceptionOfType(SerialPortException.class)
                .isThrownBy(() -> SerialPorts.find(SerialPortSettings.usbSerialNumber("X"), all))
                .withMessageStartingWith(
                        "There is no serial port of a USB adapter with serial number X. This host has:");
    }

    @Test
    void says_who_has_it_open(@TempDir Path directory) throws Exception {
        try (PseudoTerminal terminal = PseudoTerminal.open(directory);
                SerialPortLine line = SerialPortLine.open(port(terminal.port().toString()))) {
            assertThat(line).hasToString(terminal.port().toString());
            assertThatExceptionOfType(SerialPortException.class)
                    .isThrownBy(() -> SerialPortLine.open(port(terminal.port().toString())))
                    .withMessageStartingWith("Serial port " + terminal.port() + " is in use by process ")
                    .withMessageContaining("process " + ProcessHandle.current().pid() + " (java)")
                    .withMessageEndingWith(
                            ".\n  One program at a time can have it: end that one, or use another port.");
        }
    }

    @Test
    void says_that_a_file_is_no_port(@TempDir Path directory) throws Exception {
        Path file = Files.writeString(directory.resolve("file"), "");
        assertThatExceptionOfType(SerialPortException.class)
                .isThrownBy(() -> SerialPortLine.open(port(file.toString())))
                .withMessageStartingWith("Serial port " + file + " could not be opened: error ")
                .withMessageEndingWith("\n  Is it a serial port? \"stty -F " + file + "\" says so if it is none.");
    }

    @Test
    void is_opened_again_when_it_has_come_back(@TempDir Path directory) throws Exception {
        for (int i = 0; i < 3; i++) {
            try (PseudoTerminal terminal = PseudoTerminal.open(directory);
                    SerialPortLine line =
                            SerialPortLine.open(port(terminal.port().toString()))) {
                line.write(new byte[] {1}, 0, 1);
                assertThat(new SocketPeer(terminal.far()).read(new byte[9])).isEqualTo(1);
                terminal.unplug();
                assertThat(line.read(new byte[1], 0, 1)).isEqualTo(-1);
            }
        }
    }

    @Test
    void says_that_a_pseudo_terminal_has_no_wires_for_signals(@TempDir Path directory) throws Exception {
        try (PseudoTerminal terminal = PseudoTerminal.open(directory);
                SerialPortLine line = SerialPortLine.open(port(terminal.port().toString()))) {
            assertThatIOException()
                    .isThrownBy(() -> line.raise(ControlWire.DTR))
                    .withMessage(terminal.port() + " has no wire DTR: it is a pseudo-terminal, or closed");
            assertThatIOException().isThrownBy(() -> line.lower(ControlWire.RTS));
        }
    }
}
