package io.kvmguest.images;

import io.kvmguest.image.CacheDirectory;
import io.kvmguest.image.CacheLock;
import io.kvmguest.image.Image;
import io.kvmguest.image.ImageFolder;
import io.kvmguest.image.ImagePreparationException;
import io.kvmguest.image.ImagePreparer;
import io.kvmguest.image.Overlay;
import io.kvmguest.image.OverlayException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Prepares images into the cache directory, each once: by the content of its disk and the version of what prepares, one
 * process at a time, and whole or not at all.
 */
public final class CachedPreparer implements ImagePreparer {

    private static final String DISK = "disk.qcow2";

    /** The disk that it lies on. */
    private static final String BASE = "built.on";

    private final CacheDirectory cache;
    private final Function<Progress, DiskWork> work;

    /** For {@link java.util.ServiceLoader}. */
    public CachedPreparer() {
        this(CacheDirectory.standard());
    }

    private CachedPreparer(CacheDirectory cache) {
        this(cache, progress -> {
            HelperGuest helper = new HelperGuest(new Workshop(cache, progress), progress);
            return (image, overlay) -> {
                helper.build();
                return new DiskPreparer(helper, progress).prepare(image, overlay, Set.of());
            };
        });
    }

    CachedPreparer(CacheDirectory cache, Function<Progress, DiskWork> work) {
        this.cache = cache;
        this.work = work;
    }

    /** Works on an overlay. */
    @FunctionalInterface
    interface DiskWork {
        PrepareReport prepare(String image, Path overlay);
    }

    @Override
    public Optional<Image> prepared(Image image) {
        try {
            return read(image, folder(image));
        } catch (IOException | WorkshopException e) {
            throw failure(image, e);
        }
    }

    @Override
    public Image prepare(Image image) {
        try {
            Path folder = folder(image);
            Path lock = cache.path().resolve("locks").resolve("prepared-" + folder.getFileName() + ".lock");
            CacheLock held = CacheLock.take(lock, who -> {});
            try {
                Optional<Image> done = read(image, folder);
                return done.isPresent() ? done.get() : prepareNow(image, folder);
            } finally {
                held.close();
            }
        } catch (IOException | WorkshopException | OverlayException e) {
            throw failure(image, e);
        }
    }

    private Image prepareNow(Image image, Path folder) throws IOException {
        Files.createDirectories(all());
        Path draft = Files.createTempDirectory(all(), ".preparing-");
        try (Progress silent =
                new Progress(new PrintWriter(Writer.nullWriter()), Progress.Style.PLAIN, System::nanoTime, null)) {
            Path overlay = draft.resolve(DISK);
            Path base = image.disk().orElseThrow().toRealPath();
            Overlay.create(base, image.diskFormat(), overlay);
            PrepareReport report = work.apply(silent).prepare(image.name(), overlay);
            Files.writeString(draft.resolve("changes.diff"), report.diff() + "\n");
            ImageFolder.describe(
                    draft,
                    Map.of(
                            "name",
                            image.name(),
                            "description",
                            "prepared: " + report.init() + ", " + report.loader(),
                            "disk",
                            DISK,
                            "disk.format",
                            "qcow2",
                            "memory",
                            image.memory(),
                            "digest",
                            "prepared:" + folder.getFileName(),
                            "recipe.key",
                            folder.getFileName().toString(),
                            BASE,
                            base.toString()));
            deleteOutdated(base);
            Files.move(draft, folder, StandardCopyOption.ATOMIC_MOVE);
            return read(image, folder).orElseThrow();
        } finally {
            Trees.delete(draft);
        }
    }

    /**
     * Deletes what lies on a disk whose content was another, or is gone, and what is not whole. A guest that runs on it has
     * it open, and loses nothing.
     */
    private void deleteOutdated(Path base) throws IOException {
        List<Path> folders;
        try (Stream<Path> files = Files.list(all())) {
            folders = files.filter(file -> !file.getFileName().toString().startsWith("."))
                    .toList();
        }
        for (Path folder : folders) {
            if (isOutdated(folder, base)) {
                Trees.delete(folder);
            }
        }
    }

    private static boolean isOutdated(Path folder, Path base) {
        try {
            String lies = ImageFolder.read(folder).properties().get(BASE);
            return lies != null && (lies.equals(base.toString()) || !Files.exists(Path.of(lies)));
        } catch (IOException e) {
            return true; // somebody has deleted a part of it
        }
    }

    /** Under the name by which it was asked for now: the same content may have had another. */
    private static Optional<Image> read(Image image, Path folder) {
        Image found;
        try {
            found = ImageFolder.read(folder).image();
        } catch (IOException e) {
            return Optional.empty(); // not there, or not whole
        }
        return Optional.of(new Image(
                image.name(),
                found.disk(),
                found.diskFormat(),
                Optional.empty(),
                Optional.empty(),
                "",
                image.memory(),
                found.digest()));
    }

    private Path all() {
        return cache.path().resolve("prepared");
    }

    private Path folder(Image image) throws IOException {
        try (Tools tools = new Tools(cache.path().resolve("logs").resolve("prepare.log"))) {
            String version = PrepareScripts.version()
                    + RecipeBook.own().find(HelperGuest.RECIPE).key();
            return all().resolve(new ContentKey(cache, tools).of(image, version));
        }
    }

    private static ImagePreparationException failure(Image image, Exception e) {
        return new ImagePreparationException(
                "Image '" + image.name()
                        + "' does not log root in on its serial console, and could not be prepared.\n  "
                        + String.valueOf(e.getMessage()).replace("\n", "\n  "),
                e);
    }
}
