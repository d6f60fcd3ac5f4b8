package io.kvmguest.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.kvmguest.GuestSpec;
import io.kvmguest.SlowTests;
import io.kvmguest.network.NetworkConfigurator;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The reference passes, and each bug is found by the check that is meant for it. */
@Tag("guest")
@Tag("configurator")
class KillMatrixGuestTest {

    @TempDir
    Path evidence;

    /** Those of what the reference can do; links that are made of others are up to the built-in configurators. */
    static Stream<Arguments> checks() {
        return NetworkCheck.all().stream().flatMap(check -> Stream.of("mini", "debian-12")
                .filter(image ->
                        check.unclaimed(PlantedBug.reference("", image)).isEmpty())
                .limit(1)
                .map(image -> Arguments.of(check, image)));
    }

    @ParameterizedTest
    @MethodSource("checks")
    void the_reference_passes(NetworkCheck check, String image) {
        if (check.isSlow()) {
            SlowTests.require();
        }

        check.run(PlantedBug.reference("", image), GuestSpec.of(image), evidence);

        assertThat(evidence.resolve("n0.pcapng")).doesNotExist();
    }

    @ParameterizedTest
    @EnumSource
    void a_planted_bug_is_found(PlantedBug bug) {
        if (bug.isSlow()) {
            SlowTests.require();
        }
        NetworkCheck check = bug.check();
        NetworkConfigurator mutant = bug.mutant();
        String image = bug.image();

        assertThatExceptionOfType(AssertionError.class)
                .as("the %s", mutant.name())
                .isThrownBy(() -> check.run(mutant, GuestSpec.of(image), evidence))
                .withMessageStartingWith(image + ", " + mutant.name() + ": check " + check.id() + " (" + check.title()
                        + ") has failed:\n  ")
                .withMessageContaining("Frames: " + evidence.resolve("n0.pcapng"));
        assertThat(evidence.resolve("n0.pcapng")).exists();
        assertThat(Files.exists(evidence.resolve("subject/console.log"))).isTrue();
    }
}
