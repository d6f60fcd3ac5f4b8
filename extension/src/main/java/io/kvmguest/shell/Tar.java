package io.kvmguest.shell;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.Iterator;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;

/**
 * Packs folders for a guest and unpacks what a guest has packed. A guest is not trusted: nothing outside of the target folder
 * is written, whatever names and links an archive has.
 */
final class Tar {

    private static final int PERMISSIONS = 0777;

    private Tar() {}

    /** Packs what is in a folder; all of it belongs to root. */
    static void write(Path folder, Path archive) throws IOException {
        try (OutputStream file = new BufferedOutputStream(Files.newOutputStream(archive));
                TarArchiveOutputStream tar = new TarArchiveOutputStream(file, StandardCharsets.UTF_8.name());
                Stream<Path> tree = Files.walk(folder)) {
            tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_GNU);
            tar.setBigNumberMode(TarArchiveOutputStream.BIGNUMBER_STAR);
            for (Iterator<Path> paths = tree.sorted().iterator(); paths.hasNext(); ) {
                write(folder, paths.next(), tar);
            }
        }
    }

    private static void write(Path folder, Path path, TarArchiveOutputStream tar) throws IOException {
        String name = "./" + folder.relativize(path);
        boolean link = Files.isSymbolicLink(path);
        TarArchiveEntry entry = link
                ? new TarArchiveEntry(name, TarConstants.LF_SYMLINK)
                : new TarArchiveEntry(Files.isDirectory(path) ? name + "/" : name);
        entry.setModTime(Files.getLastModifiedTime(path, LinkOption.NOFOLLOW_LINKS));
        entry.setIds(0, 0);
        if (link) {
            entry.setLinkName(Files.readSymbolicLink(path).toString());
            tar.putArchiveEntry(entry);
        } else {
            entry.setMode(mode(Files.getPosixFilePermissions(path)));
            if (Files.isRegularFile(path)) {
                entry.setSize(Files.size(path));
                tar.putArchiveEntry(entry);
                Files.copy(path, tar);
            } else if (Files.isDirectory(path)) {
                tar.putArchiveEntry(entry);
            } else {
                throw new IOException(path + " is neither a file nor a folder nor a link");
            }
        }
        tar.closeArchiveEntry();
    }

    /** Unpacks into a folder, which is made if it is not there. */
    static void extract(Path archive, Path folder) throws IOException {
        Files.createDirectories(folder);
        Path root = folder.toRealPath();
        try (TarArchiveInputStream tar = open(archive)) {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                extract(tar, entry, root);
            }
        }
    }

    /** Unpacks the one file that is in an archive. */
    static void extractFile(Path archive, Path file) throws IOException {
        try (TarArchiveInputStream tar = open(archive)) {
            TarArchiveEntry entry = tar.getNextEntry();
            if (entry == null || !entry.isFile()) {
                throw new TarException("It is neither a file nor a folder");
            }
            Path target = file.toAbsolutePath();
            Files.createDirectories(parent(target));
            write(tar, entry, target);
        }
    }

    private static TarArchiveInputStream open(Path archive) throws IOException {
        InputStream file = new BufferedInputStream(Files.newInputStream(archive));
        return new TarArchiveInputStream(file, StandardCharsets.UTF_8.name());
    }

    private static void extract(TarArchiveInputStream tar, TarArchiveEntry entry, Path root) throws IOException {
        Path target = inside(entry.getName(), root);
        if (target.equals(root)) {
            return;
        }
        makeFolders(root, parent(target));
        if (entry.isDirectory()) {
            makeFolders(root, target);
            Files.setPosixFilePermissions(target, permissions(entry.getMode() | 0700));
        } else if (entry.isSymbolicLink()) {
            Files.deleteIfExists(target);
            Files.createSymbolicLink(target, Path.of(entry.getLinkName()));
        } else if (entry.isLink()) {
            Path original = inside(entry.getLinkName(), root);
            makeFolders(root, parent(original));
            if (!Files.isRegularFile(original, LinkOption.NOFOLLOW_LINKS)) {
                throw new TarException("It has a link to " + entry.getLinkName() + ", which is no file in it");
            }
            Files.deleteIfExists(target);
            Files.createLink(target, original);
        } else if (entry.isFile() && !entry.isFIFO() && !entry.isCharacterDevice() && !entry.isBlockDevice()) {
            write(tar, entry, target);
        } else {
            throw new TarException(entry.getName() + " in it is neither a file nor a folder nor a link");
        }
    }

    private static void write(TarArchiveInputStream tar, TarArchiveEntry entry, Path target) throws IOException {
        // A new file in any case: one that is there may be a link to elsewhere.
        Files.deleteIfExists(target);
        try (OutputStream out =
                Files.newOutputStream(target, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            tar.transferTo(out);
        }
        Files.setPosixFilePermissions(target, permissions(entry.getMode()));
    }

    private static Path inside(String name, Path root) throws IOException {
        try {
            Path path = Path.of(name);
            for (Path part : path) {
                if (part.toString().equals("..")) {
                    throw outside(name);
                }
            }
            Path target = root.resolve(path).normalize();
            if (path.isAbsolute() || !target.startsWith(root)) {
                throw outside(name);
            }
            return target;
        } catch (InvalidPathException e) {
            throw outside(name);
        }
    }

    private static TarException outside(String name) {
        return new TarException(
                "The guest has sent a file with the name \"" + Words.line(name) + "\", which is not in the folder");
    }

    /** Makes the folders down to one, none of which may be a link. */
    private static void makeFolders(Path root, Path folder) throws IOException {
        Path path = root;
        for (Path part : root.relativize(folder)) {
            path = path.resolve(part);
            if (Files.isSymbolicLink(path)) {
                throw new TarException("The guest has sent files behind the link " + root.relativize(path));
            }
            if (!path.equals(root) && !Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
                Files.createDirectory(path);
            }
        }
    }

    private static Path parent(Path path) {
        Path parent = path.getParent();
        return parent == null ? path : parent;
    }

    private static Set<PosixFilePermission> permissions(int mode) {
        Set<PosixFilePermission> permissions = EnumSet.noneOf(PosixFilePermission.class);
        for (PosixFilePermission permission : PosixFilePermission.values()) {
            if ((mode & PERMISSIONS & bit(permission)) != 0) {
                permissions.add(permission);
            }
        }
        return permissions;
    }

    /** Returns the bits of a mode. */
    static int mode(Set<PosixFilePermission> permissions) {
        return permissions.stream().mapToInt(Tar::bit).sum();
    }

    private static int bit(PosixFilePermission permission) {
        return switch (permission) {
            case OWNER_READ -> 0400;
            case OWNER_WRITE -> 0200;
            case OWNER_EXECUTE -> 0100;
            case GROUP_READ -> 0040;
            case GROUP_WRITE -> 0020;
            case GROUP_EXECUTE -> 0010;
            case OTHERS_READ -> 0004;
            case OTHERS_WRITE -> 0002;
            case OTHERS_EXECUTE -> 0001;
        };
    }
}
