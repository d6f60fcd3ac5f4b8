package io.kvmguest.junit;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Closes things, each of them, whatever becomes of the others. */
final class Closing {

    /**
     * Closes all, in their order.
     *
     * @throws RuntimeException what the first one threw, with what others threw
     */
    static void all(List<? extends AutoCloseable> things) {
        RuntimeException trouble = null;
        for (AutoCloseable each : things) {
            trouble = after(trouble, each);
        }
        if (trouble != null) {
            throw trouble;
        }
    }

    private static @Nullable RuntimeException after(@Nullable RuntimeException trouble, AutoCloseable thing) {
        try {
            thing.close();
            return trouble;
        } catch (Exception e) {
            RuntimeException wrapped = e instanceof RuntimeException r ? r : new IllegalStateException(e);
            if (trouble == null) {
                return wrapped;
            }
            trouble.addSuppressed(wrapped);
            return trouble;
        }
    }

    private Closing() {}
}
