package io.kvmguest.console;

import java.util.function.Consumer;

/**
 * Gives every line to a listener on a thread of its own. What the listener has not taken yet waits in the recording, so
 * a slow one costs neither heap nor anybody's time.
 */
final class LineFollower implements Subscription {

    private static final System.Logger LOG = System.getLogger(LineFollower.class.getName());

    private final ConsoleCore core;
    private final long from;
    private final Consumer<ConsoleLine> listener;
    private final Thread thread;
    private volatile boolean closed;
    private Runnable onEnd = () -> {};

    LineFollower(ConsoleCore core, long from, Consumer<ConsoleLine> listener) {
        this.from = from;
        this.core = core;
        this.listener = listener;
        this.thread = core.thread("lines", this::follow);
    }

    void start(Runnable atEnd) {
        onEnd = atEnd;
        thread.start();
    }

    Thread thread() {
        return thread;
    }

    private void follow() {
        try {
            LineReader lines = core.transcript().lineReader(from);
            while (!closed) {
                long strokes = core.lineBell().strokes();
                boolean last = core.endings().hasHungUp();
                long end = core.transcript().length();
                for (ConsoleLine line = lines.next(end); line != null && !closed; line = lines.next(end)) {
                    listener.accept(line);
                }
                if (last) {
                    ConsoleLine rest = lines.rest();
                    if (rest != null && !closed) {
                        listener.accept(rest);
                    }
                    return;
                }
                if (!closed) {
                    core.lineBell().awaitForEver(strokes);
                }
            }
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.WARNING, "A listener to console lines failed and gets no more of them", e);
        } finally {
            onEnd.run();
        }
    }

    @Override
    public void close() {
        closed = true;
        core.lineBell().ring();
        Joining.joinUntil(System.nanoTime() + 5_000_000_000L, thread);
    }
}
