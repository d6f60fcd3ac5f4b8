package io.kvmguest.shell;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The news that a job has ended.
 *
 * @param exitStatus 0 to 255
 * @param stdout what is known of its standard output
 * @param stderr what is known of its standard error
 */
record JobEnd(int exitStatus, Output stdout, Output stderr) {

    private static final int STATUS_DIGITS = 3;
    private static final int DIGITS = 11;
    private static final int HEADER = STATUS_DIGITS + 4 * DIGITS;

    /** What is known of a file of output. */
    static final class Output {

        private static final Output EMPTY = new Output(0, 0, new byte[0]);

        private final int length;
        private final long sum;
        private final byte @Nullable [] inline;

        Output(int length, long sum, byte @Nullable [] inline) {
            this.length = length;
            this.sum = sum;
            this.inline = inline;
        }

        /** Returns how many bytes it has. */
        int length() {
            return length;
        }

        /** Returns its sum. */
        long sum() {
            return sum;
        }

        /** Returns the lower seven bits of each byte, if they came along. */
        byte @Nullable [] inline() {
            return inline;
        }
    }

    /** Reads what a frame says of a packed file; returns null if it was damaged on its way. */
    static @Nullable Output packed(Frame frame) {
        if (frame.body().length != 2 * DIGITS) {
            return null;
        }
        long length = Digits.octal(frame.body(), 0, DIGITS);
        long sum = Digits.octal(frame.body(), DIGITS, DIGITS);
        return length < 0 || sum < 0 ? null : new Output(Math.toIntExact(length), sum, null);
    }

    /** Reads a frame; returns null if it was damaged on its way. */
    static @Nullable JobEnd of(Frame frame) {
        byte[] body = frame.body();
        boolean silent = frame.type() == Frame.DONE_IN_SILENCE;
        if (silent ? body.length != STATUS_DIGITS : body.length < HEADER) {
            return null;
        }
        long status = Digits.octal(body, 0, STATUS_DIGITS);
        if (silent) {
            return status < 0 ? null : new JobEnd((int) status, Output.EMPTY, Output.EMPTY);
        }
        long[] numbers = new long[4];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = Digits.octal(body, STATUS_DIGITS + i * DIGITS, DIGITS);
        }
        if (status < 0 || Arrays.stream(numbers).anyMatch(n -> n < 0)) {
            return null;
        }
        int out = Math.toIntExact(Math.min(numbers[0], Integer.MAX_VALUE));
        int err = Math.toIntExact(Math.min(numbers[2], Integer.MAX_VALUE));
        int came = body.length - HEADER;
        if (came != 0 && came != (long) out + err) {
            return null;
        }
        boolean inline = came != 0;
        return new JobEnd(
                (int) status,
                new Output(out, numbers[1], inline ? Arrays.copyOfRange(body, HEADER, HEADER + out) : null),
                new Output(err, numbers[3], inline ? Arrays.copyOfRange(body, HEADER + out, body.length) : null));
    }
}
