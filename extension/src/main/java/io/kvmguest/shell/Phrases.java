package io.kvmguest.shell;

import io.kvmguest.shell.Sight.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Knows the words by which programs of a guest ask for something; they stand in {@code phrases.txt}. */
final class Phrases {

    /** Some languages set a no-break space before the colon, some have a wide colon. */
    private static final String COLON = "[ \\u00a0]*[:\\uff1a] ?$";

    private static final Map<String, String> SECTIONS = load();

    /** Who logged in last is told in one go, but a chunk may end anywhere. */
    private static final Pattern LOGIN = pattern("(?<!\\blast )(?:^|(?<=[\\s-]))" + section("login") + COLON);

    private static final Pattern PASSWORD =
            pattern("(?:^|(?<=[^\\p{L}\\d]))" + section("password") + "(?: for \\S+)?" + COLON);
    private static final Pattern NEW_PASSWORD = pattern("^" + section("new-password") + COLON);
    private static final Pattern NEW_PASSWORD_DEMANDED = Pattern.compile(section("new-password-demanded"));
    private static final Pattern REFUSED = Pattern.compile("^" + section("refused") + "\\s*$");
    private static final Pattern INITRAMFS = Pattern.compile(section("initramfs"));
    private static final Pattern EMERGENCY = Pattern.compile(section("emergency"));

    private Phrases() {}

    /** Returns what a line says that is complete, or null if that is of no interest. */
    static @Nullable Kind statement(String line) {
        return REFUSED.matcher(line).find() ? Kind.REFUSED : cry(line);
    }

    /** Returns what a line says that is not complete, or null if that is of no interest. */
    static @Nullable Kind question(String line) {
        Kind cry = cry(line);
        if (cry != null || !endsInColon(line)) {
            return cry;
        } else if (NEW_PASSWORD.matcher(line).find()) {
            return Kind.NEW_PASSWORD;
        } else if (PASSWORD.matcher(line).find()) {
            return Kind.PASSWORD;
        }
        return LOGIN.matcher(line).find() ? Kind.LOGIN : null;
    }

    /** Most lines do not, and every line is looked at again and again while it grows. */
    private static boolean endsInColon(String line) {
        String end = line.substring(Math.max(0, line.length() - 2));
        return end.indexOf(':') >= 0 || end.indexOf('\uff1a') >= 0;
    }

    private static @Nullable Kind cry(String line) {
        if (INITRAMFS.matcher(line).find()) {
            return Kind.INITRAMFS;
        } else if (EMERGENCY.matcher(line).find()) {
            return Kind.EMERGENCY;
        }
        return NEW_PASSWORD_DEMANDED.matcher(line).find() ? Kind.NEW_PASSWORD : null;
    }

    /** Questions are put with and without a capital. */
    private static Pattern pattern(String regex) {
        return Pattern.compile(regex, Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE);
    }

    private static String section(String name) {
        String section = SECTIONS.get(name);
        if (section == null) {
            throw new AssertionError("phrases.txt has no section " + name);
        }
        return section;
    }

    private static Map<String, String> load() {
        Map<String, List<String>> sections = new HashMap<>();
        List<String> section = new ArrayList<>();
        for (String line : text().lines().toList()) {
            if (line.startsWith("[") && line.endsWith("]")) {
                section = sections.computeIfAbsent(line.substring(1, line.length() - 1), name -> new ArrayList<>());
            } else if (!line.isEmpty() && !line.startsWith("#")) {
                section.add(line);
            }
        }
        Map<String, String> joined = new HashMap<>();
        sections.forEach((name, phrases) -> joined.put(name, "(?:" + String.join("|", phrases) + ")"));
        return joined;
    }

    private static String text() {
        try (InputStream resource = Phrases.class.getResourceAsStream("phrases.txt")) {
            if (resource == null) {
                throw new AssertionError("phrases.txt is missing beside " + Phrases.class);
            }
            return new String(resource.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
