package io.kvmguest.junit;

import io.kvmguest.ReplaySpec;
import io.kvmguest.console.Recording;
import io.kvmguest.console.ReplayLine;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.reflect.AnnotatedElement;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;

/** Reads {@link Replay} annotations, direct ones and those on other annotations. */
final class ReplayDeclarations {

    private static final Annotated<Replay, Replays> REPLAYS =
            new Annotated<>(Replay.class, Replays.class, Replays::value);

    private static final String CLASS_PATH = "classpath:";

    /**
     * Returns those of an element, but none that it inherits.
     *
     * @param testClass whose class path a recording is on
     */
    static Stream<Declaration> on(AnnotatedElement element, Class<?> testClass, String place, Object source) {
        return REPLAYS.of(element).stream().map(replay -> declaration(replay, testClass, place, source));
    }

    private static Declaration declaration(Replay replay, Class<?> testClass, String place, Object source) {
        String text = text(replay);
        try {
            if (replay.reset() == Reset.NEVER) {
                throw new IllegalArgumentException("a recording is played anew for each class: use reset = PER_CLASS");
            }
            ReplaySpec spec = ReplaySpec.of(recording(replay.value(), testClass))
                    .pace(replay.pace())
                    .typing(replay.typing());
            if (!replay.name().isEmpty()) {
                spec = spec.name(replay.name());
            }
            if (!replay.login().isEmpty()) {
                spec = spec.login(replay.login(), "recorded");
            }
            return new Declaration(
                    new Wanted.Recorded(spec),
                    List.of(),
                    WhenUnavailable.CONFIGURED,
                    text,
                    place,
                    source,
                    replay.reset());
        } catch (IllegalArgumentException e) {
            throw new ExtensionConfigurationException(place + ": " + text + ": " + e.getMessage(), e);
        }
    }

    private static Recording recording(String value, Class<?> testClass) {
        if (!value.startsWith(CLASS_PATH)) {
            return Recording.read(Path.of(value));
        }
        String resource = value.substring(CLASS_PATH.length()).replaceFirst("^/+", "");
        ClassLoader loader = testClass.getClassLoader();
        try (InputStream in = loader == null ? null : loader.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalArgumentException("there is no " + resource
                        + " on the class path; in a module of Maven or Gradle it would lie in src/test/resources");
            }
            return Recording.read(in, resource);
        } catch (IOException e) {
            throw new UncheckedIOException("A stream of the class path could not be closed", e);
        }
    }

    private static String text(Replay replay) {
        List<String> said = new ArrayList<>();
        said.add('"' + replay.value() + '"');
        if (!replay.name().isEmpty()) {
            said.add("name = \"" + replay.name() + '"');
        }
        if (replay.typing() != ReplayLine.Typing.CHECKED) {
            said.add("typing = " + replay.typing());
        }
        if (replay.pace() != ReplayLine.Pace.AT_ONCE) {
            said.add("pace = " + replay.pace());
        }
        if (!replay.login().isEmpty()) {
            said.add("login = \"" + replay.login() + '"');
        }
        if (replay.reset() != Reset.PER_METHOD) {
            said.add("reset = " + replay.reset());
        }
        return "@Replay(" + (said.size() > 1 ? "value = " : "") + String.join(", ", said) + ")";
    }

    private ReplayDeclarations() {}
}
