package io.kvmguest.images;

/** What the contract of an image asks for, so that a test can rely on its serial console. */
enum Clause {
    KERNEL_LOG("kernel-log", "the kernel logs to ttyS0"),
    SPEED("speed", "the console is ttyS0 at 115200 baud"),
    ROOT("root", "root is logged in on ttyS0 without a password"),
    MENU("menu", "no boot menu waits"),
    NICS("nics", "network cards are named eth0, eth1, …"),
    DHCP("dhcp", "the boot waits for no network");

    private final String id;
    private final String description;

    Clause(String id, String description) {
        this.id = id;
        this.description = description;
    }

    /** Returns what scripts call it. */
    String id() {
        return id;
    }

    /** Returns what people call it. */
    String description() {
        return description;
    }
}
