package io.kvmguest.images;

import static io.kvmguest.boot.BootPhase.BOOT_LOADER;
import static io.kvmguest.boot.BootPhase.FIRMWARE;
import static io.kvmguest.boot.BootPhase.INIT;
import static io.kvmguest.boot.BootPhase.INITRAMFS;
import static io.kvmguest.boot.BootPhase.KERNEL;
import static io.kvmguest.boot.BootPhase.LOGIN;
import static io.kvmguest.boot.BootPhase.ROOT_SHELL;

import io.kvmguest.Boot;
import io.kvmguest.GuestSpec;
import io.kvmguest.boot.BootPhase;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A system that has been led to a root shell: a row of the README's table, and what is to be seen of its boot.
 *
 * @param name what people call it
 * @param init its init system
 * @param route how root is reached on its console
 * @param image the recipe's name, or that of the property that names an image file
 * @param process1 what the kernel calls the process with the id 1
 * @param nic the name of its network card
 * @param phases the phases that its boot shows
 * @param printed what it prints while it boots, in this order
 */
record GuestSystem(
        String name,
        String init,
        String route,
        String image,
        String process1,
        String nic,
        List<BootPhase> phases,
        List<String> printed) {

    private static final String PROPERTY = "kvmguest.matrix.";
    private static final String OPENWRT = PROPERTY + "openwrt";
    private static final String DEBIAN_13 = "debian-13-plain";

    private static final List<BootPhase> ALL = List.of(BootPhase.values());

    static Stream<GuestSystem> all() {
        return Stream.of(
                new GuestSystem(
                        "Debian 13, unmodified",
                        "systemd 257",
                        "systemd credentials over SMBIOS",
                        DEBIAN_13,
                        "systemd",
                        "ens3",
                        // It has no console= on its command line: from GRUB to the login, it says nothing here.
                        List.of(FIRMWARE, BOOT_LOADER, LOGIN, ROOT_SHELL),
                        List.of("login: root (automatic login)")),
                new GuestSystem(
                        "Debian 12",
                        "systemd 252",
                        "agetty with autologin",
                        "debian-12",
                        "systemd",
                        "eth0",
                        ALL,
                        List.of("systemd[1]: systemd 252", "Reached target", "login: root (automatic login)")),
                new GuestSystem(
                        "Debian 11",
                        "systemd 247",
                        "agetty with autologin",
                        PROPERTY + "debian11",
                        "systemd",
                        "eth0",
                        ALL,
                        List.of("systemd[1]: systemd 247", "Reached target", "login: root (automatic login)")),
                new GuestSystem(
                        "Debian 12 with sysvinit",
                        "sysvinit 3.06",
                        "inittab: getty with autologin",
                        "debian-12-sysvinit",
                        "init",
                        "eth0",
                        ALL,
                        List.of("INIT: version 3.06", "INIT: Entering runlevel: 2", "login: root (automatic login)")),
                new GuestSystem(
                        "Debian 12 with OpenRC",
                        "OpenRC 0.45",
                        "inittab: getty with autologin",
                        "debian-12-openrc",
                        "init",
                        "eth0",
                        ALL,
                        List.of("INIT: version 3.06", "OpenRC 0.45", "login: root (automatic login)")),
                new GuestSystem(
                        "Debian 12 with runit",
                        "runit 2.1",
                        "a service that runs getty with autologin",
                        "debian-12-runit",
                        "runit",
                        "eth0",
                        ALL,
                        List.of("- runit: ", "enter stage: /etc/runit/2", "login: root (automatic login)")),
                new GuestSystem(
                        "mini",
                        "busybox 1.35, respawn",
                        "a shell on the console",
                        "mini",
                        "init",
                        "eth0",
                        List.of(FIRMWARE, KERNEL, INITRAMFS, ROOT_SHELL),
                        List.of("Run /init as init process")),
                new GuestSystem(
                        "mini, asking first",
                        "busybox 1.35, askfirst",
                        "Enter, which it asks for",
                        "mini-askfirst",
                        "init",
                        "eth0",
                        List.of(FIRMWARE, KERNEL, INITRAMFS, LOGIN, ROOT_SHELL),
                        List.of("Run /init as init process", "Please press Enter to activate this console.")),
                new GuestSystem(
                        "OpenWrt (Chaos Calmer, r43375)",
                        "procd",
                        "Enter, which it asks for",
                        OPENWRT,
                        "procd",
                        "eth0",
                        List.of(FIRMWARE, BOOT_LOADER, KERNEL, INIT, LOGIN, ROOT_SHELL),
                        List.of("procd: Console is alive", "Please press Enter to activate this console.")),
                new GuestSystem(
                        "Ubuntu 16.04",
                        "systemd 229",
                        "agetty with autologin",
                        PROPERTY + "ubuntu1604",
                        "systemd",
                        "eth0",
                        ALL,
                        List.of("systemd[1]: systemd 229", "(automatic login)")),
                new GuestSystem(
                        "Ubuntu 14.04",
                        "Upstart",
                        "a job that runs getty with autologin",
                        PROPERTY + "upstart",
                        "init",
                        "eth0",
                        ALL,
                        List.of("(automatic login)")));
    }

    /** Returns how a guest of it is started. */
    GuestSpec spec() {
        GuestSpec spec = GuestSpec.of(file().map(Path::toString).orElse(image)).boot(Boot.COLD);
        return switch (image) {
            case OPENWRT -> spec.name("openwrt").diskBus("ide").nicModel("e1000");
            default -> spec;
        };
    }

    /**
     * Returns whether it boots again after a reset: the kernel 3.18 of that OpenWrt does not under QEMU 7.2's emulation; it
     * spins before its first line, with and without a display card.
     */
    boolean comesBack() {
        return !image.equals(OPENWRT);
    }

    /** Returns why it cannot be started here: it has no recipe, and nobody has named an image of it. */
    Optional<String> absence() {
        return image.startsWith(PROPERTY) && file().isEmpty()
                ? Optional.of("no recipe makes an image of " + name + ": name one of your own by -D" + image + "=FILE")
                : Optional.empty();
    }

    private Optional<Path> file() {
        String named = System.getProperty(image);
        if (named == null && image.equals(OPENWRT)) {
            return Optional.of(Path.of("../../shared/images/openwrt-r43375.qcow2"))
                    .map(Path::toAbsolutePath)
                    .map(Path::normalize)
                    .filter(Files::exists);
        }
        return Optional.ofNullable(named).filter(file -> !file.isBlank()).map(file -> Path.of(file)
                .toAbsolutePath());
    }

    /** Returns its row of the README's table. */
    String row() {
        return "| " + name + " | " + init + " | " + route + " | `"
                + (image.startsWith(PROPERTY) ? "-D" + image + "=FILE" : image) + "` |";
    }

    @Override
    public String toString() {
        return name;
    }
}
