package io.kvmguest.assertions;

import io.kvmguest.assertions.Question.Unanswered;
import io.kvmguest.shell.CommandResult;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads {@code /proc} for processes, with one program started for all of them: {@code head} writes a line with its name
 * in front of each file when it is given several.
 */
final class Processes {

    /** Processes that end meanwhile make {@code head} complain, and are left out. */
    static final Question<List<ProcessState>> QUESTION = new Question<>(
            "head -c 4096 /dev/null /proc/[0-9]*/stat /proc/[0-9]*/cmdline 2>/dev/null || :", Processes::read);

    // The line end in front of a header is not the file's.
    private static final Pattern HEADER = Pattern.compile("(?:^|\\n)==> /proc/(\\d+)/(stat|cmdline) <==\\n");
    // "(name) S": the name may have brackets itself.
    private static final Pattern STAT = Pattern.compile("(?s)\\d+ \\((.*)\\) (\\S) .*");

    private Processes() {}

    private static List<ProcessState> read(CommandResult result) {
        List<ProcessState> processes = parse(new String(result.stdoutBytes(), StandardCharsets.UTF_8));
        if (processes.isEmpty()) {
            throw Unanswered.by("its processes", result);
        }
        return processes;
    }

    static List<ProcessState> parse(String text) {
        Map<Integer, String> stats = new LinkedHashMap<>();
        Map<Integer, String> commandLines = new LinkedHashMap<>();
        Matcher header = HEADER.matcher(text);
        boolean found = header.find();
        while (found) {
            int pid = Integer.parseInt(header.group(1));
            Map<Integer, String> kind = header.group(2).equals("stat") ? stats : commandLines;
            int start = header.end();
            found = header.find();
            kind.put(pid, text.substring(start, found ? header.start() : text.length()));
        }
        List<ProcessState> processes = new ArrayList<>();
        stats.forEach((pid, stat) -> {
            Matcher matcher = STAT.matcher(stat);
            List<String> arguments = arguments(commandLines.getOrDefault(pid, ""));
            if (matcher.matches() && !isOurs(arguments)) {
                processes.add(
                        new ProcessState(pid, matcher.group(1), matcher.group(2).charAt(0), arguments));
            }
        });
        return processes;
    }

    private static List<String> arguments(String commandLine) {
        String end = commandLine.replaceFirst("\0+$", "");
        return end.isEmpty() ? List.of() : List.of(end.split("\0", -1));
    }

    /** The one that reads all the others. */
    private static boolean isOurs(List<String> arguments) {
        return arguments.size() > 4
                && arguments.get(1).equals("-c")
                && arguments.get(2).equals("4096")
                && arguments.get(3).equals("/dev/null");
    }
}
