package io.kvmguest.shell;

import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One command on a {@link ConsoleChannel}, from its request to the news of its end. */
final class Job {

    /** How long nothing may be heard of a command before its state is asked for; twice as long each time. */
    private static final long FIRST_LOOK = TimeUnit.SECONDS.toNanos(1);

    private static final long LAST_LOOK = TimeUnit.SECONDS.toNanos(32);

    private final Wire wire;
    private final int id;
    private final Link.Wait wait;
    private final Request request;
    private int tag;
    private @Nullable JobEnd end;

    Job(Wire wire, int id, Request request, Command command) {
        this.wire = wire;
        this.id = id;
        this.wait = wire.waitFor("the end of the command " + Words.command(command.script()));
        this.request = request;
    }

    /** Returns what is awaited. */
    Link.Wait end() {
        return wait;
    }

    void start() {
        for (String code : request.preparations()) {
            wire.tell(code, wait);
        }
        tag = wire.nextTag();
        wire.send(tag, request.run(), wait);
    }

    /**
     * Waits for the end, until a time on the clock.
     *
     * @return null if it did not come
     */
    @Nullable JobEnd awaitEnd(long until) {
        long patience = FIRST_LOOK;
        while (end == null && wire.nanos() - until < 0) {
            Frame frame = wire.await(Math.min(until, wire.nanos() + patience), wait);
            if (frame != null) {
                if (!frame.isEndOfJob() || isMine(frame)) {
                    hear(frame);
                }
            } else if (wire.nanos() - until < 0) {
                patience = Math.min(2 * patience, LAST_LOOK);
                hear(wire.ask("q " + id, wait, this::isMine));
            }
        }
        return end;
    }

    private boolean isMine(Frame frame) {
        return frame.tag() == tag && frame.isEndOfJob();
    }

    private void hear(Frame frame) {
        if (frame.isEndOfJob()) {
            JobEnd news = JobEnd.of(frame);
            // A frame that was damaged is asked for at once.
            if (news == null) {
                hear(wire.ask("q " + id, wait, this::isMine));
            } else {
                end = news;
            }
        } else if (frame.type() == Frame.NOT_UNDERSTOOD || frame.type() == Frame.NEVER_HEARD_OF) {
            wire.send(tag, request.run(), wait);
        }
    }

    /** Sends a signal to the command and all its children. */
    void kill(String signal) {
        if (end == null) {
            hear(wire.tell("k " + signal, wait, this::isMine));
        }
    }

    /** Takes what there is by now as the end, of a job that does not end. */
    JobEnd takeStock() {
        while (end == null) {
            hear(wire.ask("d " + id + " 137", wait, this::isMine));
        }
        return end;
    }
}
