package io.kvmguest;

import io.kvmguest.boot.BootLog;
import io.kvmguest.console.SerialConsole;
import io.kvmguest.console.Transcript;
import io.kvmguest.qemu.QemuProcess;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.stream.Collectors;

/** The raw facts of a guest as files: what its console printed, and how QEMU was called and ended. */
final class EvidenceFolder {

    private static final String PLAIN = "[A-Za-z0-9_./:=,@%+-]+";

    static void write(Path directory, SerialConsole console, BootSeries boots, QemuProcess qemu) throws IOException {
        BootLog boot = boots.log();
        write(directory, console.transcript(), boot);
        console.saveCast(directory.resolve("console.cast"), boot.origin().at(), boots.recordingFacts());
        Files.writeString(
                directory.resolve("qemu.txt"),
                pasteable(qemu.commandLine()) + "\n\n# standard error\n"
                        + qemu.stderr().strip() + "\n");
    }

    /** Writes what a console has printed, and the boot that this tells of. */
    static void write(Path directory, Transcript console, BootLog boot) throws IOException {
        Files.createDirectories(directory);
        try (InputStream raw = console.open(0)) {
            Files.copy(raw, directory.resolve("console.log"), StandardCopyOption.REPLACE_EXISTING);
        }
        Files.writeString(directory.resolve("boot.txt"), boot.summary() + "\n");
    }

    /** Returns a command line that can be pasted into a shell. */
    static String pasteable(List<String> words) {
        return words.stream()
                .map(word -> word.matches(PLAIN) ? word : "'" + word.replace("'", "'\\''") + "'")
                .collect(Collectors.joining(" "));
    }

    private EvidenceFolder() {}
}
