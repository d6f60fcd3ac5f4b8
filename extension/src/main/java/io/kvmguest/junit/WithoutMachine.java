package io.kvmguest.junit;

import io.kvmguest.Guest;
import io.kvmguest.Nic;
import io.kvmguest.network.Segment;
import java.nio.file.Path;
import java.util.List;

/** What does as if it were a guest, but is no machine of QEMU's; injection says so before any of this is asked for. */
interface WithoutMachine extends RunningGuest {

    @Override
    default Guest guest() {
        throw noMachine();
    }

    @Override
    default boolean isClone() {
        return false;
    }

    @Override
    default long memoryBytes() {
        return 0;
    }

    /** It was declared with none, or the test would not run. */
    @Override
    default void connect(List<Segment> segments) {
        if (!segments.isEmpty()) {
            throw noMachine();
        }
    }

    @Override
    default Nic nic(int number) {
        throw noMachine();
    }

    @Override
    default void writeCommandLine(Path file) {
        throw noMachine();
    }

    /** Its messages tell of no folder; the report does. */
    @Override
    default void evidenceIn(Path folder) {}

    private static IllegalStateException noMachine() {
        return new IllegalStateException("it is no machine of QEMU's, which should have been said before");
    }
}
