package io.kvmguest.shell;

/** Numbers in frames. */
final class Digits {

    private static final long LOWER_32_BITS = 0xffff_ffffL;

    private Digits() {}

    /** Returns the lower 32 bits of a number in octal digits, or -1 if it is not one. */
    static long octal(byte[] bytes, int from, int count) {
        long number = 0;
        for (int i = from; i < from + count; i++) {
            int digit = bytes[i] - '0';
            if (digit < 0 || digit > 7) {
                return -1;
            }
            number = number * 8 + digit;
        }
        return number & LOWER_32_BITS;
    }
}
