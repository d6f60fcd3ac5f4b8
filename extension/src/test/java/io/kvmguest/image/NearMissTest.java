package io.kvmguest.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NearMissTest {

    private static final List<String> NAMES = List.of("debian-12", "debian-13", "mini");

    @ParameterizedTest
    @ValueSource(strings = {"debian12", "Debian-12", "debian_12", "debain-12", "debian-1"})
    void finds_what_was_meant(String name) {
        assertThat(NearMiss.of(name, NAMES)).contains("debian-12");
    }

    @ParameterizedTest
    @ValueSource(strings = {"ubuntu", "openwrt", "", "m"})
    void does_not_guess_wildly(String name) {
        assertThat(NearMiss.of(name, NAMES)).isEmpty();
    }

    @Test
    void takes_the_nearest() {
        assertThat(NearMiss.of("debian-13x", NAMES)).contains("debian-13");
    }

    @ParameterizedTest
    @ValueSource(strings = {"ruoter", "oruter", "rotuer", "Router"})
    void takes_letters_that_changed_places_for_one_slip(String name) {
        assertThat(NearMiss.of(name, List.of("client", "router"))).contains("router");
    }
}
