package io.kvmguest;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How much memory a guest gets, in the notation of QEMU's {@code -m}: a number, and K, M (the default), G or T. */
final class MemorySize {

    private static final Pattern NOTATION = Pattern.compile("(\\d{1,12})([KMGT]?)(?:i?B)?", Pattern.CASE_INSENSITIVE);

    /** Less than this holds neither a kernel nor an initramfs; QEMU takes it and the guest prints nothing. */
    private static final int LEAST_MIB = 16;

    /**
     * Reads a size and returns it in MiB.
     *
     * @throws IllegalArgumentException if it is no size, or not one that a guest on this host can have
     */
    static int parseMiB(String text) {
        return parseMiB(text, hostMiB());
    }

    static int parseMiB(String text, OptionalLong hostMiB) {
        Matcher m = NOTATION.matcher(text.strip());
        if (!m.matches()) {
            throw new IllegalArgumentException(
                    "memory must be a number with K, M, G or T behind it, such as 512M, but was \"" + text + "\"");
        }
        long number = Long.parseLong(m.group(1));
        long mib =
                switch (m.group(2).toUpperCase(Locale.ROOT)) {
                    case "K" -> number >> 10;
                    case "G" -> number << 10;
                    case "T" -> number << 20;
                    default -> number;
                };
        if (mib < LEAST_MIB) {
            throw new IllegalArgumentException(
                    "memory must be at least " + LEAST_MIB + "M for a kernel to start, but was " + text.strip());
        }
        if (hostMiB.isPresent() && mib > hostMiB.getAsLong()) {
            throw new IllegalArgumentException(
                    "memory of " + text.strip() + " is more than this host has (" + hostMiB.getAsLong() + "M)");
        }
        return Math.toIntExact(mib);
    }

    private static OptionalLong hostMiB() {
        try (var lines = Files.lines(Path.of("/proc/meminfo"), StandardCharsets.US_ASCII)) {
            return lines.filter(line -> line.startsWith("MemTotal:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) >> 10)
                    .findFirst();
        } catch (IOException | NumberFormatException e) {
            return OptionalLong.empty(); // not Linux: QEMU will say it
        }
    }

    private MemorySize() {}
}
