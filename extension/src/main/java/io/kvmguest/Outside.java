package io.kvmguest;

/**
 * What a guest has of the world outside: by QEMU's user network, a card more behind the others, which needs no right on the host. The
 * guest gets {@code 10.0.2.15} there by DHCP, and the host is {@code 10.0.2.2}.
 *
 * @see <a href="https://www.qemu.org/docs/master/system/devices/net.html">QEMU, Network emulation, "Using the user mode network stack"</a>
 */
public enum Outside {
    /** Nothing, and no card for it. */
    NONE,
    /** What comes in by ports that are forwarded; the guest reaches nobody. */
    RESTRICTED,
    /** What the host reaches, it reaches as well. */
    OPEN
}
