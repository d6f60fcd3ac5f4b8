package io.kvmguest.network;

import io.kvmguest.shell.Command;
import io.kvmguest.shell.CommandResult;
import io.kvmguest.shell.RootShell;
import java.util.Map;

/** Whether a guest has the programs that a configurator is made of. */
final class Programs {

    /** A path, or a command. */
    private static final String MISSING = """
            PATH=$PATH:/usr/sbin:/sbin
            for each in $programs; do
                command -v "${each%=*}" >/dev/null || echo "$each"
            done
            """;

    private Programs() {}

    /**
     * Requires them.
     *
     * @param packages Debian's packages, by a command or a path that each brings
     * @throws IllegalStateException if one is missing; the message names the package
     */
    static void require(String configurator, Map<String, String> packages, RootShell root) {
        require(
                configurator,
                packages,
                root,
                "On Debian, the package %s brings it; the image debian-12-network has all of them.");
    }

    /**
     * Requires those of an OpenWrt.
     *
     * @throws IllegalStateException if one is missing; the message names the package
     */
    static void requireOfOpenWrt(String configurator, Map<String, String> packages, RootShell root) {
        require(configurator, packages, root, "On OpenWrt, the package %s brings it.");
    }

    private static void require(String configurator, Map<String, String> packages, RootShell root, String remedy) {
        StringBuilder programs = new StringBuilder();
        packages.forEach((program, name) ->
                programs.append(program).append('=').append(name).append(' '));
        CommandResult result = root.run(Command.of(MISSING).with("programs", programs.toString()))
                .requireSuccess();
        if (!result.lines().isEmpty()) {
            String[] words = result.lines().get(0).split("=", 2);
            throw new IllegalStateException((result.guest().isEmpty() ? "" : result.guest() + ": ") + configurator
                    + " needs '" + words[0] + "', which the guest does not have. " + remedy.formatted(words[1]));
        }
    }
}
