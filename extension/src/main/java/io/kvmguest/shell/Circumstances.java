package io.kvmguest.shell;

import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What every message about a failed login says.
 *
 * @param guest its name, such as {@code Guest 'router' (image debian-12)}
 * @param after how long the root shell was awaited
 * @param doing what the guest was doing, such as {@code in boot phase INIT for 12.1 s}; may be empty
 * @param lastLines the last lines of the console, oldest first
 * @param evidence where evidence lies; may be empty
 */
public record Circumstances(String guest, Duration after, String doing, List<String> lastLines, String evidence) {

    private static final Pattern IMAGE = Pattern.compile("\\(image (.+)\\)$");

    public Circumstances {
        lastLines = List.copyOf(lastLines);
    }

    /**
     * @param what what the guest did, to go on from its name, without a full stop
     * @param explanation lines
     */
    String message(String what, String... explanation) {
        StringBuilder text = new StringBuilder(guest).append(' ').append(what).append('.');
        for (String line : explanation) {
            text.append("\n  ").append(line);
        }
        if (!doing.isEmpty()) {
            text.append("\n  It was ").append(doing).append('.');
        }
        if (!lastLines.isEmpty()) {
            text.append("\n  Last lines of the console:");
            for (String line : lastLines) {
                text.append("\n    | ").append(Words.line(line));
            }
        }
        if (!evidence.isEmpty()) {
            text.append("\n  Evidence: ").append(evidence);
        }
        return text.toString();
    }

    /** Returns the image's name or path, to be put into a command. */
    String image() {
        Matcher image = IMAGE.matcher(guest);
        return image.find() ? image.group(1) : "IMAGE";
    }

    /** {@code , after 21.4 s}. */
    String spent() {
        return ", after " + Words.duration(after);
    }
}
