package io.kvmguest.boot;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The name of this host, without asking the network for it. */
final class HostName {

    static String get() {
        try {
            return Files.readString(Path.of("/proc/sys/kernel/hostname")).strip();
        } catch (IOException e) {
            return System.getenv().getOrDefault("HOSTNAME", "this host");
        }
    }

    private HostName() {}
}
