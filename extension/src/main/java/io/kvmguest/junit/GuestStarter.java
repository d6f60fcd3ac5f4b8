package io.kvmguest.junit;

import io.kvmguest.GuestSpec;
import io.kvmguest.console.ConsoleLine;
import java.util.function.Consumer;

/** Starts a guest and returns when its root shell has been proven. */
@FunctionalInterface
interface GuestStarter {

    /**
     * Starts a guest.
     *
     * @param onLine sees every line of its console as it comes; of a clone, those that come after the recording
     */
    RunningGuest start(GuestSpec spec, Consumer<ConsoleLine> onLine);
}
