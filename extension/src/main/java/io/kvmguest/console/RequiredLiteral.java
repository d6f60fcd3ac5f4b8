package io.kvmguest.console;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Finds a text without which a regular expression cannot match: {@code Reached target } in
 * {@code Reached target (\w+)}. Searching for it first makes a wait for an expression as fast as one for a text, two to
 * three times faster. It reads only what it is sure to understand; of all else it says nothing.
 */
final class RequiredLiteral {

    /** A shorter one stands in nearly every block. */
    private static final int SHORTEST = 3;

    private static final int UNDERSTOOD_FLAGS = Pattern.MULTILINE | Pattern.DOTALL | Pattern.UNIX_LINES;

    private final String regex;
    private int at;
    private final StringBuilder run = new StringBuilder();
    private String longest = "";

    private RequiredLiteral(String regex) {
        this.regex = regex;
    }

    /** Returns a text that every match contains, or null. */
    static @Nullable String of(Pattern pattern) {
        if ((pattern.flags() & ~UNDERSTOOD_FLAGS) != 0) {
            return null;
        }
        RequiredLiteral reader = new RequiredLiteral(pattern.pattern());
        return reader.read() && reader.longest.length() >= SHORTEST ? reader.longest : null;
    }

    /** Returns whether all was understood. */
    private boolean read() {
        while (at < regex.length()) {
            char c = regex.charAt(at++);
            boolean understood =
                    switch (c) {
                        case '|', ')' -> false;
                        case '(' -> flush() && skipGroup();
                        case '[' -> flush() && skipClass();
                        case '.', '^', '$' -> flush();
                        case '*', '?' -> dropLast() && skipMode();
                        case '+' -> flush() && skipMode();
                        case '{' -> dropLast() && skipTo('}') && skipMode();
                        case '\\' -> escape();
                        default -> {
                            run.append(c);
                            yield true;
                        }
                    };
            if (!understood) {
                return false;
            }
        }
        return flush();
    }

    private boolean flush() {
        if (run.length() > longest.length()) {
            longest = run.toString();
        }
        run.setLength(0);
        return true;
    }

    /** The last character may not be there at all. */
    private boolean dropLast() {
        if (run.length() > 0) {
            run.setLength(run.offsetByCodePoints(run.length(), -1));
        }
        return flush();
    }

    /** A quantifier may be reluctant or possessive. */
    private boolean skipMode() {
        if (at < regex.length() && (regex.charAt(at) == '?' || regex.charAt(at) == '+')) {
            at++;
        }
        return true;
    }

    private boolean skipTo(char end) {
        at = regex.indexOf(end, at) + 1;
        return at > 0;
    }

    private boolean escape() {
        char c = regex.charAt(at++);
        if (!isLetterOrDigit(c)) {
            run.append(c);
            return true;
        }
        return flush() && "tnrfaedDsSwWbBhHvVRAzZG".indexOf(c) >= 0;
    }

    private static boolean isLetterOrDigit(char c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    }

    private boolean skipGroup() {
        if (regex.startsWith("?", at) && (at + 1 == regex.length() || ":=!<>".indexOf(regex.charAt(at + 1)) < 0)) {
            // Flags, which hold for what follows too.
            return false;
        }
        int depth = 1;
        while (at < regex.length()) {
            switch (regex.charAt(at++)) {
                case '(' -> depth++;
                case ')' -> {
                    if (--depth == 0) {
                        return true;
                    }
                }
                case '[' -> {
                    if (!skipClass()) {
                        return false;
                    }
                }
                case '\\' -> {
                    if (regex.charAt(at++) == 'Q') {
                        return false;
                    }
                }
                default -> {}
            }
        }
        return false;
    }

    private boolean skipClass() {
        int depth = 1;
        boolean first = true;
        while (at < regex.length()) {
            char c = regex.charAt(at++);
            if (c == '\\') {
                if (regex.charAt(at++) == 'Q') {
                    return false;
                }
            } else if (c == '[') {
                depth++;
                first = true;
                continue;
            } else if (c == ']') {
                if (first) {
                    // Some take it for a character then, some for the end.
                    return false;
                }
                if (--depth == 0) {
                    return true;
                }
            } else if (c == '^' && first) {
                continue;
            }
            first = false;
        }
        return false;
    }
}
