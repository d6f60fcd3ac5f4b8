package io.kvmguest.qemu;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Makes private directories for what a guest needs on the host while it runs: sockets, overlays, transcripts.
 *
 * <p>They lie in {@code kvmguest-UID} in the system property {@code kvmguest.work}, or the environment variable
 * {@code KVMGUEST_WORK}, or {@code java.io.tmpdir}; where that makes the paths of unix sockets too long, in
 * {@code /tmp}. Not in {@code XDG_RUNTIME_DIR}, which is a tenth of the host's memory: overlays and transcripts grow.
 */
public final class WorkDirectory {

    static final String PROPERTY = "kvmguest.work";
    static final String VARIABLE = "KVMGUEST_WORK";

    /** What is kept free for the name of the directory and of a socket in it. */
    private static final int ROOM = 60;

    private static final Set<PosixFilePermission> PRIVATE = PosixFilePermissions.fromString("rwx------");
    private static final SecureRandom RANDOM = new SecureRandom();

    /**
     * Makes a directory that only this user can enter.
     *
     * @throws UncheckedIOException if it cannot be made
     * @throws IllegalStateException if the directory above it is not this user's alone
     */
    public static Path create() {
        return create(
                base(System.getProperty(PROPERTY), System.getenv(VARIABLE), System.getProperty("java.io.tmpdir")));
    }

    static Path base(@Nullable String property, @Nullable String variable, String temporary) {
        if (property != null && !property.isBlank()) {
            return Path.of(property).toAbsolutePath();
        }
        if (variable != null && !variable.isBlank()) {
            return Path.of(variable).toAbsolutePath();
        }
        Path path = Path.of(temporary).toAbsolutePath();
        return path.toString().length() + ROOM <= Listeners.LONGEST_PATH ? path : Path.of("/tmp");
    }

    static Path create(Path base) {
        try {
            Files.createDirectories(base);
            Path mine = base.resolve("kvmguest-" + userId());
            makePrivate(mine);
            while (true) {
                Path directory = mine.resolve("%08x".formatted(RANDOM.nextInt()));
                try {
                    return Files.createDirectory(directory, PosixFilePermissions.asFileAttribute(PRIVATE));
                } catch (FileAlreadyExistsException e) {
                    // Another name, then.
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("A work directory could not be made in " + base + ": " + e, e);
        }
    }

    private static void makePrivate(Path directory) throws IOException {
        try {
            Files.createDirectory(directory, PosixFilePermissions.asFileAttribute(PRIVATE));
        } catch (FileAlreadyExistsException e) {
            // Anyone may have made it, a link to elsewhere for example: in /tmp, all users make what they like.
            Map<String, Object> found =
                    Files.readAttributes(directory, "unix:isDirectory,uid,permissions", LinkOption.NOFOLLOW_LINKS);
            if (!Boolean.TRUE.equals(found.get("isDirectory"))
                    || !userId().equals(found.get("uid"))
                    || !PRIVATE.equals(found.get("permissions"))) {
                throw new IllegalStateException("""
                        %s must be a directory of user %s with mode 0700, and is not. Somebody else may have put it there.
                          Remove it, or choose another place: -D%s=DIRECTORY, or %s in the environment.""".formatted(directory, userId(), PROPERTY, VARIABLE));
            }
        }
    }

    private static Object userId() throws IOException {
        Path self = Path.of("/proc/self");
        if (Files.exists(self)) {
            return Files.getAttribute(self, "unix:uid");
        }
        Path probe = Files.createTempFile("kvmguest", "");
        try {
            return Files.getAttribute(probe, "unix:uid");
        } finally {
            Files.delete(probe);
        }
    }

    /** Deletes a directory with all that is in it, if it is there; links are deleted, not followed. */
    public static void delete(Path directory) {
        try {
            Files.walkFileTree(directory, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                    Files.deleteIfExists(file);
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult postVisitDirectory(Path visited, @Nullable IOException failure)
                        throws IOException {
                    Files.deleteIfExists(visited);
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (NoSuchFileException e) {
            // The supervisor was here before.
        } catch (IOException e) {
            throw new UncheckedIOException("The work directory " + directory + " could not be removed: " + e, e);
        }
    }

    private WorkDirectory() {}
}
