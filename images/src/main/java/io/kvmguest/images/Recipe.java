package io.kvmguest.images;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How an image is made: a folder with {@code recipe.properties} (what it is, how it boots), {@code packages.txt} (what
 * goes in), {@code files/} (a tree laid over the root), and, where its kind asks for them, {@code customize.sh},
 * {@code modules.txt} or {@code programs.txt}. What it has in common with others may lie in folders below it: see {@link RecipeLayers}.
 *
 * @param name the folder's name, and the image's
 * @param description what it is, in a few words
 * @param kind what is built of it
 * @param suite the distribution's release that the packages are of, such as {@code bookworm}
 * @param memory how much memory a guest of it gets unless told otherwise
 * @param append the kernel's command line, of an {@link Kind#INITRAMFS}
 * @param diskSize the size of the disk, of a {@link Kind#DISK}, such as {@code 4G}
 * @param packages the packages
 * @param modules the kernel modules that an {@link Kind#INITRAMFS} holds, without those they depend on
 * @param programs the programs of the packages that an {@link Kind#INITRAMFS} holds beside busybox, by path
 * @param customize a shell script that runs as root inside the new system, of a {@link Kind#DISK}
 * @param files the tree, by path below the root without a leading slash
 * @param key identifies the content of all this, and the version of the workshop
 */
record Recipe(
        String name,
        String description,
        Kind kind,
        String suite,
        String memory,
        String append,
        String diskSize,
        List<String> packages,
        List<String> modules,
        List<String> programs,
        Optional<String> customize,
        SortedMap<String, TreeFile> files,
        String key) {

    Recipe {
        packages = List.copyOf(packages);
        modules = List.copyOf(modules);
        programs = List.copyOf(programs);
        files = new TreeMap<>(files);
    }

    /** What is built. */
    enum Kind {
        /** A kernel and an initramfs that is the whole system; QEMU loads both directly. */
        INITRAMFS,
        /** A disk with a partition table and a boot loader. */
        DISK
    }

    /** A file of the tree. What begins with {@code #!} is executable: a jar keeps no modes. */
    static final class TreeFile {
        private final byte[] content;

        TreeFile(byte[] content) {
            this.content = content;
        }

        byte[] content() {
            return content;
        }

        boolean executable() {
            return content.length > 2 && content[0] == '#' && content[1] == '!';
        }
    }

    /** Returns the lines of a list: blank ones and what follows a {@code #} are for people. */
    static List<String> lines(Map<String, byte[]> folder, String file) {
        byte[] content = folder.get(file);
        if (content == null) {
            return List.of();
        }
        return new String(content, StandardCharsets.UTF_8)
                .lines()
                .map(line -> line.replaceFirst("#.*", "").strip())
                .filter(line -> !line.isEmpty())
                .toList();
    }
}
