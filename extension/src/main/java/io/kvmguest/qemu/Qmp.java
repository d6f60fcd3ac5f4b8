package io.kvmguest.qemu;

import java.util.Map;
import java.util.function.Consumer;

/**
 * QEMU's monitor protocol (QEMU documentation, "QEMU Machine Protocol Specification"). Any number of threads may use it.
 */
public interface Qmp {

    /**
     * Executes a command and returns its {@code return} object, as JSON values: maps, lists, strings, numbers. It waits
     * 30 s, times the accelerator's scale, for the answer.
     *
     * @throws QmpException if QEMU answers with an error, does not answer in time, or is gone
     */
    Object execute(String command, Map<String, ?> arguments);

    /** Executes a command that takes no arguments. */
    default Object execute(String command) {
        return execute(command, Map.of());
    }

    /**
     * Calls a listener with every event from now on, in order, on a thread of the monitor's; it may execute commands.
     *
     * @return what ends it
     */
    AutoCloseable onEvent(Consumer<QmpEvent> listener);
}
