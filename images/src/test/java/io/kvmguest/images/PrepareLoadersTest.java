package io.kvmguest.images;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every boot loader, on trees laid out like systems that have it. */
class PrepareLoadersTest {

    private static final String CONSOLES = "console=tty1 console=ttyS0,115200n8 net.ifnames=0 biosdevname=0";

    private final PreparedTree tree;

    PrepareLoadersTest(@TempDir Path directory) {
        tree = new PreparedTree(directory);
    }

    @BeforeEach
    void haveAnInit() {
        tree.newSystemd();
    }

    @AfterEach
    void deleteTheTree() throws IOException {
        tree.delete();
    }

    private void changesNothingMore() {
        var before = tree.everything();
        assertThat(tree.prepare().diff()).isEmpty();
        assertThat(tree.everything()).isEqualTo(before);
    }

    @Test
    void sets_grub_as_debian_has_it_and_runs_update_grub() {
        PrepareReport report = tree.debianGrub().prepare();

        assertThat(report.loader()).isEqualTo("grub2, update-grub");
        assertThat(tree.read("/etc/default/grub")).isEqualTo("""
                GRUB_DEFAULT=0
                GRUB_TIMEOUT=0
                GRUB_CMDLINE_LINUX_DEFAULT=""
                GRUB_CMDLINE_LINUX="console=tty1 console=ttyS0,115200n8 net.ifnames=0 biosdevname=0"
                # Uncomment to disable graphical terminal (grub-pc only)
                #GRUB_TERMINAL=console
                GRUB_TERMINAL=console
                """);
        assertThat(tree.read("/boot/grub/grub.cfg")).isEqualTo("""
                set timeout=0
                terminal_output console
                \tlinux\t/boot/vmlinuz-6.1.0 root=UUID=1 ro console=tty1 console=ttyS0,115200n8 net.ifnames=0 biosdevname=0\s
                """);
        assertThat(report.diff()).contains("""
                --- a/boot/grub/grub.cfg
                +++ b/boot/grub/grub.cfg
                @@ -1,2 +1,3 @@
                -set timeout=5
                -	linux	/boot/vmlinuz-6.1.0 root=UUID=1 ro  quiet
                +set timeout=0
                """);
        changesNothingMore();
    }

    @Test
    void overrules_the_settings_of_ubuntus_cloud_images() {
        tree.debianGrub()
                .file("/etc/grub.d/00_header", "GRUB_RECORDFAIL_TIMEOUT\n")
                .file("/etc/default/grub.d/50-cloudimg-settings.cfg", """
                GRUB_CMDLINE_LINUX_DEFAULT="console=tty1 console=ttyS0"
                GRUB_TERMINAL=serial
                """)
                .prepare();

        assertThat(tree.read("/etc/default/grub.d/50-cloudimg-settings.cfg")).isEqualTo("""
                GRUB_CMDLINE_LINUX_DEFAULT=""
                GRUB_TERMINAL=console
                """);
        assertThat(tree.read("/etc/default/grub")).contains("GRUB_RECORDFAIL_TIMEOUT=0\n");
        assertThat(tree.read("/boot/grub/grub.cfg")).contains("ro " + CONSOLES);
        changesNothingMore();
    }

    @Test
    void puts_the_words_where_the_last_file_sets_them() {
        tree.debianGrub().file("/etc/default/grub.d/10_cloud.cfg", """
                GRUB_CMDLINE_LINUX="console=tty0 console=ttyS0,115200 earlyprintk=ttyS0,115200 consoleblank=0"
                """).prepare();

        assertThat(tree.read("/etc/default/grub")).contains("GRUB_CMDLINE_LINUX=\"\"\n");
        assertThat(tree.read("/etc/default/grub.d/10_cloud.cfg")).isEqualTo("""
                GRUB_CMDLINE_LINUX="earlyprintk=ttyS0,115200 consoleblank=0 console=tty0 console=ttyS0,115200n8 net.ifnames=0 biosdevname=0"
                """);
        changesNothingMore();
    }

    @Test
    void edits_grubs_configuration_where_update_grub_fails() {
        tree.debianGrub().file("/usr/sbin/update-grub", "echo 'cannot find a device for /' >&2\nexit 1\n");

        PrepareReport report = tree.prepare();

        assertThat(report.notes())
                .containsExactly("update-grub failed, so /boot/grub/grub.cfg was edited: cannot find a device for /");
        assertThat(tree.read("/boot/grub/grub.cfg")).isEqualTo("""
                set timeout=0
                \tlinux\t/boot/vmlinuz-6.1.0 root=UUID=1 ro %s
                """.formatted(CONSOLES));
        changesNothingMore();
    }

    @Test
    void edits_grubs_configuration_where_nothing_makes_it() {
        tree.file("/boot/grub2/grub.cfg", """
                set timeout="5"
                linux16 /vmlinuz root=/dev/vda1 console=ttyS0
                linux16 /memtest86+.bin
                """);

        assertThat(tree.prepare().loader()).isEqualTo("grub2");
        assertThat(tree.read("/boot/grub2/grub.cfg")).isEqualTo("""
                set timeout=0
                linux16 /vmlinuz root=/dev/vda1 %s
                linux16 /memtest86+.bin
                """.formatted(CONSOLES));
        changesNothingMore();
    }

