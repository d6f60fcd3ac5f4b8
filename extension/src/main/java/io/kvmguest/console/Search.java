package io.kvmguest.console;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Looks for something in a recording, from a position on, on the thread of whoever waits for it. */
interface Search {

    /**
     * Reads on, up to a limit, and returns the first match, after which this search is over, or null.
     *
     * @throws InterruptedException if the thread is interrupted meanwhile
     */
    @Nullable Found advance(long limit, Patience patience) throws InterruptedException;

    /** What was found: raw offsets before the first and behind the last byte, the text and the groups of the regex. */
    record Found(long start, long end, String text, List<String> groups) {}
}
