package io.kvmguest.console;

import com.fazecast.jSerialComm.SerialPort;
import io.kvmguest.console.SerialPortSettings.By;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The serial ports of this host, and why one cannot be had. */
final class SerialPorts {

    /**
     * A port as the system describes it.
     *
     * @param path its device file
     * @param serialNumber that of its USB adapter
     */
    record Port(String path, String description, String serialNumber) {

        @Override
        public String toString() {
            boolean numbered = !serialNumber.isBlank() && !serialNumber.equals("Unknown");
            return path + " (" + description + (numbered ? ", serial number " + serialNumber : "") + ")";
        }
    }

    /** A name that stands for a system property, or for an environment variable. */
    private static final Pattern VARIABLE = Pattern.compile("\\$\\{([A-Za-z0-9_.]+)}");

    private SerialPorts() {}

    static List<Port> all() {
        NativeLibrary.load();
        return Arrays.stream(SerialPort.getCommPorts())
                .map(port -> new Port(port.getSystemPortPath(), port.getPortDescription(), port.getSerialNumber()))
                .toList();
    }

    /**
     * Returns the device file that the settings mean.
     *
     * @throws SerialPortException if none does, or several
     */
    static Path find(SerialPortSettings settings) {
        Optional<Path> path = settings.path().map(SerialPorts::named);
        return path.filter(Files::exists).orElseGet(() -> find(settings, all()));
    }

    /**
     * Chooses among some ports.
     *
     * @throws SerialPortException if none does, or several
     */
    static Path find(SerialPortSettings settings, List<Port> all) {
        if (settings.by() == By.PATH) {
            Path path = named(settings.name());
            if (Files.exists(path)) {
                return path;
            }
            throw new SerialPortException("There is no serial port " + path + "." + choice(all)
                    + "\n  Is its adapter plugged in? \"dmesg\" says which device file it was given.");
        }
        List<Port> found = all.stream().filter(port -> means(settings, port)).toList();
        if (found.size() == 1) {
            return Path.of(found.get(0).path());
        }
        String wanted = settings.by() == By.USB_SERIAL_NUMBER
                ? "of a USB adapter with serial number " + settings.name()
                : "whose description has \"" + settings.name() + "\" in it";
        if (found.isEmpty()) {
            throw new SerialPortException(
                    "There is no serial port " + wanted + "." + choice(all) + "\n  Is its adapter plugged in?");
        }
        throw new SerialPortException("There are " + found.size() + " serial ports " + wanted + "." + list(found)
                + "\n  Name one of them by its device file, or by its serial number.");
    }

    /** Returns a device file, looked up where the name says where to look. */
    private static Path named(String name) {
        Matcher variable = VARIABLE.matcher(name);
        if (!variable.matches()) {
            return Path.of(name);
        }
        String property = variable.group(1);
        String environment = property.toUpperCase(Locale.ROOT).replace('.', '_');
        return Path.of(Optional.ofNullable(System.getProperty(property))
                .or(() -> Optional.ofNullable(System.getenv(environment)))
                .filter(value -> !value.isBlank())
                .orElseThrow(() -> new SerialPortException("Which serial port? \"" + name + "\" is what -D" + property
                        + "=… says, or " + environment + " in the environment, and neither is set.\n  For example: -D"
                        + property + "=/dev/ttyUSB0")));
    }

    private static boolean means(SerialPortSettings settings, Port port) {
        return settings.by() == By.USB_SERIAL_NUMBER
                ? port.serialNumber().equals(settings.name())
                : port.description()
                        .toLowerCase(Locale.ROOT)
                        .contains(settings.name().toLowerCase(Locale.ROOT));
    }

    private static String choice(List<Port> all) {
        return all.isEmpty() ? " This host has none at all." : " This host has:" + list(all);
    }

    private static String list(List<Port> ports) {
        return ports.stream().map(port -> "\n    " + port).collect(Collectors.joining());
    }

    /** Returns why a device file that is there could not be opened. */
    static SerialPortException notOpened(Path path, int error, int place) {
        List<String> holders = holders(path);
        if (!holders.isEmpty()) {
            return new SerialPortException("Serial port " + path + " is in use by " + String.join(" and ", holders)
                    + ".\n  One program at a time can have it: end that one, or use another port.");
        }
        if (!Files.isReadable(path) || !Files.isWritable(path)) {
            return new SerialPortException(
                    "User " + System.getProperty("user.name") + " may not use serial port " + path
                            + ", which belongs to group " + group(path)
                            + ".\n  Join the group, and log in again:  sudo usermod -aG "
                            + group(path) + " " + System.getProperty("user.name"));
        }
        return new SerialPortException(
                "Serial port " + path + " could not be opened: error " + error + " at jSerialComm's line " + place
                        + ".\n  Is it a serial port? \"stty -F " + path + "\" says so if it is none.");
    }

    private static String group(Path path) {
        try {
            return String.valueOf(Files.getAttribute(path, "posix:group"));
        } catch (IOException | UnsupportedOperationException | IllegalArgumentException e) {
            return "dialout";
        }
    }

    /** Returns which processes have a device file open, as far as this user may know. */
    static List<String> holders(Path path) {
        List<String> holders = new ArrayList<>();
        try (Stream<Path> processes = Files.list(Path.of("/proc"))) {
            Path device = path.toRealPath();
            for (Path process : processes
                    .filter(each -> each.getFileName().toString().matches("[0-9]+"))
                    .toList()) {
                if (OpenFiles.has(Long.parseLong(process.getFileName().toString()), device)) {
                    holders.add("process " + process.getFileName()
                            + command(process).map(name -> " (" + name + ")").orElse(""));
                }
            }
        } catch (IOException e) {
            // Whoever has it is not to be seen here.
        }
        return holders;
    }

    private static Optional<String> command(Path process) {
        try {
            return Optional.of(Files.readString(process.resolve("comm")).strip());
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
