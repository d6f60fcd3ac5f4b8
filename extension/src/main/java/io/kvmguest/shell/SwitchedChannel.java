package io.kvmguest.shell;

import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Whatever channel there is now: after a reboot, or when the shell was lost, it is another. A command that loses it says so;
 * the next one has it mended first.
 */
final class SwitchedChannel extends ForwardingChannel {

    private final Runnable mend;
    private volatile @Nullable CommandChannel now;
    private volatile boolean lost;

    /**
     * @param mend finds a shell again, and switches to it
     */
    SwitchedChannel(Runnable mend) {
        this.mend = mend;
    }

    void switchTo(CommandChannel channel) {
        lost = false;
        now = channel;
    }

    /** Takes note that the channel there is works again. */
    void mended() {
        lost = false;
    }

    @Override
    <T> T use(Function<CommandChannel, T> work) {
        if (lost) {
            lost = false;
            mend.run();
        }
        try {
            return work.apply(Objects.requireNonNull(now, "there is no channel before the first login"));
        } catch (WireBrokenException e) {
            lost = true;
            throw e;
        }
    }

    @Override
    public Reservation reserve() {
        Reserved reserved = new Reserved();
        CommandChannel unused = use(reserved::of);
        return new Reservation(reserved, reserved::end);
    }

    /** A part of whatever channel there is now. */
    private final class Reserved extends ForwardingChannel {

        private @Nullable CommandChannel whole;
        private @Nullable Reservation reservation;
        private boolean ended;

        @Override
        <T> T use(Function<CommandChannel, T> work) {
            return SwitchedChannel.this.use(channel -> work.apply(of(channel)));
        }

        private synchronized CommandChannel of(CommandChannel channel) {
            if (ended) {
                throw new IllegalStateException("This root shell was closed");
            }
            Reservation held = reservation;
            if (held == null || channel != whole) {
                // The ports of the other are free: its guest has been started anew, or has lost them.
                held = channel.reserve();
                reservation = held;
                whole = channel;
            }
            return held.channel();
        }

        private void end() {
            Reservation held;
            synchronized (this) {
                ended = true;
                held = reservation;
                reservation = null;
            }
            if (held != null) {
                held.end().run();
            }
        }
    }
}
