package io.kvmguest.shell;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Writes data as text of a POSIX shell that consists of printable ASCII, on one line. */
final class ShellText {

    private static final int LONGEST_ESCAPE = 4;

    private ShellText() {}

    /** Quotes a text without NUL; one with control characters is not for a terminal: {@code it's} becomes {@code 'it'\''s'}. */
    static String quote(String text) {
        return '\'' + text.replace("'", "'\\''") + '\'';
    }

    /** Returns whether a text can stand on a line of printable ASCII as it is. */
    static boolean isPrintable(byte[] bytes) {
        for (byte b : bytes) {
            if (b < ' ' || b == 0x7f) {
                return false;
            }
        }
        return true;
    }

    /**
     * Cuts data into formats for the shell's {@code printf}, each for single quotes and at most so long.
     */
    static List<String> formats(byte[] bytes, int longest) {
        List<String> formats = new ArrayList<>();
        ByteArrayOutputStream format = new ByteArrayOutputStream();
        for (byte b : bytes) {
            if (format.size() > longest - LONGEST_ESCAPE) {
                formats.add(format.toString(StandardCharsets.US_ASCII));
                format.reset();
            }
            escape(b, format);
        }
        formats.add(format.toString(StandardCharsets.US_ASCII));
        return formats;
    }

    /** Returns the format for all of the data. */
    static String format(byte[] bytes) {
        return formats(bytes, Integer.MAX_VALUE).get(0);
    }

    /** Returns the format for a text of frames: ASCII with the upper bit set. */
    static String frameFormat(String ascii) {
        StringBuilder format = new StringBuilder();
        for (int i = 0; i < ascii.length(); i++) {
            format.append('\\').append(Integer.toOctalString(ascii.charAt(i) | 0x80));
        }
        return format.toString();
    }

    private static void escape(byte b, ByteArrayOutputStream format) {
        switch (b) {
            case '\n' -> format.writeBytes(new byte[] {'\\', 'n'});
            case '\t' -> format.writeBytes(new byte[] {'\\', 't'});
            case '\\' -> format.writeBytes(new byte[] {'\\', '\\'});
            case '%' -> format.writeBytes(new byte[] {'%', '%'});
            default -> {
                // A format that begins with a hyphen would be an option.
                if (b >= ' ' && b < 0x7f && b != '\'' && !(b == '-' && format.size() == 0)) {
                    format.write(b);
                } else {
                    format.writeBytes(String.format("\\%03o", b & 0xff).getBytes(StandardCharsets.US_ASCII));
                }
            }
        }
    }
}
