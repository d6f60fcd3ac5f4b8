package io.kvmguest.images;

import io.kvmguest.images.Foundations.Foundation;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;

/**
 * Makes a disk that boots by itself. All that needs root happens in one run of mmdebstrap, in a namespace where the host
 * has them: packages are installed, the recipe's files laid over them, its script run, and {@code disk.sh} makes a disk of
 * the result.
 */
final class DiskBuilder implements ImageBuilder {

    private static final String DISK = "disk.qcow2";

    private static final List<String> DPKG = List.of(
            // The system is thrown away when something fails: nothing need reach the disk in order.
            "--dpkgopt=force-unsafe-io",
            "--dpkgopt=path-exclude=/usr/share/man/*",
            "--dpkgopt=path-exclude=/usr/share/locale/*",
            "--dpkgopt=path-exclude=/usr/share/doc/*",
            "--dpkgopt=path-include=/usr/share/doc/*/copyright");

    private final Foundations foundations;

    DiskBuilder(Foundations foundations) {
        this.foundations = foundations;
    }

    @Override
    public List<String> programs() {
        return List.of("mmdebstrap", "apt-get", "dpkg", "tar", "mke2fs", "sfdisk", "qemu-img");
    }

    @Override
    public Room room() {
        return new Room(500, 3200);
    }

    @Override
    public Map<String, String> build(Recipe recipe, Path image, Path scratch, Tools tools, Progress progress)
            throws IOException {
        progress.step("laying out the recipe's files");
        Mmdebstrap mmdebstrap = new Mmdebstrap(tools, progress);
        Mmdebstrap.Rights rights = mmdebstrap.toInstall(recipe.name());
        Path files = tree(recipe, scratch, tools);
        Path script = Files.write(scratch.resolve(Scripts.DISK), Scripts.read(Scripts.DISK));

        Optional<Foundation> foundation = foundations.under(recipe, mmdebstrap, rights, DPKG);
        List<String> options = new ArrayList<>(DPKG);
        foundation.ifPresent(under -> options.addAll(Mmdebstrap.onTopOf(under.archive(), under.missing(recipe))));
        options.add("--customize-hook=tar-in " + Mmdebstrap.quoted(files) + " /");
        if (recipe.customize().isPresent()) {
            Path customize = Files.writeString(
                    scratch.resolve("customize.sh"), recipe.customize().get());
            options.add("--customize-hook=upload " + Mmdebstrap.quoted(customize) + " /kvmguest-customize.sh");
            options.add(
                    "--customize-hook=echo step: running customize.sh; chroot \"$1\" sh -eu /kvmguest-customize.sh");
            options.add("--customize-hook=rm \"$1/kvmguest-customize.sh\"");
        }
        options.add("--customize-hook=upload " + Mmdebstrap.quoted(script) + " /kvmguest-disk.sh");
        options.add("--customize-hook=sh \"$1/kvmguest-disk.sh\" \"$1\" /kvmguest-" + DISK + " " + recipe.diskSize()
                + " " + uuid(recipe));
        options.add("--customize-hook=download /kvmguest-" + DISK + " " + Mmdebstrap.quoted(image.resolve(DISK)));

        mmdebstrap.run(
                recipe,
                foundation.isPresent() ? List.of() : recipe.packages(),
                rights,
                foundation.isPresent() ? "custom" : "minbase",
                Path.of("/dev/null"),
                options);

        Map<String, String> properties = new TreeMap<>();
        properties.put("disk", DISK);
        properties.put("disk.format", "qcow2");
        return properties;
    }

    /** The same for every build of a recipe, so that the same content gives the same disk. */
    private static UUID uuid(Recipe recipe) {
        return UUID.nameUUIDFromBytes(("kvmguest:" + recipe.name()).getBytes(StandardCharsets.UTF_8));
    }

    /** Makes an archive of the recipe's files that belong to root. Without directories: those in the system keep their modes. */
    private static Path tree(Recipe recipe, Path scratch, Tools tools) throws IOException {
        Path directory = Files.createDirectory(scratch.resolve("files"));
        List<String> names = new ArrayList<>();
        for (var file : recipe.files().entrySet()) {
            Path path = directory.resolve(file.getKey());
            Files.createDirectories(path.getParent());
            Files.write(path, file.getValue().content());
            Files.setPosixFilePermissions(
                    path, PosixFilePermissions.fromString(file.getValue().executable() ? "rwxr-xr-x" : "rw-r--r--"));
            names.add(file.getKey());
        }
        Path list = Files.write(scratch.resolve("files.txt"), names);
        Path archive = scratch.resolve("files.tar");
        Tools.Result result = tools.run(
                List.of(
                        "tar",
                        "--create",
                        "--file=" + archive,
                        "--directory=" + directory,
                        "--owner=0",
                        "--group=0",
                        "--numeric-owner",
                        "--mtime=@0",
                        "--no-recursion",
                        "--verbatim-files-from",
                        "--files-from=" + list),
                line -> {});
        if (result.status() != 0) {
            throw new WorkshopException("Image '" + recipe.name() + "' was not built: tar exited with status "
                    + result.status() + "." + Excerpt.of("It said", result.tail(), 15));
        }
        return archive;
    }
}
