package io.kvmguest.images;

import io.kvmguest.image.CacheDirectory;
import io.kvmguest.image.CacheLock;
import io.kvmguest.image.ImageFolder;
import io.kvmguest.image.ImageStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Builds images by their recipes into the cache directory: each once for a content of its recipe, one process at a time, and
 * whole or not at all.
 */
final class Workshop {

    /** How the names of folders begin that are not whole. */
    static final String BUILDING = ".building-";

    private final CacheDirectory cache;
    private final Progress progress;
    private final Function<Recipe.Kind, ImageBuilder> builders;
    private final Clock clock;

    /** A workshop for single images, which share nothing. */
    Workshop(CacheDirectory cache, Progress progress) {
        this(cache, progress, new Foundations(List.of()));
    }

    Workshop(CacheDirectory cache, Progress progress, Foundations foundations) {
        this(
                cache,
                progress,
                kind -> switch (kind) {
                    case INITRAMFS -> new InitramfsBuilder();
                    case DISK -> new DiskBuilder(foundations);
                },
                Clock.systemUTC());
    }

    Workshop(CacheDirectory cache, Progress progress, Function<Recipe.Kind, ImageBuilder> builders, Clock clock) {
        this.cache = cache;
        this.progress = progress;
        this.builders = builders;
        this.clock = clock;
    }

    /** When to build. */
    enum When {
        /** When there is no image of this content of the recipe. */
        NEEDED,
        /** In any case. */
        ALWAYS
    }

    /**
     * Builds an image, or finds it built.
     *
     * @param built whether it was built just now, by whomever
     */
    record Outcome(ImageFolder folder, boolean built) {}

    /**
     * Builds an image if there is none of this content of its recipe.
     *
     * @throws WorkshopException if it fails; the message says why and what to do, and nothing is left of it
     */
    Outcome build(Recipe recipe, When when) {
        try {
            Optional<ImageFolder> current = current(recipe);
            if (when == When.NEEDED && current.isPresent()) {
                return new Outcome(current.get(), false);
            }
            Path lock = cache.path().resolve("locks").resolve("image-" + recipe.name() + ".lock");
            CacheLock held = CacheLock.take(
                    lock, who -> progress.step("waiting for " + who + ", which builds " + recipe.name()));
            try {
                progress.end();
                current = current(recipe);
                if (when == When.NEEDED && current.isPresent()) {
                    return new Outcome(current.get(), true);
                }
                return new Outcome(buildNow(recipe), true);
            } finally {
                held.close();
            }
        } catch (IOException e) {
            progress.fail();
            throw new WorkshopException(inputOutput(recipe, e), e);
        } catch (UncheckedIOException e) {
            progress.fail();
            throw new WorkshopException(inputOutput(recipe, new IOException(e.getMessage(), e)), e);
        } catch (RuntimeException e) {
            progress.fail();
            throw e;
        }
    }

    /** Returns the image of just this content of its recipe, if there is one and it is whole. */
    Optional<ImageFolder> current(Recipe recipe) {
        return current(cache, recipe);
    }

    /** Returns the image in a cache directory of just this content of its recipe, if there is one and it is whole. */
    static Optional<ImageFolder> current(CacheDirectory cache, Recipe recipe) {
        try {
            return ImageStore.in(cache).folder(recipe.name()).filter(folder -> folder.recipeKey()
                    .equals(recipe.key()));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private ImageFolder buildNow(Recipe recipe) throws IOException {
        ImageBuilder builder = builders.apply(recipe.kind());
        Path home = Files.createDirectories(cache.images().resolve(recipe.name()));
        // The lock is ours: whoever left these is gone.
        remove(home, name -> name.startsWith(BUILDING));
        Prerequisites.check(recipe, builder, cache.path());
        Path work = Files.createTempDirectory(home, BUILDING);
        try (Tools tools = new Tools(cache.path().resolve("logs").resolve("image-" + recipe.name() + ".log"))) {
            Path image = Files.createDirectory(work.resolve("image"));
            Path scratch = Files.createDirectory(work.resolve("scratch"));
            Map<String, String> made = builder.build(recipe, image, scratch, tools, progress);
            progress.step("finishing");
            describe(recipe, image, made);
            Path folder = publish(home, image, recipe.key());
            removeOlder(home, folder);
            ImageFolder read = ImageFolder.read(folder);
            progress.end();
            return read;
        } finally {
            Trees.delete(work);
        }
    }

    private void describe(Recipe recipe, Path image, Map<String, String> made) throws IOException {
        SortedMap<String, Path> files = new TreeMap<>();
        for (String role : new String[] {"disk", "kernel", "initrd"}) {
            if (made.containsKey(role)) {
                files.put(role, image.resolve(made.getOrDefault(role, "")));
            }
        }
        Map<String, String> properties = new TreeMap<>(made);
        properties.put("name", recipe.name());
        properties.put("description", recipe.description());
        properties.put("memory", recipe.memory());
        properties.put("recipe.key", recipe.key());
        properties.put("digest", Digests.of(files));
        properties.put(
                "built.at", clock.instant().truncatedTo(ChronoUnit.SECONDS).toString());
        ImageFolder.describe(image, properties);
        seal(image);
    }

    /** Brings the files of an image to disk, and makes them read-only. */
    static void seal(Path image) throws IOException {
        try (Stream<Path> all = Files.list(image)) {
            for (Path file : (Iterable<Path>) all::iterator) {
                // On disk before it gets its name: what is there after a power cut is whole.
                try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
                    channel.force(true);
                }
                Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("r--r--r--"));
            }
        }
        Files.setPosixFilePermissions(image, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    /** Gives the folder its name, and makes it the image in use. One built again gets another name: the old may be in use. */
    static Path publish(Path home, Path image, String key) throws IOException {
        Path folder = home.resolve(key);
        for (int n = 2; Files.exists(folder); n++) {
            folder = home.resolve(key + "-" + n);
        }
        Files.move(image, folder, StandardCopyOption.ATOMIC_MOVE);
        Path link = home.resolve(BUILDING + "link");
        Files.deleteIfExists(link);
        Files.createSymbolicLink(link, folder.getFileName());
        Files.move(link, home.resolve(ImageFolder.CURRENT), StandardCopyOption.ATOMIC_MOVE);
        return folder;
    }

    private void removeOlder(Path home, Path folder) {
        String kept = folder.getFileName().toString();
        try {
            remove(home, name -> !name.equals(kept) && !name.equals(ImageFolder.CURRENT) && !name.startsWith(BUILDING));
        } catch (IOException e) {
            // Built it is; older ones take room and do no harm.
            progress.say("  an older build could not be removed: " + describe(e));
        }
    }

    private static void remove(Path home, Predicate<String> which) throws IOException {
        try (Stream<Path> children = Files.list(home)) {
            for (Path child : (Iterable<Path>) children::iterator) {
                if (which.test(child.getFileName().toString())) {
                    Trees.delete(child);
                }
            }
        }
    }

    private String inputOutput(Recipe recipe, IOException e) {
        String what = describe(e);
        String help = what.contains("No space left")
                ? " The disk is full: free some of it, or name another place by KVMGUEST_CACHE_DIR."
                : "";
        return "Image '" + recipe.name() + "' was not built: " + what + "." + help + "\n  Cache: " + cache.path();
    }

    private static String describe(IOException e) {
        if (e instanceof AccessDeniedException denied) {
            return "user " + System.getProperty("user.name", "") + " may not write to " + denied.getFile();
        }
        return e instanceof FileSystemException file && file.getReason() != null
                ? file.getFile() + ": " + file.getReason()
                : String.valueOf(e.getMessage());
    }
}
