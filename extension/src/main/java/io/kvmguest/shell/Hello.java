package io.kvmguest.shell;

import org.jspecify.annotations.Nullable;

/**
 * How the guest's half of a shell introduces itself.
 *
 * @param uid the user that it runs as
 * @param exitStatus what it saw of a command that ends with 43
 * @param terminal whether standard input and output are terminals
 * @param directory whether it has a directory for its files
 * @param packs whether it has gzip and base64
 * @param sum how it sums files
 */
record Hello(long uid, int exitStatus, boolean terminal, boolean directory, boolean packs, Sum sum) {

    static final int EXIT_STATUS = 43;

    private static final int DIGITS = 11;
    private static final int LENGTH = 2 * DIGITS + 4;

    /** Reads a frame; returns null if it was damaged on its way. */
    static @Nullable Hello of(Frame frame) {
        byte[] body = frame.body();
        if (frame.type() != Frame.HELLO || body.length != LENGTH) {
            return null;
        }
        long uid = Digits.octal(body, 0, DIGITS);
        long status = Digits.octal(body, DIGITS, DIGITS);
        long terminal = Digits.octal(body, 2 * DIGITS, 1);
        long directory = Digits.octal(body, 2 * DIGITS + 1, 1);
        long packs = Digits.octal(body, 2 * DIGITS + 2, 1);
        Sum sum = Sum.of((char) body[LENGTH - 1]);
        if (uid < 0 || status < 0 || terminal < 0 || directory < 0 || packs < 0 || sum == null) {
            return null;
        }
        return new Hello(uid, (int) status, terminal == 1, directory == 1, packs == 1, sum);
    }
}
