package io.kvmguest.images;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import org.junit.jupiter.api.Test;

class CatalogueTest {

    @Test
    void knows_the_official_images_by_name() {
        assertThat(Catalogue.own().all())
                .extracting(Catalogue.Entry::name)
                .containsExactly(
                        "alpine-3.22",
                        "cirros-0.6",
                        "debian-12-genericcloud",
                        "debian-12-nocloud",
                        "debian-13-genericcloud",
                        "debian-13-nocloud",
                        "fedora-43-cloud",
                        "openwrt-23.05",
                        "ubuntu-20.04-minimal",
                        "ubuntu-22.04-minimal",
                        "ubuntu-24.04-minimal");
    }

    @Test
    void has_for_each_an_address_and_checksums_of_its_publisher() {
        assertThat(Catalogue.own().all()).allSatisfy(entry -> {
            assertThat(entry.address()).hasScheme("https");
            assertThat(entry.checksums())
                    .hasScheme("https")
                    .hasHost(entry.address().getHost());
            assertThat(entry.format()).isIn("qcow2", "raw");
            assertThat(entry.memory()).matches("[1-9][0-9]*[MG]");
            assertThat(entry.name()).doesNotContain("/").doesNotMatch(".*\\.(qcow2|img|raw)");
        });
    }

    @Test
    void names_the_file_that_checksums_are_about() {
        assertThat(Catalogue.own().find("cirros-0.6").file()).isEqualTo("cirros-0.6.2-x86_64-disk.img");
        assertThat(Catalogue.own().find("cirros-0.6").address())
                .isEqualTo(URI.create("https://download.cirros-cloud.net/0.6.2/cirros-0.6.2-x86_64-disk.img"));
    }
}
