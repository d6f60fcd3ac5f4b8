package io.kvmguest.images;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class PrepareReportTest {

    @Test
    void reads_what_the_script_prints() {
        PrepareReport report = PrepareReport.read("""
                root: /dev/vda1 ext4
                note: /boot/efi of its fstab (UUID=1) could not be mounted
                init: systemd
                loader: grub2, update-grub
                changes:
                --- a/etc/default/grub
                +++ b/etc/default/grub
                """);

        assertThat(report)
                .isEqualTo(new PrepareReport(
                        "/dev/vda1 ext4",
                        "systemd",
                        "grub2, update-grub",
                        java.util.List.of("/boot/efi of its fstab (UUID=1) could not be mounted"),
                        "--- a/etc/default/grub\n+++ b/etc/default/grub"));
        assertThat(report.changed()).isTrue();
        assertThat(report.hasLoader()).isTrue();
    }

    @Test
    void says_that_nothing_had_to_be_changed() {
        PrepareReport report = PrepareReport.read("root: /dev/vda ext4\ninit: systemd\nloader: none\nchanges:\n");

        assertThat(report.changed()).isFalse();
        assertThat(report.hasLoader()).isFalse();
    }

    @Test
    void refuses_what_is_no_report() {
        assertThatThrownBy(() -> PrepareReport.read("sh: not found"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("not a line of a report: sh: not found");
        assertThatThrownBy(() -> PrepareReport.read("init: systemd"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a report without changes: init: systemd");
    }
}
