package io.kvmguest.console;

import org.jspecify.annotations.Nullable;

/**
 * Looks at every line of a console and says when it means the end of all waiting, a kernel panic for example.
 */
@FunctionalInterface
public interface Tripwire {

    /**
     * Looks at one complete line.
     *
     * @return why waiting is over, or {@code null} when the line is harmless
     */
    @Nullable Ending check(ConsoleLine line);
}