    @Test
    void sets_the_entries_that_fedoras_grub_reads() {
        tree.file("/etc/default/grub", """
                GRUB_TIMEOUT=5
                GRUB_TERMINAL_OUTPUT="console"
                GRUB_CMDLINE_LINUX="no_timer_check rhgb quiet"
                GRUB_ENABLE_BLSCFG=true
                """)
                .file("/boot/grub2/grub.cfg", "set timeout=5\nblscfg\n")
                .file(
                        "/usr/sbin/grub2-mkconfig",
                        ". \"$ROOT/etc/default/grub\"\nprintf 'set timeout=%s\\nblscfg\\n' \"$GRUB_TIMEOUT\" >\"$ROOT$2\"\n")
                .file("/boot/loader/entries/1-6.8.conf", """
                        title Fedora
                        options root=UUID=1 ro rootflags=subvol=root no_timer_check rhgb quiet
                        """)
                .file("/etc/kernel/cmdline", "root=UUID=1 ro quiet\n");

        assertThat(tree.prepare().loader()).isEqualTo("grub2, grub2-mkconfig");

        assertThat(tree.read("/boot/loader/entries/1-6.8.conf")).isEqualTo("""
                title Fedora
                options root=UUID=1 ro rootflags=subvol=root no_timer_check %s
                """.formatted(CONSOLES));
        assertThat(tree.read("/etc/kernel/cmdline")).isEqualTo("root=UUID=1 ro " + CONSOLES + "\n");
        assertThat(tree.read("/boot/grub2/grub.cfg")).isEqualTo("set timeout=0\nblscfg\n");
        changesNothingMore();
    }

    @Test
    void sets_extlinux_and_what_alpine_makes_it_of() {
        tree.file("/boot/extlinux.conf", """
                DEFAULT menu.c32
                PROMPT 1
                TIMEOUT 30
                LABEL virt
                  LINUX vmlinuz-virt
                  APPEND root=UUID=1 modules=ext4 quiet rootfstype=ext4
                """)
                .file("/etc/update-extlinux.conf", "default_kernel_opts=\"quiet rootfstype=ext4\"\ntimeout=3\n");

        assertThat(tree.prepare().loader()).isEqualTo("extlinux");

        assertThat(tree.read("/boot/extlinux.conf")).isEqualTo("""
                DEFAULT menu.c32
                PROMPT 0
                TIMEOUT 1
                LABEL virt
                  LINUX vmlinuz-virt
                  APPEND root=UUID=1 modules=ext4 rootfstype=ext4 %s
                """.formatted(CONSOLES));
        assertThat(tree.read("/etc/update-extlinux.conf"))
                .isEqualTo("default_kernel_opts=\"rootfstype=ext4 " + CONSOLES + "\"\ntimeout=1\n");
        changesNothingMore();
    }

    @Test
    void sets_grub_of_old() {
        tree.file("/boot/grub/menu.lst", """
                timeout\t\t3
                # kopt=root=UUID=1 ro
                # defoptions=quiet splash
                title\t\tUbuntu
                kernel\t\t/boot/vmlinuz root=UUID=1 ro quiet splash
                """);

        assertThat(tree.prepare().loader()).isEqualTo("grub1");

        assertThat(tree.read("/boot/grub/menu.lst")).isEqualTo("""
                timeout=0
                # kopt=root=UUID=1 ro %s
                # defoptions=
                title\t\tUbuntu
                kernel\t\t/boot/vmlinuz root=UUID=1 ro %s
                """.formatted(CONSOLES, CONSOLES));
        changesNothingMore();
    }

    @Test
    void sets_systemd_boot() {
        tree.file("/boot/loader/loader.conf", "default arch\ntimeout 4\n")
                .file("/boot/loader/entries/arch.conf", "linux /vmlinuz\noptions root=/dev/vda2 rw quiet\n");

        assertThat(tree.prepare().loader()).isEqualTo("systemd-boot");

        assertThat(tree.read("/boot/loader/loader.conf")).isEqualTo("default arch\ntimeout 0\n");
        assertThat(tree.read("/boot/loader/entries/arch.conf"))
                .isEqualTo("linux /vmlinuz\noptions root=/dev/vda2 rw " + CONSOLES + "\n");
        changesNothingMore();
    }

    @Test
    void says_what_a_kernel_must_be_given_where_no_boot_loader_is_known() {
        PrepareReport report = tree.prepare();

        assertThat(report.hasLoader()).isFalse();
        assertThat(report.notes())
                .containsExactly("no boot loader that is known was found: what loads the kernel must give it"
                        + " 'console=tty1 console=ttyS0,115200n8 net.ifnames=0 biosdevname=0'");
        assertThat(tree.linkAt("/etc/systemd/system/getty.target.wants/serial-getty@ttyS0.service"))
                .isEqualTo("/lib/systemd/system/serial-getty@.service");
        changesNothingMore();
    }
}
