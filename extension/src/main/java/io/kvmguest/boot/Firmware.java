package io.kvmguest.boot;

import io.kvmguest.console.Mark;
import io.kvmguest.console.Transcript;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a machine's firmware prints first. */
public final class Firmware {

    private static final Pattern FIRST_WORDS = Pattern.compile("SeaBIOS \\(version|UEFI firmware \\(version");

    /** Where no firmware speaks, whoever comes next does. */
    private static final Pattern ANYTHING_THAT_BOOTS = Pattern.compile(FIRST_WORDS.pattern()
            + "|U-Boot (?:SPL |TPL )?[0-9]{4}\\.|NOTICE: +BL[0-9]|OpenSBI v|Linux version [0-9]+\\.[0-9]");

    private Firmware() {}

    /** Returns the first words of any firmware, boot loader or kernel. */
    public static Pattern anyFirstWords() {
        return ANYTHING_THAT_BOOTS;
    }

    /** Returns whether a line is the firmware's first one. */
    static boolean begins(String line) {
        return FIRST_WORDS.matcher(line).lookingAt();
    }

    /**
     * Returns where it begins between two marks, if it does. Whoever is told that a machine was reset may hear of it when its
     * firmware has printed already.
     */
    public static Optional<Mark> beginning(Transcript transcript, Mark from, Mark to) {
        String text = new String(
                transcript.bytes(from.offset(), to.offset()), StandardCharsets.ISO_8859_1); // a byte, a character
        Matcher words = FIRST_WORDS.matcher(text);
        return words.find() ? Optional.of(new Mark(from.offset() + words.start())) : Optional.empty();
    }
}
