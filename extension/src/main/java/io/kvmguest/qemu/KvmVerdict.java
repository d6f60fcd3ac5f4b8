package io.kvmguest.qemu;

/**
 * What is known about KVM on this host.
 *
 * @param works whether guests can run under it
 * @param reason why, as a sentence without a full stop
 * @param mend what the user can do, in whole sentences; empty when it works
 * @param cpu the {@code -cpu} that it works with
 */
record KvmVerdict(boolean works, String reason, String mend, String cpu) {

    /** The CPU model of a guest under KVM: the host's own. */
    static final String HOST_CPU = "host";

    static KvmVerdict no(String reason, String mend) {
        return new KvmVerdict(false, reason, mend, HOST_CPU);
    }
}
