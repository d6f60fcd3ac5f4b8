package io.kvmguest.images;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class PrerequisitesTest {

    private static final Recipe RECIPE = Recipes.read("large", Recipes.disk());

    @Test
    void names_the_programs_that_are_missing_and_the_packages_that_bring_them() {
        String message = Prerequisites.missing(RECIPE, List.of("mmdebstrap", "tar", "mke2fs", "sfdisk"), "tar"::equals);

        assertThat(message).isEqualTo("""
                        Image 'large' cannot be built: these programs are not on the PATH: mmdebstrap, mke2fs, sfdisk
                          Debian, Ubuntu:  sudo apt-get install e2fsprogs fdisk mmdebstrap
                          Elsewhere, build it on a Debian machine and copy the folder 'images' of its cache directory.""");
    }

    @Test
    void is_silent_when_all_are_there() {
        assertThat(Prerequisites.missing(RECIPE, List.of("mmdebstrap", "tar"), program -> true))
                .isEmpty();
    }

    @Test
    void says_where_there_is_not_room_enough() {
        assertThat(Prerequisites.room(RECIPE, Path.of("/var/tmp"), 2500, 31, "TMPDIR"))
                .isEqualTo("""
                        Image 'large' cannot be built: it takes 2500 MB in /var/tmp, and 31 MB are free.
                          Free some, or name another place by the environment variable TMPDIR.""");
        assertThat(Prerequisites.room(RECIPE, Path.of("/var/tmp"), 2500, 2500, "TMPDIR"))
                .isEmpty();
    }

    /** Debian's essential packages, and util-linux, bring the rest: {@code dpkg}, {@code tar}, {@code apt-get}, {@code unshare}. */
    @Test
    void are_installed_by_the_script_that_sets_a_machine_up() throws IOException {
        List<String> needs = Files.readAllLines(Path.of("../kvmguest")).stream()
                .dropWhile(line -> !line.contains("<<'NEEDS'"))
                .skip(1)
                .takeWhile(line -> !line.equals("NEEDS"))
                .map(line -> line.substring(0, line.indexOf(' ')))
                .toList();
        assertThat(needs).contains("javac", "qemu-system-x86_64");
        assertThat(Stream.of(new DiskBuilder(new Foundations(List.of())), new InitramfsBuilder())
                        .flatMap(builder -> builder.programs().stream())
                        .distinct())
                .contains("mmdebstrap", "qemu-img")
                .filteredOn(program -> !List.of("apt-get", "dpkg", "tar").contains(program))
                .isSubsetOf(needs);
    }
}
