package io.kvmguest.network;

/** What a {@link NetworkConfigurator} promises beyond the fields of a plan. What it does not promise, nobody holds it to. */
public enum Guarantee {
    /** What it has configured is configured again at each boot. */
    SURVIVES_REBOOT("survives a reboot"),
    /** When the kernel refuses a plan, all is as it was before. */
    ALL_OR_NOTHING("all or nothing"),
    /** The name servers that come by DHCP are those of the guest, as long as the lease lasts. */
    LEASED_NAME_SERVERS("name servers by DHCP");

    private final String text;

    Guarantee(String text) {
        this.text = text;
    }

    /** Returns what a person calls it. */
    @Override
    public String toString() {
        return text;
    }
}
