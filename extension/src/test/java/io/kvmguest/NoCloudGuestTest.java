package io.kvmguest;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** The seed as a guest sees it. */
@Tag("guest")
class NoCloudGuestTest {

    private static final String IMAGE = "kvmguest.test.cloudinit";

    /** Images with cloud-init are not built here: one's own Debian with the package, or an official cloud image. */
    @Test
    @EnabledIfSystemProperty(
            named = IMAGE,
            matches = ".+",
            disabledReason = "-Dkvmguest.test.cloudinit=IMAGE names no image with cloud-init")
    void logs_root_in_by_cloud_init() {
        GuestSpec spec = GuestSpec.of(System.getProperty(IMAGE)).name("seeded").cloudInit();

        try (Guest guest = Guest.start(spec)) {
            assertThat(guest.shell().run("id -u").stdout()).isEqualTo("0");
            assertThat(guest.shell().run("hostname").stdout()).isEqualTo("seeded");
        }
    }

    @Test
    void is_a_disk_that_a_clone_has_as_well() {
        try (Guest guest = Guest.start(GuestSpec.of("debian-12").name("seeded").cloudInit())) {
            assertThat(guest.bootLog().origin().isRecorded()).isTrue();
            // How cloud-init finds it: by the label of the file system.
            assertThat(guest.shell().run("blkid -o value -s LABEL /dev/vdb*").lines())
                    .contains("cidata");
            guest.shell()
                    .run("mount -o ro $(blkid -l -o device -t LABEL=cidata) /mnt")
                    .requireSuccess();
            assertThat(guest.shell().run("cat /mnt/meta-data").stdout())
                    .isEqualTo("instance-id: kvmguest\nlocal-hostname: seeded");
        }
    }
}
