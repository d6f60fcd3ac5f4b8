package io.kvmguest.console;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** What the stripper makes of some bytes: the text, and where each of its bytes lies. */
record Stripped(String text, List<Long> offsets) {

    static Stripped whole(byte[] raw) {
        return inPieces(raw, raw.length);
    }

    /** Feeds the pieces between the given positions. */
    static Stripped inPieces(byte[] raw, int... ends) {
        Stripper stripper = new Stripper();
        StrippedText text = new StrippedText();
        int from = 0;
        for (int end : ends) {
            stripper.strip(raw, from, end - from, from, text);
            from = end;
        }
        stripper.strip(raw, from, raw.length - from, from, text);
        return of(text);
    }

    static Stripped byteByByte(byte[] raw) {
        Stripper stripper = new Stripper();
        StrippedText text = new StrippedText();
        for (int i = 0; i < raw.length; i++) {
            stripper.strip(raw, i, 1, i, text);
        }
        return of(text);
    }

    private static Stripped of(StrippedText text) {
        List<Long> offsets = new ArrayList<>();
        for (int i = 0; i < text.length(); i++) {
            offsets.add(text.offsetOf(i));
        }
        return new Stripped(new String(text.bytes(), 0, text.length(), StandardCharsets.UTF_8), offsets);
    }
}
