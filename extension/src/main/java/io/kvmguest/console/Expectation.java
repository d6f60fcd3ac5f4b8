package io.kvmguest.console;

import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What is awaited: a text or a regular expression. */
interface Expectation {

    /** Begins to look for it. */
    Search search(ByteStore store, long from);

    /** Returns how a message names it. */
    String inWords();

    /** Returns how far back it is looked for to tell that it came earlier. */
    long mostLookedBack();

    static Expectation of(String text) {
        check(text);
        return new Expectation() {
            @Override
            public Search search(ByteStore store, long from) {
                return new TextSearch(store, from, text);
            }

            @Override
            public String inWords() {
                return Spoken.quoted(text);
            }

            @Override
            public long mostLookedBack() {
                return 64L << 20;
            }
        };
    }

    static Expectation of(Pattern pattern) {
        return new Expectation() {
            @Override
            public Search search(ByteStore store, long from) {
                return new PatternSearch(store, from, pattern);
            }

            @Override
            public String inWords() {
                return "a match of /" + pattern.pattern() + "/";
            }

            @Override
            public long mostLookedBack() {
                return 1L << 20;
            }
        };
    }

    /** Text that can never be there is a mistake, and waiting for it would take the whole deadline to say so. */
    private static void check(String text) {
        if (text.isEmpty()) {
            throw new IllegalArgumentException("text must not be empty");
        }
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\r') {
                throw new IllegalArgumentException(
                        "text must not contain a carriage return, as every line ending is matched as \\n: "
                                + Spoken.quoted(text.replace("\r", "\\r")));
            }
            if (Character.isISOControl(c) && c != '\n' && c != '\t') {
                throw new IllegalArgumentException(String.format(
                        "text must not contain the control character U+%04X, as text is matched without escape"
                                + " sequences and control characters: %s",
                        (int) c, Spoken.quoted(text.replace(c, '?'))));
            }
        }
        if (!StandardCharsets.UTF_8.newEncoder().canEncode(text)) {
            throw new IllegalArgumentException(
                    "text must not contain half of a surrogate pair: " + Spoken.quoted(text));
        }
    }

    /** Returns where it was printed last before an offset, or null. */
    default @Nullable Mark lastBefore(ByteStore store, long offset) {
        Patience patience = new Patience(Ticker.SYSTEM, System.nanoTime());
        Mark last = null;
        long from = Math.max(0, offset - mostLookedBack());
        try {
            for (Search.Found found = search(store, from).advance(offset, patience);
                    found != null;
                    found = search(store, from).advance(offset, patience)) {
                last = new Mark(found.start());
                from = Math.max(found.end(), from + 1);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (Patience.LostException e) {
            // Without this hint then.
        }
        return last;
    }
}
