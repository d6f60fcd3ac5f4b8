package io.kvmguest.images;

/** What preparing does beyond the contract, when it is asked to. */
enum PrepareWish {
    /** No interface is configured by DHCP. */
    NO_DHCP("no-dhcp"),
    /** No unit waits for a network. */
    NO_WAIT_ONLINE("no-wait-online"),
    /** cloud-init does not run. */
    NO_CLOUD_INIT("no-cloud-init");

    private final String word;

    PrepareWish(String word) {
        this.word = word;
    }

    /** Returns what the script calls it. */
    String word() {
        return word;
    }
}
