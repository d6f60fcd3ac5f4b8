package io.kvmguest.junit;

import java.nio.file.Path;

/**
 * A guest that runs for a scope.
 *
 * @param declaration what asked for it
 * @param running itself
 * @param evidence where its evidence goes
 * @param home the scope of the class that it was declared on, or of the method
 */
record StartedGuest(Declaration declaration, RunningGuest running, Path evidence, GuestScope home) {

    String name() {
        return declaration.name();
    }

    /** Returns what messages call it. */
    String title() {
        return declaration.wanted().title();
    }

    /** Returns whether it runs on for others, until the run ends. */
    boolean isShared() {
        return declaration.reset() == Reset.NEVER;
    }

    /** Makes it known to the extension in a field that asked for it. */
    void attach() {
        if (declaration.source() instanceof KvmGuestExtension extension) {
            extension.attach(this);
        }
    }

    void close() {
        if (declaration.source() instanceof KvmGuestExtension extension) {
            extension.detach(this);
        }
        if (!isShared()) {
            running.close();
        }
    }
}
