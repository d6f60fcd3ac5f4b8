package io.kvmguest.network;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * How a bond uses its ports.
 *
 * @see <a href="https://docs.kernel.org/networking/bonding.html">the kernel's bonding driver, option {@code mode}</a>
 */
public enum BondMode {
    /** In turn. */
    BALANCE_RR("balance-rr"),
    /** One at a time, another when it fails. */
    ACTIVE_BACKUP("active-backup"),
    /** By a hash of the addresses. */
    BALANCE_XOR("balance-xor"),
    /** All of them. */
    BROADCAST("broadcast"),
    /** Those on which LACP has agreed; it needs a partner that speaks it. */
    IEEE_802_3AD("802.3ad"),
    /** By load, for what is sent. */
    BALANCE_TLB("balance-tlb"),
    /** By load, for what is sent and received. */
    BALANCE_ALB("balance-alb");

    private final String text;

    BondMode(String text) {
        this.text = text;
    }

    /** Returns the kernel's name of it: {@code active-backup}. */
    public String text() {
        return text;
    }

    static Optional<BondMode> of(String text) {
        return Arrays.stream(values()).filter(mode -> mode.text.equals(text)).findFirst();
    }

    static List<String> texts() {
        return Arrays.stream(values()).map(BondMode::text).toList();
    }
}
