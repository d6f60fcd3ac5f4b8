package io.kvmguest.junit;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;

/**
 * The configuration parameters, whose documentation is that of {@link KvmGuest}.
 *
 * @param unavailable what becomes of tests if a host cannot run a guest that does not say
 * @param liveConsole whether consoles are streamed to standard output
 * @param evidence the folder for evidence
 * @param keep when evidence is kept
 * @param boots how many guests may boot at the same time
 * @param ahead whether the guest of the next test method may be started while one runs
 */
record Settings(WhenUnavailable unavailable, boolean liveConsole, Path evidence, Keep keep, int boots, boolean ahead) {

    static final String UNAVAILABLE = "kvmguest.unavailable";
    static final String CONSOLE = "kvmguest.console";
    static final String EVIDENCE = "kvmguest.evidence";
    static final String KEEP = "kvmguest.evidence.keep";
    static final String BOOTS = "kvmguest.boots";
    static final String AHEAD = "kvmguest.ahead";

    /** When evidence is kept. */
    enum Keep {
        ON_FAILURE,
        ALWAYS,
        NEVER
    }

    /**
     * Reads the parameters.
     *
     * @param parameters gives the value of a parameter
     * @param directory where a relative folder for evidence starts
     * @throws ExtensionConfigurationException if one has a value that it cannot have
     */
    static Settings read(Function<String, Optional<String>> parameters, Path directory) {
        return new Settings(
                choice(
                        parameters,
                        UNAVAILABLE,
                        "fail",
                        Map.of("fail", WhenUnavailable.FAIL, "skip", WhenUnavailable.SKIP)),
                choice(parameters, CONSOLE, "off", Map.of("live", true, "off", false)),
                directory.resolve(value(parameters, EVIDENCE).orElseGet(() -> buildFolder(directory) + "/kvmguest")),
                choice(
                        parameters,
                        KEEP,
                        "on_failure",
                        Map.of("on_failure", Keep.ON_FAILURE, "always", Keep.ALWAYS, "never", Keep.NEVER)),
                value(parameters, BOOTS)
                        .map(Settings::positive)
                        .orElseGet(() -> Math.max(4, 2 * Runtime.getRuntime().availableProcessors())),
                // With one processor, the test that runs would wait for the one that is to come.
                choice(
                        parameters,
                        AHEAD,
                        "auto",
                        Map.of("auto", Runtime.getRuntime().availableProcessors() > 1, "off", false)));
    }

    private static Optional<String> value(Function<String, Optional<String>> parameters, String key) {
        return parameters.apply(key).map(String::strip).filter(value -> !value.isEmpty());
    }

    private static <T> T choice(
            Function<String, Optional<String>> parameters, String key, String standard, Map<String, T> choices) {
        String said = value(parameters, key).orElse(standard);
        T chosen = choices.get(said.toLowerCase(Locale.ROOT));
        if (chosen == null) {
            throw new ExtensionConfigurationException("The configuration parameter " + key + " must be one of "
                    + choices.keySet().stream().sorted().collect(Collectors.joining(", ")) + ", but was \"" + said
                    + "\"");
        }
        return chosen;
    }

    private static int positive(String text) {
        try {
            int number = Integer.parseInt(text);
            if (number > 0) {
                return number;
            }
        } catch (NumberFormatException e) {
            // said below
        }
        throw new ExtensionConfigurationException(
                "The configuration parameter " + BOOTS + " must be a number of at least 1, but was \"" + text + "\"");
    }

    /** Maven builds in target, Gradle in build. */
    private static String buildFolder(Path directory) {
        boolean gradle = Stream.of("build.gradle", "build.gradle.kts", "build")
                .anyMatch(each -> Files.exists(directory.resolve(each)));
        boolean maven = Stream.of("pom.xml", "target").anyMatch(each -> Files.exists(directory.resolve(each)));
        return gradle && !maven ? "build" : "target";
    }
}
