package io.kvmguest;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** On a system with cloud-init, of one's own: a Debian with the package, or an official cloud image. */
@EnabledIfSystemProperty(
        named = NoCloudGuestTest.IMAGE,
        matches = ".+",
        disabledReason = "-Dkvmguest.test.cloudinit=IMAGE names no image with cloud-init")
class NoCloudGuestTest {

    static final String IMAGE = "kvmguest.test.cloudinit";

    @Test
    void logs_root_in_by_cloud_init() {
        GuestSpec spec = GuestSpec.of(System.getProperty(IMAGE)).name("seeded").cloudInit();

        try (Guest guest = Guest.start(spec)) {
            assertThat(guest.shell().run("id -u").stdout()).isEqualTo("0");
            assertThat(guest.shell().run("hostname").stdout()).isEqualTo("seeded");
        }
    }
}
