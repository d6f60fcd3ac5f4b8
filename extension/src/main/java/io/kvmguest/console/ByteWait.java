package io.kvmguest.console;

import java.time.Duration;
import java.util.function.BooleanSupplier;

/**
 * A wait for something that only its owner recognises, among the raw bytes of a {@link Transcript} or elsewhere, and so may
 * take several looks.
 */
public final class ByteWait {

    private final ConsoleCore core;
    private final String wanted;
    private final long started;

    ByteWait(ConsoleCore core, String wanted) {
        this.core = core;
        this.wanted = wanted;
        this.started = core.ticker().nanos();
    }

    String wanted() {
        return wanted;
    }

    /**
     * Waits until the transcript is longer than {@code count} bytes.
     *
     * @return whether it is; if not, the time is over
     * @throws ConsoleEndedException if the guest is gone and has printed no more
     * @throws ConsoleInterruptedException if the thread is interrupted; its interrupt flag stays set
     */
    public boolean await(long count, Duration timeout) {
        return await(() -> core.transcript().length() > count, timeout);
    }

    /**
     * Waits until something else has happened, such as bytes that came over another line of the same guest. Whoever
     * makes it happen calls {@link SerialConsole#lookAgain()}.
     *
     * @return whether it has; if not, the time is over
     * @throws ConsoleEndedException if the guest is gone and it has not
     * @throws ConsoleInterruptedException if the thread is interrupted; its interrupt flag stays set
     */
    public boolean await(BooleanSupplier happened, Duration timeout) {
        long deadline = core.ticker().nanos() + timeout.toNanos();
        try {
            while (true) {
                long strokes = core.bell().strokes();
                long now = core.ticker().nanos();
                Ending ending = core.endings().effective(now);
                if (happened.getAsBoolean()) {
                    return true;
                }
                if (ending != null) {
                    throw ended(ending, now);
                }
                if (now - deadline >= 0) {
                    return false;
                }
                core.bell().await(strokes, core.endings().nextLook(deadline));
            }
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    /**
     * Lets a short time pass, so that the next look finds several bytes; what comes, and the end of the guest, are seen
     * behind it.
     *
     * @throws ConsoleInterruptedException if the thread is interrupted; its interrupt flag stays set
     */
    public void pause(Duration time) {
        try {
            Thread.sleep(time.toMillis(), time.toNanosPart() % 1_000_000);
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    private ConsoleInterruptedException interrupted(InterruptedException e) {
        Duration waited = Duration.ofNanos(core.ticker().nanos() - started);
        ConsoleInterruptedException interrupted = new ConsoleInterruptedException(
                Failure.interrupted(this, core.subject(), core.transcript(), waited),
                core.transcript().end());
        interrupted.initCause(e);
        // Last, as the message was read from a file.
        Thread.currentThread().interrupt();
        return interrupted;
    }

    private ConsoleEndedException ended(Ending ending, long now) {
        long waited = now - started;
        Duration until = core.endings().age(now) > waited ? null : Duration.ofNanos(waited);
        return new ConsoleEndedException(
                Failure.ended(core.subject(), core.transcript(), wanted, ending, until, null),
                core.transcript().end(),
                ending);
    }
}
