package io.kvmguest.images;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** Runs {@code mmdebstrap}, which fetches a distribution's packages and makes a system of them. */
final class Mmdebstrap {

    /** Names another mirror than mmdebstrap's own: {@value}. */
    static final String MIRROR = "KVMGUEST_DEBIAN_MIRROR";

    /** What it says of its steps, and what we say; our own scripts print "step: …". */
    private static final Map<String, String> STEPS = Map.of(
            "I: running apt-get update...", "fetching the lists of packages",
            "I: downloading packages with apt...", "downloading packages",
            "I: extracting archives...", "unpacking packages",
            "I: installing essential packages...", "installing essential packages",
            "I: installing remaining packages inside the chroot...", "installing packages",
            "I: cleaning package lists and apt cache...", "tidying up");

    private static final String OWN_STEP = "step: ";

    private final Tools tools;
    private final Progress progress;

    Mmdebstrap(Tools tools, Progress progress) {
        this.tools = tools;
        this.progress = progress;
    }

    /** By whose rights files come to belong to root. */
    enum Rights {
        /** By nobody's: nothing is installed, and files belong to whoever unpacks them. */
        NONE("chrootless"),
        /** By those that a user has inside a namespace of its own. */
        NAMESPACE("unshare"),
        /** By root's. */
        ROOT("root");

        private final String mode;

        Rights(String mode) {
            this.mode = mode;
        }
    }

    /** Returns the rights with which packages can be unpacked. */
    static Rights toUnpack() {
        return isRoot() ? Rights.ROOT : Rights.NONE;
    }

    /**
     * Returns the rights with which packages can be installed.
     *
     * @throws WorkshopException if this user has none; the message says how to get them
     */
    Rights toInstall(String image) {
        if (isRoot()) {
            return Rights.ROOT;
        }
        // The program itself is asked: where AppArmor restricts namespaces, it has a profile that allows them.
        Tools.Result result = tools.run(List.of("mmdebstrap", "--unshare-helper", "chroot", "/", "true"), line -> {});
        if (result.status() != 0) {
            throw new WorkshopException(noRights(image, result.tail()));
        }
        return Rights.NAMESPACE;
    }

    static String noRights(String image, List<String> said) {
        String user = System.getProperty("user.name", "this user");
        return "Image '" + image + "' cannot be built: its files belong to root, and user " + user
                + " may not become root inside a user namespace here."
                + "\n  Give it that right:  sudo apt-get install uidmap && sudo usermod --add-subuids 100000-165535"
                + " --add-subgids 100000-165535 " + user
                + "\n  (and where AppArmor forbids it:  sudo sysctl kernel.apparmor_restrict_unprivileged_userns=0)"
                + "\n  or build as root:    sudo --preserve-env=HOME,KVMGUEST_CACHE_DIR ./kvmguest image build " + image
                + Excerpt.of("mmdebstrap said", said, 5);
    }

    private static boolean isRoot() {
        try {
            return Integer.valueOf(0).equals(Files.getAttribute(Path.of("/proc/self"), "unix:uid"));
        } catch (IOException | UnsupportedOperationException | IllegalArgumentException e) {
            return false;
        }
    }

    /**
     * Runs it; its steps are shown as ours.
     *
     * @param recipe the recipe that it is for, whose suite is taken
     * @param packages what is installed or unpacked
     * @throws WorkshopException if it fails; the message names the cause where it is a known one
     */
    void run(
            Recipe recipe, Collection<String> packages, Rights rights, String variant, Path target, List<String> more) {
        List<String> command = new ArrayList<>(List.of(
                // The kernel's package would make an initramfs, initramfs-tools another: thousands of processes each.
                // disk.sh makes the one that counts.
                "env",
                "INITRD=No",
                "mmdebstrap",
                "--mode=" + rights.mode,
                "--variant=" + variant,
                "--architectures=amd64"));
        if (!packages.isEmpty()) {
            command.add("--include=" + String.join(",", packages));
        }
        command.addAll(more);
        command.add(recipe.suite());
        command.add(target.toString());
        Optional.ofNullable(System.getenv(MIRROR))
                .filter(mirror -> !mirror.isBlank())
                .ifPresent(command::add);
        Tools.Result result = tools.run(command, this::showStep);
        if (result.status() != 0) {
            throw new WorkshopException(failure(recipe, result, tools.log()));
        }
    }

    /** Returns the options that make it build on a system that it made before, and add these packages. */
    static List<String> onTopOf(Path archive, List<String> packages) {
        List<String> options = new ArrayList<>(List.of(
                "--skip=update",
                "--setup-hook=echo step: unpacking what others have as well",
                "--setup-hook=tar-in " + quoted(archive) + " /"));
        if (!packages.isEmpty()) {
            // As mmdebstrap itself does it: apt runs outside, where the network is, and dpkg inside.
            options.add("--customize-hook=echo step: installing packages; APT_CONFIG=\"$MMDEBSTRAP_APT_CONFIG\" apt-get"
                    + " -o Dir::Bin::dpkg=env -o DPkg::Options::=--unset=TMPDIR -o DPkg::Options::=dpkg"
                    + " -o DPkg::Chroot-Directory=\"$1\" --yes install " + String.join(" ", packages));
        }
        return options;
    }

    /** As a shell reads it. */
    static String quoted(Path path) {
        return "'" + path.toString().replace("'", "'\\''") + "'";
    }

    private void showStep(String line) {
        if (line.startsWith(OWN_STEP)) {
            progress.step(line.substring(OWN_STEP.length()));
        } else if (STEPS.containsKey(line)) {
            progress.step(STEPS.getOrDefault(line, line));
        }
    }

    static String failure(Recipe recipe, Tools.Result result, Path log) {
        String said = String.join("\n", result.tail());
        String cause;
        if (has(said, "No space left on device")) {
            cause = "the disk is full. Free 3 GB below " + Tools.temporaryDirectory() + " (TMPDIR names another place)"
                    + " and in the cache (KVMGUEST_CACHE_DIR names another place)";
        } else if (has(
                said,
                "Could not resolve|Temporary failure|Could not connect|Unable to connect|timed out|"
                        + "Network is unreachable|Connection refused|Connection failed|No route to host")) {
            cause =
                    "the packages could not be fetched. Is this machine online? Set http_proxy if it needs a proxy, and "
                            + MIRROR + " to use a mirror of your own";
        } else if (has(said, "NO_PUBKEY|not signed|keyring")) {
            cause = "the signature of the distribution could not be checked: install its keys"
                    + " (apt-get install debian-archive-keyring)";
        } else if (has(said, "Unable to locate package (\\S+)|has no installation candidate")) {
            cause = "a package of packages.txt is not in " + recipe.suite();
        } else {
            cause = "mmdebstrap exited with status " + result.status();
        }
        return "Image '" + recipe.name() + "' was not built: " + cause + "."
                + Excerpt.of("The last that was said", result.tail(), 15)
                + "\n  Log: " + log;
    }

    private static boolean has(String text, String pattern) {
        return Pattern.compile(pattern).matcher(text).find();
    }
}
