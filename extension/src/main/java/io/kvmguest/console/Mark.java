package io.kvmguest.console;

/**
 * A position in a {@link Transcript}: between two bytes of the raw stream.
 *
 * @param offset how many raw bytes lie before it, from power-on
 */
public record Mark(long offset) {

    /** The position before the first byte. */
    public static final Mark POWER_ON = new Mark(0);

    public Mark {
        if (offset < 0) {
            throw new IllegalArgumentException("offset must not be negative: " + offset);
        }
    }
}
