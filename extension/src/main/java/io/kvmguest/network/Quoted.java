package io.kvmguest.network;

import java.util.Locale;

/** A text that somebody gave, as a message shows it. */
final class Quoted {

    private Quoted() {}

    /** Returns it in double quotes, on one line, its control characters spelled out. */
    static String of(String text) {
        StringBuilder quoted = new StringBuilder("\"");
        text.chars().forEach(c -> {
            if (Character.isISOControl(c)) {
                quoted.append(c == '\n' ? "\\n" : String.format(Locale.ROOT, "\\u%04x", c));
            } else {
                quoted.append((char) c);
            }
        });
        return quoted.append('"').toString();
    }
}
