package io.kvmguest.images;

import io.kvmguest.image.CacheDirectory;
import io.kvmguest.image.CacheLock;
import io.kvmguest.image.ImageFolder;
import io.kvmguest.image.ImageStore;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;

/**
 * Fetches official images into the cache directory, where they are found by name as built ones are: verified by their
 * publisher's checksum, one process at a time, and whole or not at all. What was cut off is kept and gone on with.
 */
final class ImageFetch {

    /** The property that an image has which was fetched: its address. */
    static final String FETCHED_FROM = "fetched.from";

    private final CacheDirectory cache;
    private final Progress progress;
    private final Optional<URI> mirror;

    /**
     * @param mirror where the publishers' paths are found in place of their own hosts
     */
    ImageFetch(CacheDirectory cache, Progress progress, Optional<URI> mirror) {
        this.cache = cache;
        this.progress = progress;
        this.mirror = mirror;
    }

    /** Whether an image is fetched that is here already. */
    enum When {
        MISSING,
        ALWAYS
    }

    /**
     * What came of it.
     *
     * @param fetched whether it was fetched just now
     */
    record Outcome(ImageFolder folder, boolean fetched) {}

    /**
     * Fetches an image, unless it is here.
     *
     * @throws WorkshopException if it cannot be had; the message says why and what to do
     */
    Outcome fetch(Catalogue.Entry entry, When when) {
        Path lock = cache.path().resolve("locks").resolve("image-" + entry.name() + ".lock");
        try {
            CacheLock held = CacheLock.take(
                    lock, who -> progress.step("waiting for " + who + ", which fetches " + entry.name()));
            try {
                progress.end();
                Optional<ImageFolder> here = here(entry.name());
                if (when == When.MISSING && here.isPresent()) {
                    return new Outcome(here.get(), false);
                }
                return new Outcome(fetchNow(entry), true);
            } finally {
                held.close();
            }
        } catch (IOException e) {
            progress.fail();
            throw new WorkshopException(notFetched(entry, String.valueOf(e.getMessage())), e);
        } catch (RuntimeException e) {
            progress.fail();
            throw e;
        }
    }

    private Optional<ImageFolder> here(String name) {
        try {
            return ImageStore.in(cache).folder(name);
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private ImageFolder fetchNow(Catalogue.Entry entry) throws IOException {
        progress.step("fetching the checksums");
        URI checksums = rebased(entry.checksums());
        Checksum expected = expected(entry, checksums);
        Path part = part(entry, expected);
        progress.step("fetching " + entry.file());
        try {
            new Download(rebased(entry.address()), part, progress).run();
        } catch (Download.FailedException e) {
            String kept = Files.exists(part)
                    ? "\n  " + (Files.size(part) >> 20) + " MB are here; run it again to go on."
                    : "";
            throw new WorkshopException(
                    notFetched(entry, e.getMessage()) + "\n  Address: " + rebased(entry.address()) + kept);
        }
        progress.step("verifying it");
        Checksum found = expected.of(part);
        if (!found.equals(expected)) {
            Files.delete(part);
            throw new WorkshopException(notFetched(entry, "its checksum is wrong, and nothing of it was kept")
                    + "\n  Expected: " + expected.algorithm() + " " + expected.hex() + " (" + checksums + ")"
                    + "\n  Found:    " + expected.algorithm() + " " + found.hex()
                    + "\n  Either the file was changed on its way, or the publisher is just replacing it: try again.");
        }
        return publish(entry, expected, part);
    }

    private static Checksum expected(Catalogue.Entry entry, URI checksums) {
        try {
            return Checksum.find(Download.text(checksums), entry.file())
                    .orElseThrow(() -> new WorkshopException(
                            notFetched(entry, "its publisher's checksums do not name " + entry.file())
                                    + "\n  Checksums: " + checksums));
        } catch (Download.FailedException e) {
            throw new WorkshopException(notFetched(entry, e.getMessage()) + "\n  Address: " + checksums);
        }
    }

    /** Returns the file that is fetched into; its name has the checksum, so that another version is not mixed in. */
    private Path part(Catalogue.Entry entry, Checksum expected) throws IOException {
        Path downloads = Files.createDirectories(cache.path().resolve("downloads"));
        String prefix = entry.name() + "-";
        Path part = downloads.resolve(prefix + expected.hex().substring(0, 16) + ".part");
        try (var files = Files.newDirectoryStream(downloads, prefix + "*.part")) {
            for (Path file : files) {
                if (!file.equals(part)) {
                    Files.delete(file);
                }
            }
        }
        return part;
    }

    private ImageFolder publish(Catalogue.Entry entry, Checksum checksum, Path part) throws IOException {
        Path home = Files.createDirectories(cache.images().resolve(entry.name()));
        Path work = Files.createTempDirectory(home, Workshop.BUILDING);
        try {
            Path image = Files.createDirectory(work.resolve("image"));
            String disk = "disk." + entry.format();
            if (entry.file().endsWith(".gz")) {
                progress.step("unpacking it");
                // What follows behind the packed image, OpenWrt's signature for one, is not read.
                try (InputStream in = new GZIPInputStream(Files.newInputStream(part), 1 << 16)) {
                    Files.copy(in, image.resolve(disk));
                }
                Files.delete(part);
            } else {
                Files.move(part, image.resolve(disk));
            }
            progress.step("finishing");
            String key = checksum.hex().substring(0, 12);
            Map<String, String> properties = new TreeMap<>();
            properties.put("name", entry.name());
            properties.put("description", entry.description());
            properties.put("disk", disk);
            properties.put("disk.format", entry.format());
            properties.put("memory", entry.memory());
            properties.put("login", entry.login());
            properties.put("recipe.key", key);
            properties.put("digest", "sha256:" + Digests.of(image.resolve(disk)));
            properties.put(FETCHED_FROM, entry.address().toString());
            ImageFolder.describe(image, properties);
            Workshop.seal(image);
            Path folder = Workshop.publish(home, image, key);
            ImageFolder read = ImageFolder.read(folder);
            progress.end();
            return read;
        } finally {
            Trees.delete(work);
        }
    }

    private URI rebased(URI address) {
        return mirror.map(base -> URI.create(base.toString().replaceFirst("/+$", "") + address.getRawPath()))
                .orElse(address);
    }

    private static String notFetched(Catalogue.Entry entry, @org.jspecify.annotations.Nullable String why) {
        return "Image '" + entry.name() + "' was not fetched: " + why + ".";
    }
}
