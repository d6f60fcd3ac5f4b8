package io.kvmguest.images;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every init system, on trees laid out like systems that have it. */
class PrepareInitsTest {

    private static final String DROP_IN = "/etc/systemd/system/serial-getty@.service.d/zz-kvmguest.conf";

    private final PreparedTree tree;

    PrepareInitsTest(@TempDir Path directory) {
        tree = new PreparedTree(directory).debianGrub();
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
    void logs_root_in_with_a_systemd_whose_getty_has_options_for_login() {
        assertThat(tree.newSystemd().prepare().init()).isEqualTo("systemd");

        assertThat(tree.read(DROP_IN)).isEqualTo("""
                # Written by kvmguest image prepare: root is logged in on the serial console.
                [Service]
                ExecStart=
                ExecStart=-/sbin/agetty -o '-p -f -- \\\\u' --keep-baud --autologin root 115200,57600,38400,9600 - $TERM
                """);
        changesNothingMore();
    }

    @Test
    void logs_root_in_with_the_systemd_of_ubuntu_16_04() {
        tree.oldSystemd().prepare();

        assertThat(tree.read(DROP_IN))
                .endsWith("\nExecStart=-/sbin/agetty --keep-baud --autologin root 115200,57600,38400,9600 %I $TERM\n");
        changesNothingMore();
    }

    @Test
    void leaves_a_systemd_alone_that_logs_root_in_already() {
        tree.newSystemd().prepare();
        String own = tree.read(DROP_IN);
        PreparedTree other = tree.file("/etc/systemd/system/serial-getty@.service.d/override.conf", own);
        other.file(DROP_IN, "[Service]\n");

        assertThat(other.prepare().diff()).isEmpty();
    }

    @Test
    void replaces_an_autologin_that_asks_for_a_password() {
        tree.newSystemd().file("/etc/systemd/system/serial-getty@.service.d/override.conf", """
                [Service]
                ExecStart=
                ExecStart=-/sbin/agetty -o '-p -- \\\\u' --keep-baud -a root 115200,57600,38400,9600 - $TERM
                """);

        assertThat(tree.prepare().diff()).contains("+++ b" + DROP_IN);
    }

    @Test
    void unmasks_the_serial_getty() {
        tree.newSystemd().link("/etc/systemd/system/serial-getty@ttyS0.service", "/dev/null");

        assertThat(tree.prepare().diff()).contains("""
                --- a/etc/systemd/system/serial-getty@ttyS0.service
                +++ /dev/null
                @@ -1 +0,0 @@
                -symbolic link to /dev/null
                """);
        assertThat(tree.has("/etc/systemd/system/serial-getty@ttyS0.service")).isFalse();
    }

    private PreparedTree upstart() {
        return tree.file("/sbin/init", "")
                .file("/sbin/initctl", "")
                .file("/sbin/agetty", "")
                .link("/sbin/getty", "agetty")
                .file("/etc/init/rc.conf", "task\n")
                .file("/etc/init/tty1.conf", "respawn\nexec /sbin/getty -8 38400 tty1\n");
    }

    @Test
    void gives_upstart_a_job() {
        assertThat(upstart().prepare().init()).isEqualTo("upstart");

        assertThat(tree.read("/etc/init/ttyS0.conf")).isEqualTo("""
                # Written by kvmguest image prepare: root is logged in on the serial console.
                start on stopped rc RUNLEVEL=[2345]
                stop on runlevel [!2345]

                respawn
                exec /sbin/agetty -L --autologin root 115200 ttyS0 vt102
                """);
        changesNothingMore();
    }

    @Test
    void replaces_a_job_of_upstart_that_asks_who_logs_in() {
        upstart().file("/etc/init/ttyS0.conf", "start on runlevel [23]\nexec /sbin/getty -L 115200 ttyS0 vt102\n");

        tree.prepare();

        assertThat(tree.read("/etc/init/ttyS0.conf"))
                .contains("--autologin root")
                .doesNotContain("runlevel [23]");
    }

    private PreparedTree sysvinit(String serial) {
        return tree.file("/sbin/init", "").file("/sbin/agetty", "").file("/etc/inittab", """
                id:2:initdefault:
                si::sysinit:/etc/init.d/rcS
                1:2345:respawn:/sbin/getty 38400 tty1
                """ + serial);
    }

    @Test
    void adds_a_line_to_the_inittab_of_sysvinit() {
        assertThat(sysvinit("#T0:23:respawn:/sbin/getty -L ttyS0 9600 vt100\n")
                        .prepare()
                        .init())
                .isEqualTo("sysvinit");

        assertThat(tree.read("/etc/inittab")).isEqualTo("""
                id:2:initdefault:
                si::sysinit:/etc/init.d/rcS
                1:2345:respawn:/sbin/getty 38400 tty1
                #T0:23:respawn:/sbin/getty -L ttyS0 9600 vt100
                T0:2345:respawn:/sbin/agetty -L --autologin root 115200 ttyS0 vt102
                """);
        changesNothingMore();
    }

    @Test
    void replaces_the_line_of_inittab_that_asks_who_logs_in() {
        sysvinit("S0:23:respawn:/sbin/getty -L ttyS0 9600 vt100\n").prepare();

        assertThat(tree.read("/etc/inittab"))
                .endsWith("tty1\nT0:2345:respawn:/sbin/agetty -L --autologin root 115200 ttyS0 vt102\n");
    }

    @Test
    void leaves_an_inittab_alone_that_logs_root_in() {
        sysvinit("T0:23:respawn:/sbin/getty -L ttyS0 --autologin root 38400 vt100\n")
                .prepare();

        assertThat(tree.read("/etc/inittab")).contains("T0:23:respawn:/sbin/getty -L ttyS0 --autologin root 38400");
    }

    @Test
    void logs_root_in_by_a_getty_that_has_no_autologin() {
        tree.file("/sbin/init", "")
                .file("/sbin/getty", "")
                .file("/etc/inittab", "id:2:initdefault:\n")
                .prepare();

        assertThat(tree.read("/etc/inittab"))
                .endsWith("T0:2345:respawn:/sbin/getty -n -l /usr/local/sbin/kvmguest-login -L 115200 ttyS0 vt102\n");
        assertThat(tree.read("/usr/local/sbin/kvmguest-login")).isEqualTo("#!/bin/sh\nexec /bin/login -f root\n");
        assertThat(tree.permissions("/usr/local/sbin/kvmguest-login")).isEqualTo("rwxr-xr-x");
        changesNothingMore();
    }

    @Test
    void gives_openrc_a_service() {
        tree.link("/sbin/init", "openrc-init").file("/etc/init.d/agetty", "");

        assertThat(tree.prepare().init()).isEqualTo("openrc");

        assertThat(tree.read("/etc/conf.d/agetty.ttyS0")).contains("agetty_options=\"-L --autologin root\"\n");
        assertThat(tree.linkAt("/etc/init.d/agetty.ttyS0")).isEqualTo("agetty");
        assertThat(tree.linkAt("/etc/runlevels/default/agetty.ttyS0")).isEqualTo("/etc/init.d/agetty.ttyS0");
        changesNothingMore();
    }

    @Test
    void gives_runit_a_service() {
        tree.link("/sbin/init", "runit-init").file("/sbin/agetty", "").directory("/etc/service");

        assertThat(tree.prepare().init()).isEqualTo("runit");

        assertThat(tree.read("/etc/sv/kvmguest-ttyS0/run"))
                .startsWith("#!/bin/sh\n")
                .endsWith("\nexec /sbin/agetty -L --autologin root 115200 ttyS0 vt102\n");
        assertThat(tree.permissions("/etc/sv/kvmguest-ttyS0/run")).isEqualTo("rwxr-xr-x");
        assertThat(tree.linkAt("/etc/service/kvmguest-ttyS0")).isEqualTo("/etc/sv/kvmguest-ttyS0");
        changesNothingMore();
    }

    @Test
    void leaves_runit_alone_where_a_service_logs_root_in() {
        tree.link("/sbin/init", "runit-init")
                .file("/etc/sv/getty-ttyS0/run", "#!/bin/sh\nexec getty -L ttyS0 --autologin root 38400 vt100\n")
                .link("/etc/service/getty-ttyS0", "/etc/sv/getty-ttyS0")
                .prepare();

        assertThat(tree.has("/etc/sv/kvmguest-ttyS0")).isFalse();
    }

    @Test
    void gives_the_init_of_busybox_a_login() {
        // Alpine: busybox runs inittab, which runs OpenRC.
        tree.link("/sbin/init", "/bin/busybox")
                .link("/bin/login", "/bin/busybox")
                .file("/etc/inittab", """
                ::sysinit:/sbin/openrc sysinit
                tty1::respawn:/sbin/getty 38400 tty1
                #ttyS0::respawn:/sbin/getty -L ttyS0 115200 vt100
                """);

        assertThat(tree.prepare().init()).isEqualTo("busybox");

        assertThat(tree.read("/etc/inittab")).endsWith("vt100\nttyS0::respawn:/bin/login -f root\n");
        changesNothingMore();
    }

    @Test
    void leaves_the_init_of_busybox_alone_that_asks_for_enter() {
        tree.link("/sbin/init", "../bin/busybox").file("/etc/inittab", "::sysinit:/etc/rc\n::askfirst:-/bin/sh\n");
        tree.prepare();

        assertThat(tree.read("/etc/inittab")).isEqualTo("::sysinit:/etc/rc\n::askfirst:-/bin/sh\n");
    }

    @Test
    void takes_the_password_out_of_openwrt() {
        tree.file("/sbin/init", "")
                .file("/sbin/procd", "")
                .file("/etc/inittab", "::sysinit:/etc/init.d/rcS S boot\nttyS0::askfirst:/usr/libexec/login.sh\n")
                .file("/etc/config/system", "config system\n\toption hostname 'OpenWrt'\n\toption ttylogin '1'\n");

        assertThat(tree.prepare().init()).isEqualTo("procd");

        assertThat(tree.read("/etc/config/system")).endsWith("\toption ttylogin '0'\n");
        changesNothingMore();
    }

    @Test
    void gives_root_a_shell_that_does_not_end_at_once() {
        tree.newSystemd().file("/bin/bash", "").file("/etc/passwd", """
                root:x:0:0:root:/root:/usr/sbin/nologin
                daemon:x:1:1:daemon:/usr/sbin:/usr/sbin/nologin
                """).prepare();

        assertThat(tree.read("/etc/passwd")).isEqualTo("""
                root:x:0:0:root:/root:/bin/bash
                daemon:x:1:1:daemon:/usr/sbin:/usr/sbin/nologin
                """);
    }

    @Test
    void undoes_everything_when_it_fails_half_way() {
        tree.directory("/lib/udev").file("/sbin/unknown", "");
        var before = tree.everything();

        PreparedTree.Run run = tree.run(List.of("sh"));

        assertThat(run.status()).isEqualTo(1);
        assertThat(run.err())
                .isEqualTo(
                        "The system has no init that is known: neither systemd, sysvinit, Upstart, OpenRC, runit, busybox nor procd.\n");
        assertThat(tree.everything()).isEqualTo(before);
    }

    @Test
    void removes_the_directories_that_it_made_when_it_fails() {
        tree.newSystemd()
                .directory("/etc/NetworkManager")
                .file("/etc/cloud/cloud.cfg.d", "where a directory should be\n");
        var before = tree.everything();

        assertThat(tree.run(List.of("sh"), PrepareWish.NO_DHCP).status()).isNotZero();

        assertThat(tree.everything()).isEqualTo(before);
    }

    @Test
    void works_in_the_shell_of_busybox_as_well() {
        Path busybox = Path.of("/usr/bin/busybox");
        Assumptions.assumeTrue(Files.isExecutable(busybox), "there is no busybox on this machine");

        PreparedTree.Run run = tree.newSystemd().run(List.of(busybox.toString(), "sh"));

        assertThat(run.report().changed()).isTrue();
        assertThat(tree.run(List.of(busybox.toString(), "sh")).report().diff()).isEmpty();
        changesNothingMore();
    }
}
