package io.kvmguest.console;

/** What carries a guest's serial line to this program. */
public enum SerialLineKind {
    /** A unix domain socket: not a byte is lost, whenever the guest ends. */
    UNIX_SOCKET,
    /**
     * A pseudo-terminal, as libvirt gives one: for trying what is meant for serial ports. QEMU stays, with its guest stopped, until
     * what the guest printed last was read; if QEMU is killed, that is lost.
     */
    PTY,
    /** TCP over the loopback, as terminal servers have it, where only the guest's own QEMU is let in. */
    TCP
}
