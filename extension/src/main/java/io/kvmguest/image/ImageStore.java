package io.kvmguest.image;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Finds images: by name among those that recipes built into the cache directory, or by path.
 *
 * <p>A built image lies in {@code images/<name>/<recipe key>/} of the cache directory, described by an
 * {@link ImageFolder}; {@code images/<name>/current} is a symbolic link to the one in use.
 */
public final class ImageStore {

    /** What a guest of an image that does not say gets; systemd with a stock initramfs panics with half of it. */
    private static final String MEMORY_OF_FOREIGN_IMAGES = "512M";

    private static final Pattern PATH_LIKE = Pattern.compile(".*/.*|.*\\.(qcow2|img|raw)");

    private final Path images;
    private final QemuImg qemuImg;

    ImageStore(CacheDirectory cache, QemuImg qemuImg) {
        this.images = cache.images();
        this.qemuImg = qemuImg;
    }

    /** Returns the store in the user's cache directory, which {@link CacheDirectory#standard()} names. */
    public static ImageStore standard() {
        return in(CacheDirectory.standard());
    }

    /** Returns the store in a cache directory. */
    public static ImageStore in(CacheDirectory cache) {
        return new ImageStore(cache, new QemuImg());
    }

    /**
     * Finds an image.
     *
     * @param nameOrPath the name of a built image, upper and lower case told apart; or the path of a disk image (it
     *     contains a {@code /} or ends in {@code .qcow2}, {@code .img} or {@code .raw})
     * @throws ImageNotFoundException if there is none, or it is damaged; the message says which there are and how to
     *     get this one
     */
    public Image find(String nameOrPath) {
        Objects.requireNonNull(nameOrPath, "nameOrPath must not be null");
        return PATH_LIKE.matcher(nameOrPath).matches() ? atPath(nameOrPath) : named(nameOrPath);
    }

    /**
     * Returns the names of the built images, sorted.
     *
     * @throws ImageNotFoundException if the cache directory exists and cannot be read
     */
    public List<String> names() {
        // Names are read from the directory and never tried on it: a file system may fold case.
        try (Stream<Path> folders = Files.list(images)) {
            return folders.filter(folder -> Files.isSymbolicLink(folder.resolve(ImageFolder.CURRENT)))
                    .map(folder -> folder.getFileName().toString())
                    .sorted()
                    .toList();
        } catch (NoSuchFileException e) {
            return List.of();
        } catch (IOException e) {
            throw new ImageNotFoundException("The image cache " + images + " cannot be read: " + e);
        }
    }

    /**
     * Returns the folder in use of a built image, if there is one of that name.
     *
     * @throws IOException if it is damaged; see {@link ImageFolder#read(Path)}
     */
    public Optional<ImageFolder> folder(String name) throws IOException {
        if (!names().contains(name)) {
            return Optional.empty();
        }
        // Resolved once: all files of an image are of one build, also when another is put in its place meanwhile.
        Path folder = images.resolve(name).resolve(ImageFolder.CURRENT).toRealPath();
        return Optional.of(ImageFolder.read(folder));
    }

    private Image named(String name) {
        try {
            return folder(name)
                    .orElseThrow(() -> new ImageNotFoundException(unknown(name)))
                    .image();
        } catch (NoSuchFileException e) {
            throw new ImageNotFoundException(damaged(name, "'" + e.getMessage() + "' is missing"));
        } catch (IOException e) {
            throw new ImageNotFoundException(damaged(name, String.valueOf(e.getMessage())));
        }
    }

    private String unknown(String name) {
        List<String> names = names();
        List<String> lines = new ArrayList<>();
        lines.add("There is no image '" + name + "'." + NearMiss.question(name, names));
        lines.add("  Images in " + images + ": " + (names.isEmpty() ? "none" : String.join(", ", names)));
        lines.add("  Build it from its recipe:  ./kvmguest image build " + (name.isBlank() ? "NAME" : name)
                + "   (in a clone of KvmGuest for JUnit)");
        lines.add("  or name a disk image of your own by its path:  images/" + (name.isBlank() ? "NAME" : name)
                + ".qcow2");
        return String.join("\n", lines);
    }

    private String damaged(String name, String what) {
        return "Image '" + name + "' is damaged: " + what + ".\n  It lies in "
                + images.resolve(name).resolve(ImageFolder.CURRENT)
                + "\n  Build it again:  ./kvmguest image build --force " + name
                + "   (in a clone of KvmGuest for JUnit)";
    }

    private Image atPath(String path) {
        Path file = Path.of(path).toAbsolutePath().normalize();
        if (!Files.exists(file)) {
            throw new ImageNotFoundException(missing(path, file));
        }
        if (!Files.isRegularFile(file) && !isBlockDevice(file)) {
            throw new ImageNotFoundException(
                    "The disk image '" + path + "' is not a file.\n  It was looked for at " + file);
        }
        if (!Files.isReadable(file)) {
            throw new ImageNotFoundException("The disk image '" + path + "' cannot be read by user "
                    + System.getProperty("user.name") + ".\n  Mend it:  chmod a+r " + file);
        }
        return new Image(
                path,
                Optional.of(file),
                format(path, file),
                Optional.empty(),
                Optional.empty(),
                "",
                MEMORY_OF_FOREIGN_IMAGES,
                "");
    }

    private static boolean isBlockDevice(Path file) {
        return file.startsWith("/dev");
    }

    private String missing(String path, Path file) {
        List<String> lines = new ArrayList<>();
        lines.add("There is no disk image '" + path + "'.");
        lines.add("  It was looked for at " + file);
        if (path.startsWith("~")) {
            lines.add("  '~' is the shell's; write the home directory in full.");
        }
        lines.add("  A path is what contains a '/' or ends in .qcow2, .img or .raw. Built images are named without: "
                + (names().isEmpty() ? "there are none" : String.join(", ", names())));
        return String.join("\n", lines);
    }

    private String format(String path, Path file) {
        // Not probed: a raw disk whose guest wrote a qcow2 header to its first sector would be taken for one.
        if (path.endsWith(".raw")) {
            return "raw";
        }
        try {
            return qemuImg.format(file);
        } catch (QemuImg.FailedException e) {
            throw new ImageNotFoundException(
                    "The format of the disk image '" + path + "' is not known: qemu-img " + e.getMessage());
        }
    }
}
