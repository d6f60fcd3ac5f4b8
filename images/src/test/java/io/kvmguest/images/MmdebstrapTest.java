package io.kvmguest.images;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MmdebstrapTest {

    private static final Recipe RECIPE = Recipes.read("large", Recipes.disk());
    private static final Path LOG = Path.of("/cache/logs/image-large.log");

    private static String failure(String... said) {
        return Mmdebstrap.failure(RECIPE, new Tools.Result(25, List.of(said)), LOG);
    }

    @Test
    void quotes_what_was_said_and_names_the_log() {
        assertThat(failure("I: running apt-get update...", "E: something else")).isEqualTo("""
                        Image 'large' was not built: mmdebstrap exited with status 25.
                          The last that was said:
                            | I: running apt-get update...
                            | E: something else
                          Log: /cache/logs/image-large.log""");
    }

    @Test
    void quotes_the_last_fifteen_lines() {
        String[] said = java.util.stream.IntStream.rangeClosed(1, 20)
                .mapToObj(n -> "line " + n)
                .toArray(String[]::new);

        assertThat(failure(said))
                .contains("    | line 6\n")
                .contains("    | line 20\n")
                .doesNotContain("line 5\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Err:1 http://mirror bookworm InRelease  Could not resolve 'mirror'",
                "  Temporary failure resolving 'mirror'",
                "  Could not connect to 127.0.0.1:1 (127.0.0.1). - connect (111: Connection refused)",
                "  Connection timed out"
            })
    void knows_a_network_that_is_not_there(String line) {
        assertThat(failure(line))
                .startsWith(
                        "Image 'large' was not built: the packages could not be fetched. Is this machine online?"
                                + " Set http_proxy if it needs a proxy, and KVMGUEST_DEBIAN_MIRROR to use a mirror of your own.\n");
    }

    @Test
    void knows_a_full_disk() {
        assertThat(failure("tar: ./usr: Cannot write: No space left on device", "E: Could not connect"))
                .startsWith(
                        "Image 'large' was not built: the disk is full. Free 3 GB below " + Tools.temporaryDirectory()
                                + " (TMPDIR names another place) and in the cache (KVMGUEST_CACHE_DIR names another place).\n");
    }

    @Test
    void knows_a_missing_key() {
        assertThat(failure("W: GPG error: NO_PUBKEY 6ED0E7B82643E131"))
                .startsWith(
                        "Image 'large' was not built: the signature of the distribution could not be checked: install"
                                + " its keys (apt-get install debian-archive-keyring).\n");
    }

    @Test
    void knows_a_package_that_is_not_there() {
        assertThat(failure("E: Unable to locate package gruub"))
                .startsWith("Image 'large' was not built: a package of packages.txt is not in bookworm.\n");
    }

    @Test
    void says_how_a_user_gets_the_rights_to_build_a_disk() {
        String user = System.getProperty("user.name");

        assertThat(Mmdebstrap.noRights("large", List.of("E: unshare failed"))).isEqualTo("""
                        Image 'large' cannot be built: its files belong to root, and user %1$s may not become root inside a user namespace here.
                          Give it that right:  sudo apt-get install uidmap && sudo usermod --add-subuids 100000-165535 --add-subgids 100000-165535 %1$s
                          (and where AppArmor forbids it:  sudo sysctl kernel.apparmor_restrict_unprivileged_userns=0)
                          or build as root:    sudo --preserve-env=HOME,KVMGUEST_CACHE_DIR ./kvmguest image build large
                          mmdebstrap said:
                            | E: unshare failed""".formatted(user));
    }
}
