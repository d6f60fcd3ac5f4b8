package io.kvmguest.qemu;

import io.kvmguest.qemu.HostTools.Outcome;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The QEMU program, and what it can do.
 *
 * @param path where it is
 * @param version its version
 * @param sandbox whether it can confine itself by {@code -sandbox} on this host
 */
record QemuBinary(Path path, QemuVersion version, boolean sandbox) {

    /** The system property that names another program than the one on the {@code PATH}. */
    static final String PROPERTY = "kvmguest.qemu";

    /** The environment variable that does the same; the property wins. */
    static final String VARIABLE = "KVMGUEST_QEMU";

    /**
     * The system property that, being {@code socket}, has network cards joined to segments as QEMU before 7.2 needs it, whatever
     * QEMU there is. It is there to test that.
     */
    static final String NETDEV_PROPERTY = "kvmguest.netdev";

    static final String PROGRAM = "qemu-system-x86_64";

    /** What QEMU may not do. No part of a guest needs any of this. */
    static final List<String> SANDBOX =
            List.of("-sandbox", "on,obsolete=deny,elevateprivileges=deny,spawn=deny,resourcecontrol=deny");

    private static final Map<Path, QemuBinary> KNOWN = new ConcurrentHashMap<>();

    /**
     * Finds QEMU and asks it once per JVM.
     *
     * @throws QemuUnavailableException if there is none, or if it is too old
     */
    static QemuBinary find() {
        return find(System.getProperty(PROPERTY), System.getenv(VARIABLE), HostTools::find);
    }

    /** @param path finds a program on the {@code PATH} */
    static QemuBinary find(
            @Nullable String property, @Nullable String variable, Function<String, Optional<Path>> path) {
        if (property != null && !property.isBlank()) {
            return named(property, path, "the system property " + PROPERTY);
        }
        if (variable != null && !variable.isBlank()) {
            return named(variable, path, "the environment variable " + VARIABLE);
        }
        return path.apply(PROGRAM)
                .map(QemuBinary::ask)
                .orElseThrow(() -> new QemuUnavailableException("""
                There is no %s on the PATH. Install QEMU:
                  Debian, Ubuntu:  apt-get install qemu-system-x86 qemu-utils
                  Fedora:          dnf install qemu-system-x86 qemu-img
                  Arch:            pacman -S qemu-system-x86 qemu-img
                  macOS:           brew install qemu
                or say where it is: -D%s=/path/to/%s, or %s in the environment.""".formatted(PROGRAM, PROPERTY, PROGRAM, VARIABLE)));
    }

    private static QemuBinary named(String name, Function<String, Optional<Path>> path, String by) {
        Optional<Path> program =
                name.contains("/") ? Optional.of(Path.of(name)).filter(Files::isExecutable) : path.apply(name);
        return program.map(QemuBinary::ask)
                .orElseThrow(() -> new QemuUnavailableException(
                        "There is no program '" + name + "', which is what " + by + " names as QEMU."));
    }

    private static QemuBinary ask(Path path) {
        return KNOWN.computeIfAbsent(path.toAbsolutePath(), QemuBinary::examine);
    }

    private static QemuBinary examine(Path path) {
        Outcome banner = HostTools.run(List.of(path.toString(), "--version"));
        QemuVersion version = QemuVersion.parse(banner.output())
                .orElseThrow(() -> new QemuUnavailableException("'" + path
                        + " --version' did not print a version of QEMU, but:" + Quote.lines(banner.output())));
        if (!version.isAtLeast(6, 2)) {
            throw new QemuUnavailableException(path + " is QEMU " + version + "; 6.2 or newer is needed.");
        }
        return new QemuBinary(path, version, sandboxWorks(path));
    }

    /** Returns whether its network cards can listen at unix sockets ({@code -netdev stream}), as they can since 7.2. */
    boolean hasStream() {
        return version.isAtLeast(7, 2) && !"socket".equals(System.getProperty(NETDEV_PROPERTY));
    }

    /** The program may be built without it, and a container may forbid it: only trying it tells. */
    private static boolean sandboxWorks(Path path) {
        return HostTools.run(List.of(path.toString(), SANDBOX.get(0), SANDBOX.get(1), "-machine", "help"))
                .succeeded();
    }
}
