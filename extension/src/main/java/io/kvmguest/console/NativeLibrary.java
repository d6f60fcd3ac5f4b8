package io.kvmguest.console;

import com.fazecast.jSerialComm.SerialPort;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;

/**
 * Loads jSerialComm's native library from a copy that nobody else has. By itself, every JVM of a user unpacks it into the same
 * file and loads that, so that several which start together may load what another is still writing, and crash.
 *
 * <p>Whoever has set {@code jSerialComm.library.path} or {@code fazecast.jSerialComm.appid} is left alone.
 */
final class NativeLibrary {

    private static final String PATH = "jSerialComm.library.path";
    private static final String APPLICATION = "fazecast.jSerialComm.appid";
    private static final String FILE = "libjSerialComm.so";

    /** Where jSerialComm's jar has it for Linux, by {@code os.arch}. */
    private static final Map<String, String> FOLDERS = Map.of("amd64", "x86_64", "aarch64", "armv8_64");

    private static boolean loaded;

    private NativeLibrary() {}

    /** Loads it, unless it is; before anything else is asked of {@link SerialPort}. */
    static synchronized void load() {
        if (loaded) {
            return;
        }
        if (System.getProperty(PATH) == null && System.getProperty(APPLICATION) == null) {
            loadOwn();
        } else {
            initialise();
        }
        loaded = true;
    }

    private static void loadOwn() {
        // Where it goes when our copy cannot be loaded, as the folder for temporary files is mounted noexec, say.
        System.setProperty(APPLICATION, "kvmguest-" + ProcessHandle.current().pid() + "-" + System.nanoTime());
        try {
            Path folder = Files.createTempDirectory("kvmguest-serial");
            Path file = folder.resolve(FILE);
            try {
                if (unpack(file)) {
                    System.setProperty(PATH, folder.toString());
                }
                initialise();
            } finally {
                System.clearProperty(PATH);
                Files.deleteIfExists(file); // Linux keeps what is mapped
                Files.deleteIfExists(folder);
            }
        } catch (IOException e) {
            initialise();
        } finally {
            System.clearProperty(APPLICATION);
        }
    }

    private static boolean unpack(Path file) throws IOException {
        String folder = FOLDERS.get(System.getProperty("os.arch", ""));
        if (folder == null
                || !System.getProperty("os.name", "").toLowerCase(Locale.ROOT).contains("linux")) {
            return false;
        }
        try (InputStream library = SerialPort.class.getResourceAsStream("/Linux/" + folder + "/" + FILE)) {
            if (library == null) {
                return false;
            }
            Files.copy(library, file);
            return true;
        }
    }

    /** The class loads the library when it is initialised. */
    private static void initialise() {
        String unusedVersion = SerialPort.getVersion();
    }
}
