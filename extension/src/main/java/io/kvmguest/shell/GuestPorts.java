package io.kvmguest.shell;

import io.kvmguest.console.SerialConsole;
import io.kvmguest.console.SerialLine;
import java.util.ArrayList;
import java.util.List;

/**
 * The virtio-serial ports of a guest, over which its root shells run their commands: lines of their own that the kernel
 * never prints on. In the guest they are called {@code kvmguest.0}, {@code kvmguest.1} and so on.
 */
public final class GuestPorts implements AutoCloseable {

    private final List<Port> ports;

    private GuestPorts(List<Port> ports) {
        this.ports = ports;
    }

    /** Returns none, for a guest that has nothing but its console. */
    public static GuestPorts none() {
        return new GuestPorts(List.of());
    }

    /**
     * Takes over the host's ends of a guest's ports, which are closed with this.
     *
     * @param console the guest's console, which knows when the guest is gone
     * @param machine what has the ports
     */
    public static GuestPorts of(List<SerialLine> lines, SerialConsole console, Machine machine) {
        List<Port> ports = new ArrayList<>();
        for (SerialLine line : lines) {
            ports.add(new Port(line, ports.size(), console, machine));
        }
        return new GuestPorts(List.copyOf(ports));
    }

    /**
     * Takes note that a program of the guest has opened a port, or that the last one has closed it: QEMU's event
     * {@code VSERPORT_CHANGE}.
     *
     * @param number from 0 on; others are ignored
     */
    public void changed(int number, State state) {
        if (number >= 0 && number < ports.size()) {
            ports.get(number).changed(state);
        }
    }

    /** The machine that the guest runs on, and that has the ports, numbered from 0 on. */
    public interface Machine {

        /** Has the guest find a port, unless it is there from the start; called once. */
        void plugIn(int number);

        /** Returns whether a program of the guest has a port open at the moment. */
        boolean isOpen(int number);
    }

    /** What the guest does with a port. */
    public enum State {
        /** One of its programs has it open. */
        OPEN,
        /** None has. */
        CLOSED
    }

    /** Returns the numbers of those that the guest has. */
    List<Integer> pluggedIn() {
        return ports.stream().filter(Port::isPluggedIn).map(Port::number).toList();
    }

    int count() {
        return ports.size();
    }

    Port port(int number) {
        return ports.get(number);
    }

    /** Closes them all. */
    @Override
    public void close() {
        ports.forEach(Port::close);
    }
}
