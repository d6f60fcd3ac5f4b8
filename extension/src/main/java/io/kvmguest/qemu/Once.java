package io.kvmguest.qemu;

import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A value that is found out when it is first asked for, by one thread, while the others wait. */
final class Once<T> implements Supplier<T> {

    private final Supplier<T> source;
    private @Nullable T value;

    private Once(Supplier<T> source) {
        this.source = source;
    }

    /** A source that throws is asked again the next time. */
    static <T> Once<T> of(Supplier<T> source) {
        return new Once<>(source);
    }

    @Override
    public synchronized T get() {
        T known = value;
        if (known == null) {
            known = source.get();
            value = known;
        }
        return known;
    }

    /** Returns the value if it has been found out. */
    synchronized Optional<T> known() {
        return Optional.ofNullable(value);
    }
}
