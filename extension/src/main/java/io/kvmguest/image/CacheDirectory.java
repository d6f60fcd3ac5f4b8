package io.kvmguest.image;

import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Where things are kept that are dear to make and can be made again: built images, and what was measured about the host.
 *
 * <p>In this order: the system property {@code kvmguest.cache}; the environment variable {@code KVMGUEST_CACHE_DIR};
 * {@code $XDG_CACHE_HOME/kvmguest}; {@code $HOME/.cache/kvmguest}. What is set but empty counts as not set.
 *
 * @param path the directory, absolute; it need not exist
 */
public record CacheDirectory(Path path) {

    /** The system property that names it: {@value}. */
    public static final String PROPERTY = "kvmguest.cache";

    /** The environment variable that names it: {@value}. */
    public static final String VARIABLE = "KVMGUEST_CACHE_DIR";

    public CacheDirectory {
        path = Objects.requireNonNull(path, "path must not be null")
                .toAbsolutePath()
                .normalize();
    }

    /** Returns the user's cache directory. */
    public static CacheDirectory standard() {
        return of(System::getProperty, System::getenv);
    }

    static CacheDirectory of(Lookup properties, Lookup environment) {
        String named = set(properties.get(PROPERTY));
        if (named == null) {
            named = set(environment.get(VARIABLE));
        }
        if (named != null) {
            return new CacheDirectory(Path.of(named));
        }
        String xdg = set(environment.get("XDG_CACHE_HOME"));
        // The XDG specification has relative paths ignored.
        if (xdg != null && Path.of(xdg).isAbsolute()) {
            return new CacheDirectory(Path.of(xdg, "kvmguest"));
        }
        // The JVM reads user.home from the password file; whoever sets HOME means HOME.
        String home = set(environment.get("HOME"));
        if (home == null) {
            home = Objects.requireNonNullElse(properties.get("user.home"), ".");
        }
        return new CacheDirectory(Path.of(home, ".cache", "kvmguest"));
    }

    /** Returns the directory of the built images. */
    public Path images() {
        return path.resolve("images");
    }

    private static @Nullable String set(@Nullable String value) {
        return value == null || value.isBlank() ? null : value;
    }

    /** {@link System#getProperty(String)} or {@link System#getenv(String)}. */
    @FunctionalInterface
    interface Lookup {
        @Nullable String get(String name);
    }
}
