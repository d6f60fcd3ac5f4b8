package io.kvmguest.images;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kvmguest.images.Installation.Access;
import io.kvmguest.images.Installation.Display;
import io.kvmguest.images.Installation.Order;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(300)
class InstallationGuestTest {

    private final Path iso;
    private final Path out;
    private final Tools tools;
    private final List<Access> told = new ArrayList<>();

    InstallationGuestTest(@TempDir Path directory) throws Exception {
        iso = directory.resolve("small.iso");
        out = directory.resolve("new.qcow2");
        tools = new Tools(directory.resolve("log"));
    }

    @BeforeEach
    void haveAnInstaller() throws Exception {
        Files.write(iso, BootableIso.thatPowersOff());
    }

    @AfterEach
    void closeTheLog() {
        tools.close();
    }

    private Order order(String size) {
        return new Order(iso, out, size, 64, 1, Display.VNC);
    }

    @Test
    void boots_the_installer_and_ends_when_it_powers_off() {
        new Installation(tools).run(order("5G"), told::add);

        assertThat(told).singleElement().satisfies(access -> {
            assertThat(access.viewer()).isEqualTo("vncviewer 127.0.0.1:" + access.displayPort());
            assertThat(access.ssh()).isEqualTo("ssh -p " + access.sshPort() + " USER@127.0.0.1");
        });
        List<String> info = new ArrayList<>();
        tools.run(List.of("qemu-img", "info", out.toString()), info::add);
        assertThat(info).contains("file format: qcow2", "virtual size: 5 GiB (5368709120 bytes)");
    }

    @Test
    void listens_on_loopback_only() {
        Access access = new Access(Display.VNC, 5903, 2225);
        assertThat(Installation.arguments(order("5G"), access)).contains("-vnc", "127.0.0.1:3");

        Order spice = new Order(iso, out, "5G", 64, 1, Display.SPICE);
        assertThat(Installation.arguments(spice, new Access(Display.SPICE, 5904, 2225)))
                .contains("-spice", "port=5904,addr=127.0.0.1,disable-ticketing=on");
        assertThat(new Access(Display.SPICE, 5904, 2225).viewer()).isEqualTo("remote-viewer spice://127.0.0.1:5904");
    }

    @Test
    void overwrites_no_disk() throws Exception {
        Files.writeString(out, "mine");

        assertThatThrownBy(() -> new Installation(tools).run(order("5G"), told::add))
                .isInstanceOf(WorkshopException.class)
                .hasMessage(out + " exists, and is not overwritten: name another file with -o, or remove it.");
        assertThat(out).hasContent("mine");
    }

    @Test
    void says_that_there_is_no_such_iso_image() throws Exception {
        Files.delete(iso);

        assertThatThrownBy(() -> new Installation(tools).run(order("5G"), told::add))
                .isInstanceOf(WorkshopException.class)
                .hasMessage("There is no ISO image " + iso + ".");
        assertThat(out).doesNotExist();
    }

    @Test
    void leaves_no_disk_when_qemu_refuses() {
        Order tooMuch = new Order(iso, out, "5G", 1 << 30, 1, Display.VNC);

        assertThatThrownBy(() -> new Installation(tools).run(tooMuch, told::add))
                .isInstanceOf(WorkshopException.class);
        assertThat(out).doesNotExist();
        assertThat(told).isEmpty();
    }
}
