package io.kvmguest;

/** What the header of a recording says of a guest, by name. */
final class RecordingFacts {

    /** Where the last boot began, in bytes that were printed. */
    static final String BOOT = "boot";

    /** Where its root shell was proven; missing where it was not. */
    static final String PROVEN = "proven";

    /** The process and the host that it ran on. */
    static final String WHERE = "where";

    /** What the random part of what the root shell typed follows from; missing where not all was typed on the console. */
    static final String SEED = "seed";

    /** How many virtio-serial ports the guest was offered. */
    static final String PORTS = "ports";

    private RecordingFacts() {}
}
