package io.kvmguest.junit;

/**
 * What becomes of tests on a host that cannot run a guest at all: there is no QEMU, or KVM is required and does not
 * work. It is not for guests that boot badly; those always fail.
 */
public enum WhenUnavailable {
    /** What the configuration parameter {@code kvmguest.unavailable} says: {@code fail}, or {@code skip}. */
    CONFIGURED,
    /** The tests fail. */
    FAIL,
    /** The tests are skipped, and the report gives the reason. */
    SKIP
}
