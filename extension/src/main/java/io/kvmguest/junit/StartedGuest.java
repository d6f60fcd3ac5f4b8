package io.kvmguest.junit;

import java.nio.file.Path;

/**
 * A guest that runs for a scope.
 *
 * @param declaration what asked for it
 * @param running itself
 * @param evidence where its evidence goes
 */
record StartedGuest(Declaration declaration, RunningGuest running, Path evidence) {

    String name() {
        return declaration.name();
    }

    /** Returns what messages call it. */
    String title() {
        return "Guest '" + name() + "' (image " + declaration.spec().image() + ")";
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
        running.close();
    }
}
