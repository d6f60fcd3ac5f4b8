package io.kvmguest.images;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kvmguest.Guest;
import io.kvmguest.image.CacheDirectory;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Disks of every layout, made and prepared in the helper guest. */
class DiskPreparerGuestTest {

    /** A system of the fewest files that preparing takes for one. */
    private static final String SYSTEM = """
            mkdir -p /mnt/s/sbin /mnt/s/etc
            echo >/mnt/s/sbin/init
            echo >/mnt/s/sbin/agetty
            echo id:2:initdefault: >/mnt/s/etc/inittab
            """;

    private static final String LOADER = """
            mkdir -p /mnt/s/boot
            printf 'PROMPT 1\\nLABEL a\\n  APPEND root=/dev/vda quiet\\n' >/mnt/s/boot/extlinux.conf
            """;

    @TempDir
    private Path directory;

    private final Progress progress =
            new Progress(new PrintWriter(new StringWriter()), Progress.Style.PLAIN, () -> 0, null);
    private final HelperGuest helper = new HelperGuest(new Workshop(CacheDirectory.standard(), progress), progress);

    @BeforeAll
    static void haveTheHelper() {
        HelperGuests.assumeBuilt();
    }

    private Path disk(String script) throws Exception {
        Path disk = directory.resolve("disk.qcow2");
        try (Tools tools = new Tools(directory.resolve("log"))) {
            assertThat(tools.run(List.of("qemu-img", "create", "-q", "-f", "qcow2", disk.toString(), "512M"), l -> {})
                            .status())
                    .isZero();
        }
        try (Guest guest = helper.boot(disk)) {
            guest.shell().run("set -e\nmkdir -p /mnt/s\n" + script + "\nsync").requireSuccess();
        }
        return disk;
    }

    private PrepareReport prepare(Path disk) {
        return new DiskPreparer(helper, progress).prepare("own", disk, Set.of());
    }

    private static final String PARTITION = "printf 'label: gpt\\nsize=100M\\ntype=linux\\n' | sfdisk -q /dev/vda\n";

    @Test
    void prepares_a_bare_file_system_and_changes_nothing_the_second_time() throws Exception {
        Path disk = disk("/sbin/mke2fs -q -F -t ext4 /dev/vda\nmount -t ext4 /dev/vda /mnt/s\n" + SYSTEM + LOADER
                + "umount /mnt/s");

        PrepareReport report = prepare(disk);
        assertThat(report.root()).isEqualTo("/dev/vda ext4");
        assertThat(report.init()).isEqualTo("sysvinit");
        assertThat(report.loader()).isEqualTo("extlinux");
        assertThat(report.diff())
                .contains("""
                +  APPEND root=/dev/vda console=tty1 console=ttyS0,115200n8
                """)
                .contains("+T0:2345:respawn:/sbin/agetty -L --autologin root 115200 ttyS0 vt102");

        PrepareReport again = prepare(disk);
        assertThat(again.diff()).isEmpty();
        assertThat(again.loader()).isEqualTo("extlinux");
    }

    @Test
    void prepares_xfs_with_a_boot_partition_that_fstab_names() throws Exception {
        Path disk = disk(PARTITION + """
                /sbin/mke2fs -q -F -t ext4 -L boot /dev/vda1
                mkfs.xfs -q /dev/vda2
                mount -t xfs /dev/vda2 /mnt/s
                """ + SYSTEM + """
                mkdir /mnt/s/boot
                echo 'LABEL=boot /boot ext4 defaults 0 2' >/mnt/s/etc/fstab
                mount -t ext4 /dev/vda1 /mnt/s/boot
                """ + LOADER + "umount /mnt/s/boot /mnt/s");

        PrepareReport report = prepare(disk);

        assertThat(report.root()).isEqualTo("/dev/vda2 xfs");
        assertThat(report.diff()).contains("+++ b/boot/extlinux.conf");
        assertThat(report.notes()).isEmpty();
    }

    @Test
    void prepares_a_subvolume_of_btrfs() throws Exception {
        Path disk = disk(PARTITION + """
                mkfs.btrfs -q -f /dev/vda2
                mount -t btrfs /dev/vda2 /mnt/s
                btrfs -q subvolume create /mnt/s/root
                umount /mnt/s
                mount -t btrfs -o subvol=root /dev/vda2 /mnt/s
                """ + SYSTEM + LOADER + "umount /mnt/s");

        PrepareReport report = prepare(disk);

        assertThat(report.root()).isEqualTo("/dev/vda2 btrfs");
        assertThat(report.diff()).contains("+++ b/etc/inittab");
    }

    @Test
    void prepares_a_logical_volume() throws Exception {
        String settings = " --config 'activation { udev_sync = 0 udev_rules = 0 }' ";
        Path disk = disk(PARTITION + "modprobe dm_mod\nmkdir -p /run/lvm /etc/lvm\n"
                + "lvm pvcreate -q" + settings + "/dev/vda2\n"
                + "lvm vgcreate -q" + settings + "vg /dev/vda2\n"
                + "lvm lvcreate -q -y -Zn -Wn -n root -L 100M" + settings + "vg\n"
                + "/sbin/mke2fs -q -F -t ext4 /dev/mapper/vg-root\nmount -t ext4 /dev/mapper/vg-root /mnt/s\n"
                + SYSTEM + LOADER
                + "umount /mnt/s\nlvm vgchange -q -an" + settings + "vg\n");

        PrepareReport report = prepare(disk);

        assertThat(report.root()).isEqualTo("/dev/mapper/vg-root ext4");
        assertThat(report.diff()).contains("+++ b/etc/inittab");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            :                          | /dev/vda:                                                                | No root file system was found on the disk: none of the above is ext4, xfs or btrfs with /etc and an init.
            /sbin/mke2fs -q -F -t ext4 /dev/vda | /dev/vda: ext4                                                           | No root file system was found on the disk: none of the above is ext4, xfs or btrfs with /etc and an init.
            """)
    void says_that_there_is_no_system_on_the_disk(String script, String found, String message) throws Exception {
        Path disk = disk(script);

        assertThatThrownBy(() -> prepare(disk))
                .isInstanceOf(WorkshopException.class)
                .hasMessage("Image 'own' was not prepared.\n  The helper guest says:\n    |   " + found + "\n    | "
                        + message);
    }
}
