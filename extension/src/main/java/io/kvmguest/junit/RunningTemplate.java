package io.kvmguest.junit;

import io.kvmguest.console.ConsoleLine;
import io.kvmguest.network.Segment;
import java.util.List;
import java.util.function.Consumer;

/** What a guest was at some moment, from which others start. */
interface RunningTemplate extends AutoCloseable {

    /** Starts one, on segments. */
    RunningGuest start(List<Segment> segments, Consumer<ConsoleLine> onLine);

    @Override
    void close();
}
