package io.kvmguest.assertions;

import io.kvmguest.assertions.Question.Unanswered;
import io.kvmguest.shell.CommandResult;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Asks for a file by {@code ls}, because many a busybox has no {@code stat}; a symbolic link is followed. The answer is
 * empty if nothing is there.
 */
final class Files {

    private static final String NOTHING = "nothing";
    private static final String DANGLING = "dangling";

    private Files() {}

    /** What was found under a path: a file, or, with {@code file} null, a symbolic link that leads nowhere or nothing. */
    record Found(@Nullable FileState file, boolean dangling) {

        Optional<FileState> asFile() {
            return Optional.ofNullable(file);
        }

        boolean isNothing() {
            return file == null && !dangling;
        }

        List<String> describe() {
            if (file != null) {
                return file.describe();
            }
            return List.of(dangling ? "a symbolic link that leads nowhere" : NOTHING);
        }
    }

    /** Asks for everything but the content. */
    static Question<Found> question(String path) {
        return new Question<>(script(path, ""), result -> read(result, false));
    }

    /** Asks for everything, with the content of a regular file. */
    static Question<Found> questionWithContent(String path) {
        return new Question<>(
                script(path, " && if [ -f \"$f\" ]; then cat -- \"$f\"; fi"), result -> read(result, true));
    }

    private static String script(String path, String more) {
        return """
                f=%s
                if [ -e "$f" ]; then ls -ldL -- "$f" && ls -ldnL -- "$f"%s
                elif [ -h "$f" ]; then echo %s
                else echo %s
                fi""".formatted(Question.quote(requireAbsolute(path)), more, DANGLING, NOTHING);
    }

    private static String requireAbsolute(String path) {
        if (!path.startsWith("/")) {
            throw new IllegalArgumentException("path must be absolute: " + Texts.quote(path));
        }
        return path;
    }

    private static Found read(CommandResult result, boolean withContent) {
        byte[] bytes = result.stdoutBytes();
        if (!result.succeeded()) {
            throw Unanswered.by("what a file is", result);
        }
        int first = lineEnd(bytes, 0);
        String line = line(bytes, 0, first);
        if (line.equals(NOTHING) || line.equals(DANGLING)) {
            return new Found(null, line.equals(DANGLING));
        }
        int second = lineEnd(bytes, first + 1);
        Words named = Words.of(line);
        Words numbered = Words.of(line(bytes, first + 1, second));
        if (named.count() < 5 || numbered.count() < 5 || named.get(0).length() < 10) {
            throw Unanswered.by("what a file is", result);
        }
        byte[] content = withContent && named.get(0).startsWith("-")
                ? Arrays.copyOfRange(bytes, Math.min(second + 1, bytes.length), bytes.length)
                : null;
        return new Found(new FileState(named, numbered, content), false);
    }

    private static int lineEnd(byte[] bytes, int from) {
        int at = Math.min(from, bytes.length);
        while (at < bytes.length && bytes[at] != '\n') {
            at++;
        }
        return at;
    }

    private static String line(byte[] bytes, int from, int to) {
        return from >= to ? "" : new String(bytes, from, to - from, StandardCharsets.UTF_8);
    }
}
