package io.kvmguest.shell;

import java.time.Duration;

/** A root shell over a channel that is reserved for it. */
final class OpenedShell extends GuestShell implements ReservedShell {

    private final Runnable end;

    OpenedShell(CommandChannel.Reservation reservation, Situation situation, Duration defaultTimeout) {
        super(reservation.channel(), situation, defaultTimeout);
        this.end = reservation.end();
    }

    @Override
    public void close() {
        end.run();
    }
}
