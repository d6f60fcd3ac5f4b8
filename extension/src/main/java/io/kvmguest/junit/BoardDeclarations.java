package io.kvmguest.junit;

import io.kvmguest.BoardSpec;
import io.kvmguest.PowerControl;
import io.kvmguest.console.SerialPortSettings;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Method;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;

/** Reads {@link SerialBoard} annotations. */
final class BoardDeclarations {

    private static final Annotated<SerialBoard, SerialBoards> BOARDS =
            new Annotated<>(SerialBoard.class, SerialBoards.class, SerialBoards::value);

    private static final Pattern SERVER = Pattern.compile("(.+):([0-9]{1,5})");

    /** Returns those of an element, but none that it inherits. */
    static Stream<Declaration> on(AnnotatedElement element, String place, Object source) {
        return BOARDS.of(element).stream().map(board -> declaration(board, element, place, source));
    }

    private static Declaration declaration(SerialBoard board, AnnotatedElement element, String place, Object source) {
        String text = text(board);
        try {
            return new Declaration(
                    new Wanted.Connected(spec(board)),
                    List.of(),
                    board.whenUnavailable(),
                    text,
                    place,
                    source,
                    element instanceof Method ? Reset.PER_METHOD : Reset.PER_CLASS);
        } catch (IllegalArgumentException e) {
            throw new ExtensionConfigurationException(place + ": " + text + ": " + e.getMessage(), e);
        }
    }

    private static BoardSpec spec(SerialBoard board) {
        BoardSpec spec = line(board).name(board.name());
        if (!board.login().isEmpty()) {
            spec = spec.login(board.login(), board.password());
        } else if (!board.password().isEmpty()) {
            throw new IllegalArgumentException("password needs a login: login = \"root\", password = \"…\"");
        }
        if (!board.rootPassword().isEmpty()) {
            spec = spec.rootPassword(board.rootPassword());
        }
        if (board.powerOn().isEmpty() != board.powerOff().isEmpty()) {
            throw new IllegalArgumentException("powerOn and powerOff go together");
        }
        if (!board.powerOn().isEmpty()) {
            spec = spec.power(PowerControl.commands(board.powerOn(), board.powerOff()));
        }
        if (!board.bootTimeout().isEmpty()) {
            spec = spec.bootTimeout(BootTimeout.parse(board.bootTimeout()));
        }
        if (board.chunk() != 0) {
            spec = spec.paced(board.chunk(), Duration.ofMillis(board.txDelay()));
        } else if (board.txDelay() != 0) {
            throw new IllegalArgumentException("txDelay needs a chunk to stand behind: chunk = 16");
        }
        return spec;
    }

    private static BoardSpec line(SerialBoard board) {
        long lines = Stream.of(board.port(), board.usbSerialNumber(), board.description(), board.server())
                .filter(each -> !each.isEmpty())
                .count();
        if (lines != 1) {
            throw new IllegalArgumentException(
                    "a board is on one line: give it a port, a usbSerialNumber, a description or"
                            + " a server, such as port = \"/dev/ttyUSB0\"");
        }
        if (!board.server().isEmpty()) {
            Matcher server = SERVER.matcher(board.server());
            int port = server.matches() ? Integer.parseInt(server.group(2)) : 0;
            if (port < 1 || port > 65_535) {
                throw new IllegalArgumentException(
                        "server must be a host and a TCP port, such as \"rack-3:4001\", but was \"" + board.server()
                                + "\"");
            }
            return BoardSpec.of(InetSocketAddress.createUnresolved(server.group(1), port));
        }
        return BoardSpec.of(port(board)
                .baud(board.baud())
                .dataBits(board.dataBits())
                .parity(board.parity())
                .stopBits(board.stopBits())
                .flowControl(board.flowControl()));
    }

    private static SerialPortSettings port(SerialBoard board) {
        if (!board.usbSerialNumber().isEmpty()) {
            return SerialPortSettings.usbSerialNumber(board.usbSerialNumber());
        }
        return board.description().isEmpty()
                ? SerialPortSettings.port(board.port())
                : SerialPortSettings.description(board.description());
    }

    /** Passwords stay out of messages, and so does what is not needed to find the annotation. */
    private static String text(SerialBoard board) {
        String line = Stream.of(
                        said("port", board.port()),
                        said("usbSerialNumber", board.usbSerialNumber()),
                        said("description", board.description()),
                        said("server", board.server()),
                        said("name", board.name().equals("board") ? "" : board.name()))
                .filter(each -> !each.isEmpty())
                .reduce((one, other) -> one + ", " + other)
                .orElse("");
        return "@SerialBoard(" + line + ")";
    }

    private static String said(String attribute, String value) {
        return value.isEmpty() ? "" : attribute + " = \"" + value + '"';
    }

    private BoardDeclarations() {}
}
