package io.kvmguest.images;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/** A tree of files laid out like some system, which the preparing script works on as it does in the helper guest. */
final class PreparedTree {

    /** Runs a program of the tree by its own shell line, as chroot would without root's rights. */
    private static final String CHROOT = """
            #!/bin/sh
            root=$1
            shift
            while :; do
                case $1 in
                    env | -i | *=*) shift ;;
                    *) break ;;
                esac
            done
            for each in "$root/usr/sbin/$1" "$root/sbin/$1" "$root$1"; do
                if [ -f "$each" ]; then
                    shift
                    exec env ROOT="$root" sh "$each" "$@"
                fi
            done
            exit 127
            """;

    private final Path root;
    private final Path work;

    PreparedTree(Path directory) {
        root = directory.resolve("tree");
        work = directory;
    }

    PreparedTree file(String path, String content) {
        Path file = at(path);
        try {
            Files.createDirectories(file.getParent());
            Files.writeString(file, content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return this;
    }

    PreparedTree link(String path, String target) {
        Path file = at(path);
        try {
            Files.createDirectories(file.getParent());
            Files.createSymbolicLink(file, Path.of(target));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return this;
    }

    PreparedTree directory(String path) {
        try {
            Files.createDirectories(at(path));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return this;
    }

    private Path at(String path) {
        return root.resolve(path.substring(1));
    }

    String read(String path) {
        try {
            return Files.readString(at(path));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String linkAt(String path) {
        try {
            return Files.readSymbolicLink(at(path)).toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    boolean has(String path) {
        return Files.exists(at(path), LinkOption.NOFOLLOW_LINKS);
    }

    String permissions(String path) {
        try {
            return PosixFilePermissions.toString(Files.getPosixFilePermissions(at(path)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Everything in the tree: its content, or what it links to. */
    SortedMap<String, String> everything() {
        SortedMap<String, String> all = new TreeMap<>();
        try (Stream<Path> paths = Files.walk(root)) {
            for (Path path : (Iterable<Path>) paths::iterator) {
                String name = "/" + root.relativize(path);
                if (Files.isSymbolicLink(path)) {
                    all.put(name, "-> " + Files.readSymbolicLink(path));
                } else if (Files.isRegularFile(path)) {
                    all.put(name, permissions(name) + Files.readString(path));
                } else {
                    all.put(name, "/");
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return all;
    }

    /** By ourselves: JUnit warns of links that lead out of its directory, and these are there to do so. */
    void delete() throws IOException {
        Trees.delete(root);
        try (Stream<Path> all = Files.list(work)) {
            for (Path each : (Iterable<Path>) all::iterator) {
                Trees.delete(each);
            }
        }
    }

    /** How the script ended. */
    record Run(int status, String out, String err) {
        PrepareReport report() {
            if (status != 0) {
                throw new AssertionError("status " + status + ": " + err);
            }
            return PrepareReport.read("root: /dev/vda1 ext4\n" + out);
        }
    }

    PrepareReport prepare(PrepareWish... wishes) {
        return run(List.of("sh"), wishes).report();
    }

    Run run(List<String> shell, PrepareWish... wishes) {
        try {
            Path kept = Files.createTempDirectory(work, "kept");
            Path script = Files.writeString(work.resolve("prepare.sh"), PrepareScripts.tree());
            Path chroot = Files.writeString(work.resolve("chroot"), CHROOT);
            Files.setPosixFilePermissions(chroot, PosixFilePermissions.fromString("rwxr-xr-x"));
            Path out = work.resolve("out");
            Path err = work.resolve("err");
            ProcessBuilder builder = new ProcessBuilder(Stream.concat(shell.stream(), Stream.of(script.toString()))
                            .toList())
                    .redirectOutput(out.toFile())
                    .redirectError(err.toFile());
            builder.environment().put("root", root.toString());
            builder.environment().put("kept", kept.toString());
            builder.environment().put("chroot", chroot.toString());
            builder.environment()
                    .put(
                            "wishes",
                            String.join(
                                    " ",
                                    Stream.of(wishes).map(PrepareWish::word).toList()));
            int status = builder.start().waitFor();
            return new Run(
                    status,
                    Files.readString(out, StandardCharsets.UTF_8),
                    Files.readString(err, StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    // --- Systems as they are laid out -----------------------------------------------------------------------------

    /** Debian 12 and its like: the stock unit has options of its own for login. */
    PreparedTree newSystemd() {
        return link("/sbin/init", "/lib/systemd/systemd")
                .file("/lib/systemd/systemd", "")
                .directory("/lib/udev")
                .file("/sbin/agetty", "")
                .file("/lib/systemd/system/serial-getty@.service", """
                [Service]
                ExecStart=-/sbin/agetty -o '-p -- \\\\u' --keep-baud 115200,57600,38400,9600 - $TERM
                """);
    }

    /** Debian 8, Ubuntu 16.04. */
    PreparedTree oldSystemd() {
        return newSystemd().file("/lib/systemd/system/serial-getty@.service", """
                [Service]
                ExecStart=-/sbin/agetty --keep-baud 115200,38400,9600 %I $TERM
                """);
    }

    /** GRUB as Debian installs it, with an update-grub that writes what its settings say. */
    PreparedTree debianGrub() {
        return file("/etc/default/grub", """
                GRUB_DEFAULT=0
                GRUB_TIMEOUT=5
                GRUB_CMDLINE_LINUX_DEFAULT="quiet"
                GRUB_CMDLINE_LINUX=""
                # Uncomment to disable graphical terminal (grub-pc only)
                #GRUB_TERMINAL=console
                """).file("/boot/grub/grub.cfg", """
                set timeout=5
                \tlinux\t/boot/vmlinuz-6.1.0 root=UUID=1 ro  quiet
                """).file("/usr/sbin/update-grub", """
                . "$ROOT/etc/default/grub"
                for each in "$ROOT"/etc/default/grub.d/*.cfg; do [ ! -f "$each" ] || . "$each"; done
                {
                    echo "set timeout=$GRUB_TIMEOUT"
                    echo "terminal_output $GRUB_TERMINAL"
                    echo "\tlinux\t/boot/vmlinuz-6.1.0 root=UUID=1 ro $GRUB_CMDLINE_LINUX $GRUB_CMDLINE_LINUX_DEFAULT"
                } >"$ROOT/boot/grub/grub.cfg"
                """);
    }
}
