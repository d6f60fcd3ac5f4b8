package io.kvmguest.images;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Makes a kernel and an initramfs with busybox, some modules and programs, and the recipe's files. Packages are only unpacked, so that it
 * needs the rights of nobody.
 */
final class InitramfsBuilder implements ImageBuilder {

    private static final List<String> DIRECTORIES =
            List.of("dev", "mnt", "proc", "root", "run", "sys", "tmp", "var/log", "usr/local/bin", "usr/local/sbin");

    @Override
    public List<String> programs() {
        return List.of("mmdebstrap", "apt-get", "dpkg");
    }

    @Override
    public Room room() {
        return new Room(400, 100);
    }

    @Override
    public Map<String, String> build(Recipe recipe, Path image, Path scratch, Tools tools, Progress progress)
            throws IOException {
        Path tree = scratch.resolve("tree");
        new Mmdebstrap(tools, progress)
                .run(recipe, recipe.packages(), Mmdebstrap.toUnpack(), "extract", tree, List.of());

        progress.step("uncompressing the kernel");
        Path bzImage = kernel(recipe, tree.resolve("boot"));
        String release = bzImage.getFileName().toString().replaceFirst("vmlinuz-", "");
        Optional<byte[]> elf = KernelImage.uncompressed(Files.readAllBytes(bzImage));
        String kernel = elf.isPresent() ? "vmlinux" : "vmlinuz";
        Files.write(image.resolve(kernel), elf.isPresent() ? elf.get() : Files.readAllBytes(bzImage));

        progress.step("packing the initramfs");
        Path busybox = tree.resolve("bin/busybox");
        run(recipe, tools, busybox.toString(), "depmod", "-b", tree.toString(), release);
        List<String> applets = run(recipe, tools, busybox.toString(), "--list-full");
        // Not compressed: to unpack it would cost an emulated guest more time than it saves QEMU.
        try (CpioArchive archive = new CpioArchive(Files.newOutputStream(image.resolve("initrd.img")))) {
            fill(archive, recipe, tree, release, applets);
        }
        Map<String, String> properties = new TreeMap<>();
        properties.put("kernel", kernel);
        properties.put("initrd", "initrd.img");
        properties.put("append", recipe.append());
        properties.put("built.kernel", release);
        return properties;
    }

    private static void fill(CpioArchive archive, Recipe recipe, Path tree, String release, List<String> applets)
            throws IOException {
        for (String directory : DIRECTORIES) {
            archive.directory(directory);
        }
        for (var file : recipe.files().entrySet()) {
            archive.file(
                    file.getKey(), file.getValue().content(), file.getValue().executable() ? 0755 : 0644);
        }
        archive.file("bin/busybox", Files.readAllBytes(tree.resolve("bin/busybox")), 0755);
        SharedLibraries libraries = new SharedLibraries(tree);
        for (String program : recipe.programs()) {
            for (var file : libraries.of(program).entrySet()) {
                if (!archive.contains(file.getKey())) {
                    archive.file(file.getKey(), Files.readAllBytes(file.getValue()), 0755);
                }
            }
        }
        for (String applet : applets) {
            if (!archive.contains(applet)) {
                archive.link(applet, "/bin/busybox");
            }
        }
        if (!archive.contains("init")) {
            archive.link("init", "sbin/init");
        }
        String directory = "lib/modules/" + release;
        KernelModules modules = new KernelModules(tree.resolve(directory));
        var files = modules.files(recipe.modules());
        for (String file : files) {
            archive.file(
                    directory + "/" + file,
                    Files.readAllBytes(tree.resolve(directory).resolve(file)),
                    0644);
        }
        for (var table : modules.tables(files).entrySet()) {
            archive.file(directory + "/" + table.getKey(), table.getValue().getBytes(StandardCharsets.UTF_8), 0644);
        }
    }

    private static Path kernel(Recipe recipe, Path boot) throws IOException {
        List<Path> kernels = new ArrayList<>();
        if (Files.isDirectory(boot)) {
            try (Stream<Path> files = Files.list(boot)) {
                files.filter(file -> file.getFileName().toString().startsWith("vmlinuz-"))
                        .sorted()
                        .forEach(kernels::add);
            }
        }
        if (kernels.size() != 1) {
            throw new WorkshopException("Image '" + recipe.name() + "' was not built: its packages bring "
                    + kernels.size() + " kernels, and it takes exactly one (a file /boot/vmlinuz-…).");
        }
        return kernels.get(0);
    }

    private static List<String> run(Recipe recipe, Tools tools, String... command) {
        List<String> output = new ArrayList<>();
        Tools.Result result = tools.run(List.of(command), output::add);
        if (result.status() != 0) {
            throw new WorkshopException("Image '" + recipe.name() + "' was not built: " + String.join(" ", command)
                    + " exited with status " + result.status() + "."
                    + Excerpt.of("It said", result.tail(), 15)
                    + "\n  Log: " + tools.log());
        }
        return output;
    }
}
