package io.kvmguest.network;

/**
 * A rule by which the guest's kernel chooses a routing table.
 *
 * @param priority the rule with the smallest one is asked first
 * @param text what it selects and does: {@code from 192.0.2.11 fwmark 0x1 lookup 100}
 */
public record RuleState(IpFamily family, int priority, String text) {

    /** Returns {@code 1000: from 192.0.2.11 lookup 100}. */
    @Override
    public String toString() {
        return priority + ": " + text + (family == IpFamily.V6 ? " (IPv6)" : "");
    }
}
