package io.kvmguest.console;

import java.util.Objects;
import java.util.Optional;

/**
 * Which serial port, and how it is set. A value: each method returns a copy.
 *
 * <p>115200 baud, eight data bits, no parity, one stop bit, no flow control, unless said otherwise.
 */
public final class SerialPortSettings {

    /** How a port is named. */
    enum By {
        PATH,
        USB_SERIAL_NUMBER,
        DESCRIPTION
    }

    /** The bit by which a receiver tells a damaged byte. */
    public enum Parity {
        NONE,
        ODD,
        EVEN,
        MARK,
        SPACE
    }

    /** How a receiver says that it can take no more. */
    public enum FlowControl {
        /** It does not. */
        NONE,
        /** By the wires RTS and CTS. */
        RTS_CTS,
        /** By the bytes XON and XOFF, which cannot be data then. */
        XON_XOFF
    }

    private final By by;
    private final String name;
    private int baud = 115_200;
    private int dataBits = 8;
    private Parity parity = Parity.NONE;
    private int stopBits = 1;
    private FlowControl flowControl = FlowControl.NONE;

    private SerialPortSettings(By by, String name) {
        this.by = by;
        this.name = Objects.requireNonNull(name, "name must not be null");
        if (name.isBlank()) {
            throw new IllegalArgumentException("a serial port's name must not be blank");
        }
    }

    private SerialPortSettings(SerialPortSettings other) {
        by = other.by;
        name = other.name;
        baud = other.baud;
        dataBits = other.dataBits;
        parity = other.parity;
        stopBits = other.stopBits;
        flowControl = other.flowControl;
    }

    /**
     * Returns the settings of a port by its device file: {@code /dev/ttyUSB0}, or a link to it; or <code>${router.port}</code> for
     * what the system property {@code router.port} says when it is opened, or {@code ROUTER_PORT} in the environment.
     */
    public static SerialPortSettings port(String path) {
        return new SerialPortSettings(By.PATH, path);
    }

    /**
     * Returns the settings of a port by the serial number of its USB adapter, which stays when others are plugged in before it:
     * {@code udevadm info -q property /dev/ttyUSB0} shows it as {@code ID_SERIAL_SHORT}.
     */
    public static SerialPortSettings usbSerialNumber(String number) {
        return new SerialPortSettings(By.USB_SERIAL_NUMBER, number);
    }

    /** Returns the settings of a port by a part of its description, such as {@code FT232R}. */
    public static SerialPortSettings description(String part) {
        return new SerialPortSettings(By.DESCRIPTION, part);
    }

    /**
     * Sets the speed, in baud.
     *
     * @throws IllegalArgumentException if it is not positive
     */
    public SerialPortSettings baud(int baud) {
        require(baud > 0, "baud (%d) must be positive", baud);
        SerialPortSettings copy = new SerialPortSettings(this);
        copy.baud = baud;
        return copy;
    }

    /**
     * Sets how many bits a byte has.
     *
     * @throws IllegalArgumentException if it is not 5 to 8
     */
    public SerialPortSettings dataBits(int dataBits) {
        require(dataBits >= 5 && dataBits <= 8, "dataBits (%d) must be 5 to 8", dataBits);
        SerialPortSettings copy = new SerialPortSettings(this);
        copy.dataBits = dataBits;
        return copy;
    }

    /** Sets the parity. */
    public SerialPortSettings parity(Parity parity) {
        SerialPortSettings copy = new SerialPortSettings(this);
        copy.parity = Objects.requireNonNull(parity, "parity must not be null");
        return copy;
    }

    /**
     * Sets how many stop bits follow a byte.
     *
     * @throws IllegalArgumentException if it is neither 1 nor 2
     */
    public SerialPortSettings stopBits(int stopBits) {
        require(stopBits == 1 || stopBits == 2, "stopBits (%d) must be 1 or 2", stopBits);
        SerialPortSettings copy = new SerialPortSettings(this);
        copy.stopBits = stopBits;
        return copy;
    }

    /** Sets the flow control. */
    public SerialPortSettings flowControl(FlowControl flowControl) {
        SerialPortSettings copy = new SerialPortSettings(this);
        copy.flowControl = Objects.requireNonNull(flowControl, "flowControl must not be null");
        return copy;
    }

    private static void require(boolean condition, String message, int value) {
        if (!condition) {
            throw new IllegalArgumentException(message.formatted(value));
        }
    }

    By by() {
        return by;
    }

    String name() {
        return name;
    }

    /** Returns the device file, if the port is named by it. */
    public Optional<String> path() {
        return by == By.PATH ? Optional.of(name) : Optional.empty();
    }

    /** Returns the speed, in baud. */
    public int baud() {
        return baud;
    }

    /** Returns how many bits a byte has. */
    public int dataBits() {
        return dataBits;
    }

    /** Returns the parity. */
    public Parity parity() {
        return parity;
    }

    /** Returns how many stop bits follow a byte. */
    public int stopBits() {
        return stopBits;
    }

    /** Returns the flow control. */
    public FlowControl flowControl() {
        return flowControl;
    }

    /** Returns the setting as people write it: {@code /dev/ttyUSB0 at 115200 8N1}. */
    @Override
    public String toString() {
        String which =
                switch (by) {
                    case PATH -> name;
                    case USB_SERIAL_NUMBER -> "the port of the USB adapter with serial number " + name;
                    case DESCRIPTION -> "the port described as \"" + name + "\"";
                };
        return which + " at " + baud + " " + dataBits + parity.name().charAt(0) + stopBits;
    }
}
