package io.kvmguest.images;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Predicate;

/** Finds out before a build what it would fail for after a minute: programs and room. */
final class Prerequisites {

    private static final Map<String, String> PACKAGES = Map.of(
            "mmdebstrap", "mmdebstrap",
            "apt-get", "apt",
            "dpkg", "dpkg",
            "tar", "tar",
            "mke2fs", "e2fsprogs",
            "sfdisk", "fdisk",
            "qemu-img", "qemu-utils");

    private Prerequisites() {}

    static void check(Recipe recipe, ImageBuilder builder, Path cache) throws IOException {
        String missing = missing(recipe, builder.programs(), Prerequisites::isOnPath);
        if (!missing.isEmpty()) {
            throw new WorkshopException(missing);
        }
        Path temporary = Tools.temporaryDirectory();
        String room = room(recipe, cache, builder.room().cache(), free(cache), "KVMGUEST_CACHE_DIR");
        if (room.isEmpty()) {
            room = room(recipe, temporary, builder.room().temporary(), free(temporary), "TMPDIR");
        }
        if (!room.isEmpty()) {
            throw new WorkshopException(room);
        }
    }

    static String missing(Recipe recipe, List<String> programs, Predicate<String> present) {
        List<String> absent = programs.stream().filter(present.negate()).toList();
        if (absent.isEmpty()) {
            return "";
        }
        TreeSet<String> packages = new TreeSet<>();
        absent.forEach(program -> packages.add(PACKAGES.getOrDefault(program, program)));
        return "Image '" + recipe.name() + "' cannot be built: these programs are not on the PATH: "
                + String.join(", ", absent)
                + "\n  Debian, Ubuntu:  sudo apt-get install " + String.join(" ", packages)
                + "\n  Elsewhere, build it on a Debian machine and copy the folder 'images' of its cache directory.";
    }

    static String room(Recipe recipe, Path directory, int needed, long free, String variable) {
        if (free >= needed) {
            return "";
        }
        return "Image '" + recipe.name() + "' cannot be built: it takes " + needed + " MB in " + directory + ", and "
                + free + " MB are free.\n  Free some, or name another place by the environment variable " + variable
                + ".";
    }

    private static long free(Path directory) throws IOException {
        return Files.getFileStore(directory).getUsableSpace() >> 20;
    }

    private static boolean isOnPath(String program) {
        List<String> directories = new ArrayList<>(List.of("/usr/sbin", "/sbin"));
        String path = System.getenv("PATH");
        if (path != null) {
            directories.addAll(List.of(path.split(":")));
        }
        return directories.stream()
                .filter(directory -> !directory.isEmpty())
                .anyMatch(directory -> Files.isExecutable(Path.of(directory, program)));
    }
}
