package io.kvmguest.qemu;

/** What runs the guest's instructions. */
public enum Accelerator {
    /** The host's processor, through {@code /dev/kvm}. */
    KVM(1),
    /** QEMU's translator: works anywhere, 10 to 20 times slower. */
    TCG(10);

    private final double deadlineScale;

    Accelerator(double deadlineScale) {
        this.deadlineScale = deadlineScale;
    }

    /** Returns what default deadlines are multiplied with. */
    public double deadlineScale() {
        return deadlineScale;
    }
}
