package io.kvmguest.images;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** DHCP and what waits for it, on trees laid out like systems that have it. */
class PrepareNetworkTest {

    private final PreparedTree tree;

    PrepareNetworkTest(@TempDir Path directory) {
        tree = new PreparedTree(directory);
    }

    @BeforeEach
    void haveSystemdAndGrub() {
        tree.newSystemd().debianGrub();
    }

    @AfterEach
    void deleteTheTree() throws IOException {
        tree.delete();
    }

    @Test
    void leaves_the_network_alone_unless_it_is_asked() {
        tree.file("/etc/network/interfaces", "iface eth0 inet dhcp\n").prepare();

        assertThat(tree.read("/etc/network/interfaces")).isEqualTo("iface eth0 inet dhcp\n");
    }

    @Test
    void turns_dhcp_off_in_every_configuration() {
        tree.file(
                        "/etc/network/interfaces",
                        "auto eth0\niface eth0 inet dhcp\niface eth0 inet6 auto\niface eth1 inet static\n")
                .file("/etc/network/interfaces.d/setup", "iface eth2 inet dhcp\n")
                .file("/etc/netplan/01.yaml", "      dhcp4: true\n      dhcp6: yes\n      optional: true\n")
                .file("/etc/systemd/network/10.network", "[Network]\nDHCP=ipv4\n")
                .file("/etc/sysconfig/network-scripts/ifcfg-eth0", "BOOTPROTO=\"dhcp\"\n")
                .file("/etc/config/network", "\toption proto 'dhcp'\n\toption proto 'static'\n")
                .directory("/etc/NetworkManager")
                .directory("/etc/cloud")
                .prepare(PrepareWish.NO_DHCP);

        assertThat(tree.read("/etc/network/interfaces"))
                .isEqualTo("auto eth0\niface eth0 inet manual\niface eth0 inet6 manual\niface eth1 inet static\n");
        assertThat(tree.read("/etc/network/interfaces.d/setup")).isEqualTo("iface eth2 inet manual\n");
        assertThat(tree.read("/etc/netplan/01.yaml"))
                .isEqualTo("      dhcp4: false\n      dhcp6: false\n      optional: true\n");
        assertThat(tree.read("/etc/systemd/network/10.network")).isEqualTo("[Network]\nDHCP=no\n");
        assertThat(tree.read("/etc/sysconfig/network-scripts/ifcfg-eth0")).isEqualTo("BOOTPROTO=none\n");
        assertThat(tree.read("/etc/config/network")).isEqualTo("\toption proto 'none'\n\toption proto 'static'\n");
        assertThat(tree.read("/etc/NetworkManager/conf.d/90-kvmguest.conf")).contains("no-auto-default=*\n");
        assertThat(tree.read("/etc/cloud/cloud.cfg.d/99-kvmguest-network.cfg"))
                .isEqualTo("network: {config: disabled}\n");
        assertThat(tree.prepare(PrepareWish.NO_DHCP).diff()).isEmpty();
    }

    @Test
    void masks_the_units_that_wait_where_there_are_any() {
        tree.file("/lib/systemd/system/systemd-networkd-wait-online.service", "[Unit]\n")
                .prepare(PrepareWish.NO_WAIT_ONLINE);

        assertThat(tree.linkAt("/etc/systemd/system/systemd-networkd-wait-online.service"))
                .isEqualTo("/dev/null");
        assertThat(tree.has("/etc/systemd/system/NetworkManager-wait-online.service"))
                .isFalse();
        assertThat(tree.prepare(PrepareWish.NO_WAIT_ONLINE).diff()).isEmpty();
    }

    @Test
    void keeps_cloud_init_from_running() {
        tree.directory("/etc/cloud").prepare(PrepareWish.NO_CLOUD_INIT);

        assertThat(tree.read("/etc/cloud/cloud-init.disabled")).isEmpty();
    }
}
