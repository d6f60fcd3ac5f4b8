package io.kvmguest.console;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** Shows every line to the tripwires, on a thread of its own, so that a slow one does not hold up the pump. */
final class TripwireWatch {

    private record Armed(Tripwire tripwire, long from) {}

    private static final System.Logger LOG = System.getLogger(TripwireWatch.class.getName());

    private final ConsoleCore core;
    private final List<Armed> armed = new CopyOnWriteArrayList<>();

    /** Those that have just failed. */
    private final List<Armed> broken = new ArrayList<>();

    private @Nullable Thread thread;
    private volatile boolean seenAll = true;

    /** So far complete lines were shown. */
    private volatile long seenTo = Long.MAX_VALUE;

    TripwireWatch(ConsoleCore core) {
        this.core = core;
    }

    synchronized void add(Tripwire tripwire) {
        long now = core.transcript().length();
        armed.add(new Armed(tripwire, now));
        if (thread == null) {
            seenAll = false;
            seenTo = 0;
            thread = core.thread("tripwires", () -> watch(now));
            thread.start();
        }
    }

    /** Returns whether the line has hung up and all that it gave was shown; true where there is nobody to see. */
    boolean hasSeenAll() {
        return seenAll;
    }

    /** Waits until all complete lines before an offset were shown, or until a time on the clock of a console that is a replay. */
    void awaitSeen(long offset, long until) throws InterruptedException {
        while (true) {
            long strokes = core.bell().strokes();
            if (seenTo >= offset || until - core.ticker().nanos() <= 0) {
                return;
            }
            core.bell().await(strokes, until);
        }
    }

    synchronized void joinUntil(long end) {
        if (thread != null) {
            Joining.joinUntil(end, thread);
        }
    }

    private void watch(long start) {
        try {
            StoredTranscript transcript = core.transcript();
            LineReader lines = transcript.lineReader(TextReader.lineStart(transcript.store(), start));
            while (true) {
                long strokes = core.lineBell().strokes();
                boolean last = core.endings().hasHungUp();
                long end = transcript.length();
                for (ConsoleLine line = lines.next(end); line != null; line = lines.next(end)) {
                    show(line, lines.lineOffset());
                }
                seenTo = end;
                if (core.isReplay()) {
                    core.bell().ring();
                }
                if (last) {
                    ConsoleLine rest = lines.rest();
                    if (rest != null) {
                        show(rest, end);
                    }
                    return;
                }
                core.lineBell().awaitForEver(strokes);
            }
        } finally {
            seenAll = true;
            seenTo = Long.MAX_VALUE;
            core.bell().ring();
        }
    }

    private void show(ConsoleLine line, long end) {
        for (Armed each : armed) {
            if (end > each.from && !worked(each, line, end)) {
                broken.add(each);
            }
        }
        if (!broken.isEmpty()) {
            armed.removeAll(broken);
            broken.clear();
        }
    }

    private boolean worked(Armed each, ConsoleLine line, long end) {
        try {
            Ending ending = each.tripwire.check(line);
            if (ending != null) {
                core.endings().trip(ending, end);
            }
            return true;
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.WARNING, "A tripwire failed and is not asked again", e);
            return false;
        }
    }
}
