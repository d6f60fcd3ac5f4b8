package io.kvmguest.qemu;

import io.kvmguest.console.SerialLine;
import io.kvmguest.console.SerialLineKind;
import io.kvmguest.console.SerialPortException;
import io.kvmguest.console.SerialPortLine;
import io.kvmguest.console.SerialPortSettings;
import io.kvmguest.console.SocketLine;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What QEMU has behind the guest's first serial port, and how it comes to be a line. */
final class ConsoleBackEnd implements AutoCloseable {

    /** QEMU's id of it. */
    static final String ID = "console";

    /** What QMP says before the name of a pseudo-terminal. */
    private static final String TERMINAL = "pty:";

    private static final String QUERY = "query-chardev";

    private final SerialLineKind kind;
    private final @Nullable LoopbackPort port;

    private ConsoleBackEnd(SerialLineKind kind, @Nullable LoopbackPort port) {
        this.kind = kind;
        this.port = port;
    }

    static ConsoleBackEnd prepare(SerialLineKind kind, String guest) {
        try {
            return new ConsoleBackEnd(kind, kind == SerialLineKind.TCP ? LoopbackPort.bind(guest, "console") : null);
        } catch (IOException e) {
            throw new QemuStartException(
                    "No port of the loopback could be had for the console of guest '" + guest + "': " + e.getMessage(),
                    e);
        }
    }

    /** Returns QEMU's words for it; none for the unix socket. */
    List<String> arguments() {
        if (port != null) {
            return List.of(
                    "-chardev", "socket,id=" + ID + ",host=127.0.0.1,port=" + port.number() + ",server=off,nodelay=on");
        }
        // What was printed last is lost with QEMU, which must not end with its guest.
        return kind == SerialLineKind.PTY
                ? List.of("-action", "shutdown=pause", "-chardev", "pty,id=" + ID)
                : List.of();
    }

    /** Waits until QEMU has connected it over TCP, if it is to; its exit and the deadline end the wait. */
    Optional<SerialLine> accept(Supervisor supervisor, Duration deadline, StartFailure failure) {
        LoopbackPort listener = port;
        if (listener == null) {
            return Optional.empty();
        }
        try (Arrival arrival = new Arrival(supervisor, deadline, failure, listener::close)) {
            try {
                return Optional.of(
                        SocketLine.of(listener.accept(supervisor.pid()), "tcp:127.0.0.1:" + listener.number()));
            } catch (IOException e) {
                throw arrival.failed(e, listener.missing());
            }
        }
    }

    /**
     * Opens the pseudo-terminal that QEMU was given.
     *
     * @throws QmpException if it cannot be opened
     */
    static SerialLine openTerminal(Qmp qmp) {
        // https://www.qemu.org/docs/master/interop/qemu-qmp-ref.html, "query-chardev"
        String path = ((List<?>) qmp.execute(QUERY))
                .stream()
                        .filter(device -> device instanceof Map<?, ?> values && ID.equals(values.get("label")))
                        .map(device -> String.valueOf(((Map<?, ?>) device).get("filename")))
                        .filter(name -> name.startsWith(TERMINAL))
                        .map(name -> name.substring(TERMINAL.length()))
                        .findFirst()
                        .orElseThrow(() -> new QmpException(
                                "QEMU does not say which pseudo-terminal it has for the console", QUERY));
        try {
            return SerialPortLine.open(SerialPortSettings.port(path));
        } catch (SerialPortException e) {
            throw new QmpException("The console that QEMU has made cannot be used: " + e.getMessage(), QUERY);
        }
    }

    @Override
    public void close() {
        if (port != null) {
            port.close();
        }
    }
}
