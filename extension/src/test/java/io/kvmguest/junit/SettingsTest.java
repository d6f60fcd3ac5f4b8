package io.kvmguest.junit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.kvmguest.junit.Settings.Keep;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SettingsTest {

    private static final Path HERE = Path.of("");

    private static Settings read(Map<String, String> parameters) {
        return Settings.read(key -> Optional.ofNullable(parameters.get(key)), HERE);
    }

    @Test
    void has_defaults() {
        Settings settings = read(Map.of());
        assertThat(settings.unavailable()).isEqualTo(WhenUnavailable.FAIL);
        assertThat(settings.liveConsole()).isFalse();
        assertThat(settings.evidence()).isEqualTo(Path.of("target/kvmguest"));
        assertThat(settings.keep()).isEqualTo(Keep.ON_FAILURE);
        assertThat(settings.boots()).isGreaterThanOrEqualTo(4);
    }

    @Test
    void takes_what_is_said() {
        Settings settings = read(Map.of(
                Settings.UNAVAILABLE,
                "skip",
                Settings.CONSOLE,
                "LIVE",
                Settings.EVIDENCE,
                "out/guests",
                Settings.KEEP,
                "always",
                Settings.AHEAD,
                "off",
                Settings.BOOTS,
                " 7 "));
        assertThat(settings)
                .isEqualTo(new Settings(WhenUnavailable.SKIP, true, Path.of("out/guests"), Keep.ALWAYS, 7, false));
    }

    @Test
    void takes_an_empty_value_for_none() {
        assertThat(read(Map.of(Settings.CONSOLE, " ")).liveConsole()).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "kvmguest.unavailable | ignore | one of fail, skip",
                "kvmguest.console | on | one of live, off",
                "kvmguest.evidence.keep | sometimes | one of always, never, on_failure",
                "kvmguest.boots | 0 | a number of at least 1",
                "kvmguest.boots | many | a number of at least 1"
            })
    void refuses_what_cannot_be(String key, String value, String choices) {
        assertThatExceptionOfType(ExtensionConfigurationException.class)
                .isThrownBy(() -> read(Map.of(key, value)))
                .withMessage(
                        "The configuration parameter " + key + " must be " + choices + ", but was \"" + value + "\"");
    }

    @ParameterizedTest
    @CsvSource({
        "pom.xml, target",
        "target, target",
        "build.gradle, build",
        "build.gradle.kts, build",
        "build, build",
        "README, target"
    })
    void leaves_evidence_where_the_build_tool_builds(String file, String folder, @TempDir Path project)
            throws IOException {
        Files.createFile(project.resolve(file));
        assertThat(Settings.read(key -> Optional.empty(), project).evidence())
                .isEqualTo(project.resolve(folder + "/kvmguest"));
    }
}
