package io.kvmguest.images;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** The shell scripts that prepare a system, put together of their parts. */
final class PrepareScripts {

    /** Where the system is mounted in the helper guest. */
    static final String ROOT = "/mnt/system";

    private static final List<String> PARTS =
            List.of("changes.sh", "words.sh", "loaders.sh", "inits.sh", "network.sh", "main.sh");

    private PrepareScripts() {}

    /**
     * Returns the script that prepares a tree of files. It reads the variables {@code root} (the tree), {@code kept} (a
     * directory for what was there before), {@code wishes} and {@code chroot} (the program that runs others inside).
     */
    static String tree() {
        return "#!/bin/sh\nset -eu\n" + PARTS.stream().map(PrepareScripts::part).collect(Collectors.joining("\n"));
    }

    /** Returns the script that finds the system on the helper's disk and runs on it the one that it has as its input. */
    static String disk(Set<PrepareWish> wishes) {
        String words = new TreeSet<>(wishes).stream().map(PrepareWish::word).collect(Collectors.joining(" "));
        return "set -eu\nexport root=" + ROOT + " kept=/run/kvmguest/kept wishes='" + words + "'\n"
                + part("mount.sh")
                + """

                mkdir -p /run/kvmguest
                cat >/run/kvmguest/prepare.sh
                mount_system
                status=0
                sh /run/kvmguest/prepare.sh || status=$?
                unmount_system
                exit "$status"
                """;
    }

    /** Returns what changes whenever preparing does something else. */
    static String version() {
        return Digests.of(tree() + disk(Set.of()));
    }

    private static String part(String name) {
        return new String(Scripts.read("prepare/" + name), StandardCharsets.UTF_8);
    }
}
