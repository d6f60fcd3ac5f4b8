package io.kvmguest.qemu;

import io.kvmguest.image.CacheDirectory;
import io.kvmguest.image.CacheLock;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The templates in a directory, each under its {@linkplain TemplateKey key}. */
public final class TemplateStore {

    /** The system property that says how much room templates may take, such as {@code 4G}: {@value}. */
    public static final String LIMIT_PROPERTY = "kvmguest.templates.limit";

    /** The environment variable that says the same: {@value}. */
    public static final String LIMIT_VARIABLE = "KVMGUEST_TEMPLATES_LIMIT";

    private static final long STANDARD_LIMIT = 10L << 30;

    /** Whoever has just looked one up is about to open its files. */
    private static final Duration IN_USE = Duration.ofMinutes(2);

    /** Nobody works at one for longer. */
    private static final Duration LONGEST_BUILD = Duration.ofHours(6);

    private static final System.Logger LOG = System.getLogger("io.kvmguest");

    private final Path templates;
    private final Path locks;
    private final long limit;

    TemplateStore(Path templates, Path locks, long limit) {
        this.templates = templates;
        this.locks = locks;
        this.limit = limit;
    }

    /**
     * Returns the store in a cache directory.
     *
     * @throws IllegalArgumentException if its limit is not a size
     */
    public static TemplateStore in(CacheDirectory cache) {
        return new TemplateStore(
                cache.path().resolve("templates"),
                cache.path().resolve("locks"),
                limit(System.getProperty(LIMIT_PROPERTY), System.getenv(LIMIT_VARIABLE)));
    }

    /** Returns a store in a directory that goes with the JVM. */
    public static TemplateStore in(GuardedDirectory directory) {
        return new TemplateStore(
                directory.path().resolve("templates"), directory.path().resolve("locks"), Long.MAX_VALUE);
    }

    /** Returns how many bytes there is room for. */
    public long usableSpace() throws IOException {
        return Files.getFileStore(Files.createDirectories(templates)).getUsableSpace();
    }

    static long limit(@Nullable String property, @Nullable String variable) {
        if (property != null && !property.isBlank()) {
            return bytes(property.strip(), "the system property " + LIMIT_PROPERTY);
        }
        return variable == null || variable.isBlank()
                ? STANDARD_LIMIT
                : bytes(variable.strip(), "the environment variable " + LIMIT_VARIABLE);
    }

    private static long bytes(String text, String source) {
        int unit = "MGT".indexOf(Character.toUpperCase(text.charAt(text.length() - 1)));
        String number = text.substring(0, text.length() - 1);
        if (unit < 0 || !number.matches("\\d{1,6}")) {
            throw new IllegalArgumentException(source + " must be a size such as 4G or 500M, but was \"" + text + "\"");
        }
        return Long.parseLong(number) << (20 + 10 * unit);
    }

    /** What is done while no other process builds or removes the same template. */
    @FunctionalInterface
    public interface Work<T> {
        /** Does it. */
        T run() throws IOException;
    }

    /** Returns the template of a name, if it is there as a whole. */
    public Optional<TemplateFolder> find(String key) {
        return Optional.of(new TemplateFolder(templates.resolve(key))).filter(TemplateFolder::isComplete);
    }

    /**
     * Does something while no other process builds or removes the same template.
     *
     * @param waiting is told for whom it has to wait, if it has to
     * @throws IOException if the work throws it, or the lock cannot be made
     */
    public <T> T locked(String key, Consumer<String> waiting, Work<T> work) throws IOException {
        CacheLock lock = CacheLock.take(locks.resolve("template-" + key + ".lock"), waiting);
        try {
            return work.run();
        } finally {
            lock.close();
        }
    }

    /**
     * Returns an empty folder for a template that is to be built, under its lock.
     *
     * @throws IOException if it cannot be made
     */
    public TemplateFolder begin(String key) throws IOException {
        TemplateFolder folder = new TemplateFolder(templates.resolve(key));
        folder.delete();
        Files.createDirectories(templates);
        // The memory of a guest is nobody else's business.
        Files.createDirectory(
                folder.path(), PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        return folder;
    }

    /** Returns all that there are, the one used last first. */
    public List<TemplateFolder> all() throws IOException {
        record Used(TemplateFolder folder, Instant at) {}
        List<Used> found = new ArrayList<>();
        for (TemplateFolder each : folders()) {
            if (each.isComplete()) {
                found.add(new Used(each, each.lastUsed()));
            }
        }
        return found.stream()
                .sorted(Comparator.comparing(Used::at).reversed())
                .map(Used::folder)
                .toList();
    }

    private List<TemplateFolder> folders() throws IOException {
        try (Stream<Path> files = Files.list(templates)) {
            return files.filter(Files::isDirectory).map(TemplateFolder::new).toList();
        } catch (NoSuchFileException e) {
            return List.of();
        }
    }

    /** Deletes those that were not used for the longest time until the others fit into the limit, and what nobody completed. */
    public void evict() {
        try {
            for (TemplateFolder each : folders()) {
                if (!each.isComplete() && isAbandoned(each)) {
                    each.delete();
                }
            }
            long bytes = 0;
            for (TemplateFolder each : all()) {
                bytes += each.bytesOnDisk();
                if (bytes > limit && each.lastUsed().isBefore(Instant.now().minus(IN_USE))) {
                    each.delete();
                }
            }
        } catch (IOException | RuntimeException e) {
            LOG.log(Level.WARNING, "Old templates in " + templates + " could not be removed: " + e);
        }
    }

    private static boolean isAbandoned(TemplateFolder folder) throws IOException {
        return Files.getLastModifiedTime(folder.path())
                .toInstant()
                .isBefore(Instant.now().minus(LONGEST_BUILD));
    }

    /**
     * Deletes all of them, those included that nobody completed.
     *
     * @return how many there were
     * @throws IOException if they cannot be listed
     */
    public int clear() throws IOException {
        List<TemplateFolder> all = folders();
        all.forEach(TemplateFolder::delete);
        return all.size();
    }
}
