package io.kvmguest.boot;

/** The phases of a boot, in their order. A guest need not show all of them. */
public enum BootPhase {
    /** BIOS or UEFI. */
    FIRMWARE("firmware"),
    /** GRUB, syslinux, U-Boot. */
    BOOT_LOADER("boot loader"),
    /** The kernel prints. */
    KERNEL("kernel"),
    /** The kernel has started {@code /init} of its initramfs. */
    INITRAMFS("initramfs"),
    /** The init system of the real root file system runs. */
    INIT("init"),
    /** A login prompt, an automatic login, or the invitation to press Enter. */
    LOGIN("login"),
    /** The root shell has been proven. */
    ROOT_SHELL("root shell");

    private final String description;

    BootPhase(String description) {
        this.description = description;
    }

    /** Returns its name as a person writes it, such as {@code boot loader}. */
    public String description() {
        return description;
    }
}
