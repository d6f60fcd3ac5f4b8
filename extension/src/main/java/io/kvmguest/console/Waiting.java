package io.kvmguest.console;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** One wait for an expectation, with its deadline. */
final class Waiting {

    private final ConsoleCore core;
    private final Expectation wanted;
    private final Duration timeout;
    private final long started;
    private final long deadline;
    private final Patience patience;

    Waiting(ConsoleCore core, Expectation wanted, Duration timeout) {
        this.core = core;
        this.wanted = wanted;
        this.timeout = timeout;
        this.started = core.ticker().nanos();
        this.deadline = started + nanos(timeout);
        this.patience = new Patience(core.ticker(), deadline);
    }

    /** Three hundred years at most, halved so that differences do not overflow. */
    private static long nanos(Duration timeout) {
        Duration most = Duration.ofNanos(Long.MAX_VALUE / 2);
        return timeout.compareTo(most) < 0 ? timeout.toNanos() : most.toNanos();
    }

    /** Returns the first match behind an offset, or throws what there is to say at the end of the wait. */
    Search.Found from(long from) {
        StoredTranscript transcript = core.transcript();
        Search search = wanted.search(transcript.store(), from);
        try {
            while (true) {
                // First the reasons to give up, then how far there is text: what came before them is always matched.
                long strokes = core.bell().strokes();
                long now = core.ticker().nanos();
                Ending ending = core.endings().effective(now);
                boolean late = now - deadline >= 0;
                Search.Found found = search.advance(transcript.length(), patience);
                if (found != null) {
                    return found;
                }
                if (ending != null) {
                    throw ended(ending, from);
                }
                if (late) {
                    throw timedOut(from, false);
                }
                core.bell().await(strokes, core.endings().nextLook(deadline));
            }
        } catch (Patience.LostException e) {
            throw timedOut(from, true);
        } catch (InterruptedException e) {
            Duration waited = Duration.ofNanos(core.ticker().nanos() - started);
            String message = Failure.interrupted(core.subject(), transcript, wanted.inWords(), waited);
            ConsoleInterruptedException interrupted = new ConsoleInterruptedException(message, new Mark(from));
            interrupted.initCause(e);
            // Last, as the message was read from a file.
            Thread.currentThread().interrupt();
            throw interrupted;
        }
    }

    private ConsoleTimeoutException timedOut(long from, boolean patternGotLost) {
        return new ConsoleTimeoutException(
                Failure.timeout(
                        core.subject(), core.transcript(), wanted.inWords(), timeout, patternGotLost, earlier(from)),
                new Mark(from));
    }

    private ConsoleEndedException ended(Ending ending, long from) {
        long now = core.ticker().nanos();
        long waited = now - started;
        Duration until = core.endings().age(now) > waited ? null : Duration.ofNanos(waited);
        return new ConsoleEndedException(
                Failure.ended(core.subject(), core.transcript(), wanted.inWords(), ending, until, earlier(from)),
                new Mark(from),
                ending);
    }

    private @Nullable Mark earlier(long from) {
        return wanted.lastBefore(core.transcript().store(), from);
    }
}
