package io.kvmguest.qemu;

/** Which accelerator a guest may run under. */
public enum AcceleratorPolicy {
    /** KVM where the probe has found that it works, TCG elsewhere. The default. */
    PREFER_KVM,
    /** KVM or an error that says why not. */
    REQUIRE_KVM,
    /** TCG, also where KVM works. */
    TCG
}
