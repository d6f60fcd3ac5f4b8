package io.kvmguest.qemu;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Quotes what others have said, for messages. */
final class Quote {

    /** Returns a text as quoted lines, each on a line of its own behind what is said before. */
    static String lines(String text) {
        String quoted = text.lines().map(line -> "\n    | " + line).collect(Collectors.joining());
        return quoted.isEmpty() ? "\n    (nothing)" : quoted;
    }

    /** Returns the one line that says most: the first that speaks of an error, or the last, without the program's name. */
    static Optional<String> gist(String stderr) {
        List<String> lines = stderr.lines().filter(line -> !line.isBlank()).toList();
        return lines.stream()
                .filter(line -> line.contains("error"))
                .findFirst()
                .or(() -> lines.isEmpty() ? Optional.empty() : Optional.of(lines.get(lines.size() - 1)))
                .map(line -> line.strip().replaceFirst("^\\S*qemu\\S*: ", ""));
    }

    /** Returns a command as one would type it into a shell. */
    static String command(List<String> words) {
        return words.stream()
                .map(word -> word.matches("[-A-Za-z0-9_./:=,@%+]+") ? word : "'" + word.replace("'", "'\\''") + "'")
                .collect(Collectors.joining(" "));
    }

    private Quote() {}
}
