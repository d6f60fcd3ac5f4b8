package io.kvmguest.qemu;

import io.kvmguest.image.BackingChain;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/**
 * Names a template by all that has shaped it, so that another QEMU, another image or another wish gets another.
 *
 * <p>Files are known by their path, size and time of change: to read an image takes longer than to boot it.
 */
public final class TemplateKey {

    /** To be raised when what is saved of a guest, or what is done to it before, is changed. */
    private static final String FORMAT = "2";

    private static final int DIGITS = 24;

    /**
     * Returns the name for the template of a machine.
     *
     * @param machine its machine, with overlays that need not be there
     * @param disks what the overlays are to lie on
     * @param wishes what else has a part in what the guest is when its root shell is proven
     * @throws IOException if a file cannot be looked at
     */
    public static String of(Machine machine, List<Path> disks, List<String> wishes) throws IOException {
        QemuBinary qemu = QemuBinary.find();
        List<String> parts = new ArrayList<>(List.of(FORMAT, qemu.version().toString(), identity(qemu.path())));
        // All of the machine is in the command line, which is the same for the same machine in the same directory.
        Path anywhere = Path.of("/nowhere");
        parts.addAll(QemuCommand.of(qemu, machine, anywhere, Beginning.powerOff(anywhere.resolve("memory"))));
        if (machine.accelerator() == Accelerator.KVM) {
            parts.addAll(hostProcessor());
        }
        for (Path file : Stream.concat(machine.kernel().stream(), machine.initrd().stream())
                .toList()) {
            parts.add(identity(file));
        }
        for (Path disk : disks) {
            for (Path file : BackingChain.of(disk)) {
                parts.add(identity(file));
            }
        }
        parts.addAll(wishes);
        return digest(parts);
    }

    private static String identity(Path file) throws IOException {
        Path real = file.toRealPath();
        return real + " " + Files.size(real) + " "
                + Files.getLastModifiedTime(real).toInstant();
    }

    /** A state that was saved on one model of processor may not run on another. */
    private static List<String> hostProcessor() throws IOException {
        List<String> lines = new ArrayList<>(List.of(System.getProperty("os.version")));
        try (Stream<String> info = Files.lines(Path.of("/proc/cpuinfo"))) {
            info.takeWhile(line -> !line.isBlank())
                    .filter(line -> line.matches("(model name|flags|microcode|stepping)\\s*:.*"))
                    .forEach(lines::add);
        }
        return lines;
    }

    private static String digest(List<String> parts) {
        try {
            MessageDigest sha = MessageDigest.getInstance("SHA-256");
            for (String part : parts) {
                byte[] bytes = part.getBytes(StandardCharsets.UTF_8);
                sha.update((bytes.length + ":").getBytes(StandardCharsets.US_ASCII));
                sha.update(bytes);
            }
            return HexFormat.of().formatHex(sha.digest()).substring(0, DIGITS);
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every JDK has SHA-256", e);
        }
    }

    private TemplateKey() {}
}
