package io.kvmguest.shell;

import java.nio.charset.StandardCharsets;
import java.util.random.RandomGenerator;

/**
 * What frames of one shell begin and end with: random, so that nothing that a guest prints is mistaken for one, not even
 * a log of another shell's frames.
 *
 * @param begin behind {@code ESC _}
 * @param end before {@code ESC \}
 */
record Signature(String begin, String end) {

    private static final String ALPHABET = "abcdefghijklmnopqrstuvwxyz0123456789";
    private static final int LENGTH = 6;

    static Signature random(RandomGenerator random) {
        return new Signature('<' + letters(random, LENGTH), letters(random, LENGTH) + '>');
    }

    static String letters(RandomGenerator random, int count) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < count; i++) {
            text.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
        }
        return text.toString();
    }

    byte[] beginBytes() {
        return begin.getBytes(StandardCharsets.US_ASCII);
    }

    byte[] endBytes() {
        return end.getBytes(StandardCharsets.US_ASCII);
    }
}
