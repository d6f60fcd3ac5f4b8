package io.kvmguest.images;

import java.io.IOException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A checksum as a publisher gives it.
 *
 * @param algorithm such as {@code SHA-512}
 * @param hex its digits, in lower case
 */
record Checksum(String algorithm, String hex) {

    /** What {@code sha256sum} writes, with a star for binary. */
    private static final Pattern GNU = Pattern.compile("([0-9a-fA-F]{32,128}) [ *](?:\\./)?(\\S+)");

    /** What {@code sha256sum --tag} writes. */
    private static final Pattern BSD = Pattern.compile("[A-Z0-9]+ \\((\\S+)\\) = ([0-9a-fA-F]{32,128})");

    private static final Pattern BARE = Pattern.compile("[0-9a-fA-F]{32,128}");

    /** Finds a file's checksum in a list; a file with nothing but one checksum is about the one that it lies beside. */
    static Optional<Checksum> find(String list, String file) {
        for (String line : list.lines().map(String::strip).toList()) {
            Matcher gnu = GNU.matcher(line);
            Matcher bsd = BSD.matcher(line);
            if (gnu.matches() && gnu.group(2).equals(file)) {
                return of(gnu.group(1));
            } else if (bsd.matches() && bsd.group(1).equals(file)) {
                return of(bsd.group(2));
            }
        }
        return BARE.matcher(list.strip()).matches() ? of(list.strip()) : Optional.empty();
    }

    private static Optional<Checksum> of(String hex) {
        return Optional.ofNullable(
                        switch (hex.length()) {
                            case 32 -> "MD5";
                            case 40 -> "SHA-1";
                            case 64 -> "SHA-256";
                            case 128 -> "SHA-512";
                            default -> null;
                        })
                .map(algorithm -> new Checksum(algorithm, hex.toLowerCase(Locale.ROOT)));
    }

    /** Returns what a file has in the place of this. */
    Checksum of(Path file) throws IOException {
        try {
            return new Checksum(
                    algorithm, HexFormat.of().formatHex(Digests.digest(file, MessageDigest.getInstance(algorithm))));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has " + algorithm, e);
        }
    }
}
