package io.kvmguest.console;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Looks for a regular expression, line by line, and in the line that is not finished yet. */
final class PatternSearch implements Search {

    /** What is kept of a line that grows for ever; a match of at most this many bytes is always found. */
    private static final int KEPT = 1 << 16;

    private final TextReader reader;
    private final long from;
    private final Matcher matcher;

    /** What every match contains, or null where that is not known. */
    private final TextSearch.@Nullable Needle needle;

    private final LineView view = new LineView();

    /** Whether index 0 of the text is where a line begins. */
    private boolean atLineStart;

    private boolean passedFrom;

    /** Up to where the text has been matched without success, as part of an unfinished line. */
    private int matched;

    PatternSearch(ByteStore store, long from, Pattern pattern) {
        this.reader = new TextReader(store, from);
        this.from = from;
        this.atLineStart = reader.beganAtLineStart();
        String literal = RequiredLiteral.of(pattern);
        this.needle = literal == null ? null : new TextSearch.Needle(literal);
        // Bounds are seen through, so that ^ is the start of the line and not of what is left of it.
        this.matcher = pattern.matcher("").useAnchoringBounds(false).useTransparentBounds(true);
    }

    @Override
    public @Nullable Found advance(long limit, Patience patience) throws InterruptedException {
        StrippedText text = reader.text();
        view.patience = patience;
        try {
            do {
                if (Thread.interrupted()) {
                    throw new InterruptedException();
                }
                int line = cannotMatch() ? skipLines() : 0;
                for (int feed = text.lineFeed(line, text.length());
                        feed >= 0;
                        feed = text.lineFeed(line, text.length())) {
                    Found found = match(line, feed + 1);
                    if (found != null) {
                        return found;
                    }
                    line = feed + 1;
                    atLineStart = true;
                    matched = 0;
                }
                text.discard(line);
                if (text.length() > 2 * KEPT) {
                    Found found = match(0, text.length());
                    if (found != null) {
                        return found;
                    }
                    text.discard(text.characterStart(text.length() - KEPT));
                    atLineStart = false;
                    matched = text.length();
                }
            } while (reader.read(limit));
            if (text.length() > matched && !cannotMatch()) {
                Found found = match(0, text.length());
                matched = text.length();
                return found;
            }
            return null;
        } catch (Patience.LostException e) {
            if (Thread.interrupted()) {
                throw (InterruptedException) new InterruptedException().initCause(e);
            }
            throw e;
        }
    }

    /** Returns whether the text lacks what every match contains. */
    private boolean cannotMatch() {
        StrippedText text = reader.text();
        return needle != null && needle.find(text.bytes(), 0, text.length()) < 0;
    }

    /** Returns where the unfinished line begins. */
    private int skipLines() {
        StrippedText text = reader.text();
        int line = text.lastLineFeed() + 1;
        if (line > 0) {
            atLineStart = true;
            matched = 0;
        }
        return line;
    }

    /** Matches a line, or as much of it as there is, between two indices of the text. */
    private @Nullable Found match(int start, int end) {
        StrippedText text = reader.text();
        int first = start;
        if (!passedFrom) {
            first = Math.max(start, text.indexOf(from));
            if (first >= end) {
                return null;
            }
            passedFrom = first == start;
        }
        view.patience.newAttempt();
        view.show(text, start, end);
        matcher.reset(view);
        int skipped = view.index(first - start);
        if (!atLineStart && start == 0) {
            // There is more of this line before it, so ^ must not match here.
            skipped = Math.max(1, skipped);
        }
        if (skipped > 0) {
            matcher.region(Math.min(skipped, view.length()), view.length());
        }
        if (!find()) {
            return null;
        }
        int from = start + view.byteIndex(matcher.start());
        int to = start + view.byteIndex(matcher.end());
        long startOffset = from < text.length() ? text.offsetOf(from) : text.offsetOf(from - 1) + 1;
        long endOffset = to > from ? text.offsetOf(to - 1) + 1 : startOffset;
        List<String> groups = new ArrayList<>();
        for (int i = 1; i <= matcher.groupCount(); i++) {
            String group = matcher.group(i);
            groups.add(group == null ? "" : group);
        }
        return new Found(startOffset, endOffset, matcher.group(), groups);
    }

    private boolean find() {
        try {
            return matcher.find();
        } catch (StackOverflowError e) {
            throw new IllegalArgumentException(
                    "The regular expression /" + matcher.pattern() + "/ overflows the stack on a line of "
                            + view.length() + " characters: write [ab]* for alternatives that repeat, such as (a|b)*",
                    e);
        }
    }

    /** A line as the matcher sees it, without a copy where it is ASCII. */
    private static final class LineView implements CharSequence {

        private Patience patience = new Patience(Ticker.SYSTEM, Long.MAX_VALUE);
        private byte[] bytes = new byte[0];
        private int start;
        private int length;
        private @Nullable String decoded;

        void show(StrippedText text, int from, int to) {
            bytes = text.bytes();
            start = from;
            decoded = text.isAscii(from, to) ? null : text.toString(from, to);
            length = decoded == null ? to - from : decoded.length();
        }

        @Override
        public int length() {
            return length;
        }

        @Override
        public char charAt(int index) {
            patience.step();
            String string = decoded;
            return string == null ? (char) bytes[start + index] : string.charAt(index);
        }

        @Override
        public CharSequence subSequence(int from, int to) {
            String string = decoded;
            return string == null
                    ? new String(bytes, start + from, to - from, StandardCharsets.US_ASCII)
                    : string.substring(from, to);
        }

        @Override
        public String toString() {
            return subSequence(0, length).toString();
        }

        /** Returns the index of a character from that of its first byte. */
        int index(int byteIndex) {
            return decoded == null ? byteIndex : new String(bytes, start, byteIndex, StandardCharsets.UTF_8).length();
        }

        /** Returns the index of the first byte of a character. */
        int byteIndex(int index) {
            String string = decoded;
            return string == null ? index : string.substring(0, index).getBytes(StandardCharsets.UTF_8).length;
        }
    }
}
