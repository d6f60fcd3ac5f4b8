package io.kvmguest.junit;

import io.kvmguest.console.ConsoleLine;
import java.util.function.Consumer;

/** What a guest was at some moment, from which others start. */
interface RunningTemplate extends AutoCloseable {

    /** Starts one. */
    RunningGuest start(Consumer<ConsoleLine> onLine);

    @Override
    void close();
}
