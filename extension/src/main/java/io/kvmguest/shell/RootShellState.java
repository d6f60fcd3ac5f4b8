package io.kvmguest.shell;

import io.kvmguest.console.Mark;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What the host knows of the root shell of a guest. With it, the shell of a clone of that guest can be used.
 *
 * @param boot where the boot begins that led to the shell
 * @param prompt where the prompt begins at which it was found
 * @param proven behind what proves it
 * @param after host time from the start of the boot to the proof
 * @param route how it was come by
 * @param channels the numbers of the ports that the guest has found
 * @param control the number of the control shell's port
 * @param directory where commands leave what they print
 * @param consoleShell the process id of the shell on the console
 * @param settings what that one's terminal is like; empty if not known yet
 * @param shells the shells that run no command
 * @param next the number of the first port that no shell was started on
 * @param pairs the pairs of ports that are free for outputs, by the first of each
 */
public record RootShellState(
        Mark boot,
        Mark prompt,
        Mark proven,
        Duration after,
        LoginRoute route,
        List<Integer> channels,
        int control,
        String directory,
        long consoleShell,
        String settings,
        List<Shell> shells,
        int next,
        List<Integer> pairs) {

    /**
     * A shell on a port.
     *
     * @param port its number
     * @param pid its process id
     * @param jobs how many commands it has run
     */
    public record Shell(int port, long pid, int jobs) {

        static Shell of(String text) {
            String[] parts = text.split(":", 3);
            return new Shell(Integer.parseInt(parts[0]), Long.parseLong(parts[1]), Integer.parseInt(parts[2]));
        }

        @Override
        public String toString() {
            return port + ":" + pid + ":" + jobs;
        }
    }

    /** Returns it as texts, from which {@link #of} makes it again. */
    public Map<String, String> texts() {
        Map<String, String> texts = new LinkedHashMap<>();
        texts.put("boot", String.valueOf(boot.offset()));
        texts.put("prompt", String.valueOf(prompt.offset()));
        texts.put("proven", String.valueOf(proven.offset()));
        texts.put("after", String.valueOf(after.toNanos()));
        texts.put("route", route.name());
        texts.put("channels", words(channels));
        texts.put("control", String.valueOf(control));
        texts.put("directory", directory);
        texts.put("consoleShell", String.valueOf(consoleShell));
        texts.put("settings", settings);
        texts.put("shells", words(shells));
        texts.put("next", String.valueOf(next));
        texts.put("pairs", words(pairs));
        return texts;
    }

    /**
     * Reads what {@link #texts()} has returned.
     *
     * @throws IllegalArgumentException if something is missing or damaged
     */
    public static RootShellState of(Map<String, String> texts) {
        try {
            return new RootShellState(
                    mark(texts, "boot"),
                    mark(texts, "prompt"),
                    mark(texts, "proven"),
                    Duration.ofNanos(Long.parseLong(text(texts, "after"))),
                    LoginRoute.valueOf(text(texts, "route")),
                    numbers(text(texts, "channels")),
                    Integer.parseInt(text(texts, "control")),
                    text(texts, "directory"),
                    Long.parseLong(text(texts, "consoleShell")),
                    text(texts, "settings"),
                    split(text(texts, "shells")).map(Shell::of).toList(),
                    Integer.parseInt(text(texts, "next")),
                    numbers(text(texts, "pairs")));
        } catch (ArrayIndexOutOfBoundsException e) {
            throw new IllegalArgumentException("damaged: " + texts, e);
        }
    }

    private static Mark mark(Map<String, String> texts, String key) {
        return new Mark(Long.parseLong(text(texts, key)));
    }

    private static String text(Map<String, String> texts, String key) {
        String text = texts.get(key);
        if (text == null) {
            throw new IllegalArgumentException("'" + key + "' is missing");
        }
        return text;
    }

    private static String words(List<?> values) {
        return values.stream().map(String::valueOf).collect(Collectors.joining(" "));
    }

    private static List<Integer> numbers(String text) {
        return split(text).map(Integer::parseInt).toList();
    }

    private static Stream<String> split(String text) {
        return Arrays.stream(text.split(" ")).filter(word -> !word.isEmpty());
    }
}
