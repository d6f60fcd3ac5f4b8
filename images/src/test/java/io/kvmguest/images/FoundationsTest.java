package io.kvmguest.images;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvmguest.images.Foundations.Foundation;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import org.junit.jupiter.api.Test;

class FoundationsTest {

    private static Recipe disk(String name, String suite, String... packages) {
        SortedMap<String, byte[]> folder = Recipes.folder(java.util.Map.of(
                "recipe.properties",
                "description = A disk\nkind = disk\nmemory = 1G\ndisk.size = 4G\nsuite = " + suite,
                "packages.txt",
                String.join("\n", packages)));
        return Recipes.read(name, folder);
    }

    private final Recipe systemd = disk("systemd", "bookworm", "grub-pc", "udev", "systemd-sysv");
    private final Recipe runit = disk("runit", "bookworm", "udev", "runit-init", "grub-pc");
    private final Recipe newer = disk("newer", "trixie", "grub-pc", "udev");

    @Test
    void hold_what_all_disks_of_a_suite_ask_for() {
        try (Foundations foundations = new Foundations(List.of(systemd, newer, runit))) {
            assertThat(foundations.shared(systemd)).containsExactly("grub-pc", "udev");
            assertThat(foundations.shared(runit)).containsExactlyInAnyOrder("grub-pc", "udev");
        }
    }

    @Test
    void are_not_made_for_one_disk() {
        try (Foundations foundations = new Foundations(List.of(systemd, newer, Recipes.small("small", "one")))) {
            assertThat(foundations.shared(systemd)).isEmpty();
            assertThat(foundations.shared(newer)).isEmpty();
        }
    }

    @Test
    void are_not_for_what_was_not_planned() {
        try (Foundations foundations = new Foundations(List.of(systemd, runit))) {
            assertThat(foundations.shared(disk("late", "bookworm", "grub-pc"))).isEmpty();
        }
    }

    @Test
    void leave_the_rest_to_each_disk() {
        Foundation foundation = new Foundation(Path.of("/tmp/it's.tar"), Set.of("grub-pc", "udev"));

        assertThat(foundation.missing(runit)).containsExactly("runit-init");
        assertThat(Mmdebstrap.onTopOf(foundation.archive(), foundation.missing(runit)))
                .containsExactly(
                        "--skip=update",
                        "--setup-hook=echo step: unpacking what others have as well",
                        "--setup-hook=tar-in '/tmp/it'\\''s.tar' /",
                        "--customize-hook=echo step: installing packages; APT_CONFIG=\"$MMDEBSTRAP_APT_CONFIG\" apt-get"
                                + " -o Dir::Bin::dpkg=env -o DPkg::Options::=--unset=TMPDIR -o DPkg::Options::=dpkg"
                                + " -o DPkg::Chroot-Directory=\"$1\" --yes install runit-init");
        assertThat(Mmdebstrap.onTopOf(foundation.archive(), List.of())).hasSize(3);
    }
}
