package io.kvmguest.qemu;

import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What a machine begins with: its power off, or all that another one was when it was saved.
 *
 * @param memory the file that is the guest's memory; without one, QEMU has it for itself
 * @param shared whether what the guest writes to its memory goes to the file; else it is the guest's own, and the file
 *     stays as it is
 * @param state what {@link QemuProcess#save} has written; without it, the power is off
 * @param generationId whether the machine has a device that tells the guest when it has become a clone
 * @param channels the numbers of the channels whose port is there from the beginning
 */
public record Beginning(
        Optional<Path> memory, boolean shared, Optional<Path> state, boolean generationId, List<Integer> channels) {

    /** The power is off, and nothing of the guest is kept. */
    public static final Beginning POWER_OFF =
            new Beginning(Optional.empty(), false, Optional.empty(), false, List.of(0));

    public Beginning {
        Objects.requireNonNull(memory, "memory must not be null");
        Objects.requireNonNull(state, "state must not be null");
        if (shared && memory.isEmpty()) {
            throw new IllegalArgumentException("shared needs a file for the memory");
        }
        channels = List.copyOf(channels);
    }

    /** The power is off; the guest's memory is a file, so that {@link QemuProcess#save} need not write it. */
    public static Beginning powerOff(Path memory) {
        return new Beginning(Optional.of(memory), true, Optional.empty(), true, List.of(0));
    }

    /** As a machine was that had its memory in a file. What the guest writes stays its own. */
    public static Beginning clone(Path memory, Path state, boolean generationId, List<Integer> channels) {
        return new Beginning(Optional.of(memory), false, Optional.of(state), generationId, channels);
    }

    /** As a machine was whose memory is in its saved state; from there it is written to a file. */
    public static Beginning unpacked(Path memory, Path state, boolean generationId, List<Integer> channels) {
        return new Beginning(Optional.of(memory), true, Optional.of(state), generationId, channels);
    }

    /** Whether the saved state is that of the devices alone. */
    boolean isWithoutMemory() {
        return memory.isPresent() && !shared;
    }
}
