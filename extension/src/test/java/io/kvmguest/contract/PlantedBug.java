package io.kvmguest.contract;

import io.kvmguest.network.Guarantee;
import io.kvmguest.network.NetworkConfigurator;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;

/** What is wrong with a mutant, and which check is meant to find it. */
enum PlantedBug {
    PREFIX_32("1", "addresses have the prefix /32"),
    DOWN_UP("2", "the interface is set down and up"),
    KEEPS_OLD_ADDRESS("3", "the old address stays"),
    KEEPS_MTU("4", "an MTU that is not said any more stays"),
    PREPENDS("6", "addresses are prepended"),
    DELETES_WITHOUT_PROMOTION("7", "the first address is deleted, and the kernel takes the others with it"),
    IGNORES_ERRORS("9", "the kernel's errors are ignored"),
    STALE_LOCK("11", "a lock of the dead is respected"),
    FLUSHES_ALL_TABLES("13", "a table of others is flushed"),
    WRITES_SETTINGS("14", "forwarding is switched on"),
    MATCHES_BY_NAME("15", "cards are known by `ethN`"),
    KEEPS_BRIDGE("20", "a bridge that the plan does not name any more stays"),
    WAITS_FOR_ALL("23", "a boot waits for all cards"),
    FORGETS("25", "nothing is written for the next boot"),
    VLAN_BEFORE_MTU("26", "a VLAN has the MTU that its card had before"),
    ONE_DISCOVER("29", "it asks for a lease once"),
    RENEWS_BY_FLUSH("30", "a renewed address is removed and added"),
    KEEPS_RESOLVER("32", "the name servers of a lease stay when it has expired"),
    WITHOUT_MIIMON("45", "a bond does not look after the carriers");

    private final String check;
    private final String description;

    PlantedBug(String check, String description) {
        this.check = check;
        this.description = description;
    }

    NetworkCheck check() {
        return NetworkCheck.of(check);
    }

    /** Returns what is wrong with it, for people. */
    String description() {
        return description;
    }

    /** Returns whether finding it takes minutes. */
    boolean isSlow() {
        return check().isSlow()
                && this != MATCHES_BY_NAME; // a reference that does not survive a reboot is not rebooted
    }

    /** Returns the guest in which it shows. */
    String image() {
        return this == WAITS_FOR_ALL || this == FORGETS ? "debian-12" : "mini";
    }

    NetworkConfigurator mutant() {
        String bug = name().toLowerCase(Locale.ROOT).replace('_', '-');
        return switch (this) {
            case KEEPS_MTU -> new MisreadPlan(bug, MisreadPlan::keepingMtus);
            case KEEPS_BRIDGE -> new MisreadPlan(bug, MisreadPlan::keepingBridges);
            case VLAN_BEFORE_MTU -> new MisreadPlan(bug, MisreadPlan::withVlansOfOldMtu);
            case WITHOUT_MIIMON -> new MisreadPlan(bug, MisreadPlan::withoutMiimon);
            default -> reference(bug, image());
        };
    }

    /** @param bug what is planted in it, or empty */
    static ReferenceConfigurator reference(String bug, String image) {
        return new ReferenceConfigurator(
                bug,
                image.equals("mini")
                        ? EnumSet.of(Guarantee.ALL_OR_NOTHING, Guarantee.LEASED_NAME_SERVERS)
                        : Set.of(Guarantee.ALL_OR_NOTHING, Guarantee.SURVIVES_REBOOT));
    }
}
