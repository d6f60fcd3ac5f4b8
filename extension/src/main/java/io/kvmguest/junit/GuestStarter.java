package io.kvmguest.junit;

import io.kvmguest.GuestSpec;
import io.kvmguest.console.ConsoleLine;
import java.util.function.Consumer;

/** Boots a guest and returns when its root shell has been proven. */
@FunctionalInterface
interface GuestStarter {

    /**
     * Boots a guest.
     *
     * @param onLine sees every line of its console as it comes, from power-on
     */
    RunningGuest start(GuestSpec spec, Consumer<ConsoleLine> onLine);
}
