package io.kvmguest.report;

/** Makes what a guest printed fit to be shown on a terminal or in a report, whatever it was. */
public final class Printable {

    /**
     * Returns a line with every character that would do something rather than be seen in its place written out:
     * control characters as {@code ^G} or {@code \x9b}; marks that turn the direction of text, and halves of characters,
     * as {@code \u202e}. A tab stays.
     */
    public static String of(String line) {
        if (line.codePoints().noneMatch(Printable::acts)) {
            return line;
        }
        StringBuilder text = new StringBuilder(line.length() + 16);
        line.codePoints().forEach(c -> {
            if (!acts(c)) {
                text.appendCodePoint(c);
            } else if (c < 0x20 || c == 0x7f) {
                text.append('^').append((char) (c ^ 0x40));
            } else if (c < 0x100) {
                text.append(String.format("\\x%02x", c));
            } else {
                text.append(String.format("\\u%04x", c));
            }
        });
        return text.toString();
    }

    private static boolean acts(int c) {
        return c != '\t'
                && switch (Character.getType(c)) {
                    case Character.CONTROL,
                            Character.FORMAT,
                            Character.LINE_SEPARATOR,
                            Character.PARAGRAPH_SEPARATOR,
                            Character.SURROGATE -> true;
                    default -> false;
                };
    }

    private Printable() {}
}
