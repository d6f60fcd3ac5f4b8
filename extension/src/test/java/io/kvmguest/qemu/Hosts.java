package io.kvmguest.qemu;

/** Hosts that cannot run guests, for tests of those who have to deal with them. */
public final class Hosts {

    public static QemuStartException withoutQemu() {
        return new QemuUnavailableException("There is no qemu-system-x86_64 on the PATH.");
    }

    public static QemuStartException whoseQemuRefuses() {
        return new QemuStartException("QEMU of guest 'mini' ended at once: invalid option");
    }

    public static KvmUnavailableException withoutKvm() {
        return new KvmUnavailableException("KVM is required, but there is no /dev/kvm.");
    }

    private Hosts() {}
}
