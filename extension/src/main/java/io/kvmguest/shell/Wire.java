package io.kvmguest.shell;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Requests to the guest's half of a shell, and its answers. Both may be damaged on their way: a request has its length in
 * front, an answer is recognised as a whole or not at all, and whatever goes unanswered is asked again.
 */
final class Wire {

    /** Terminals that nobody has set up take lines of up to 4095 characters. */
    static final int LONGEST_CODE = 2_000;

    /** How long nothing may be heard of an answer before it is asked for again; twice as long each time. */
    private static final long FIRST_PATIENCE = TimeUnit.SECONDS.toNanos(2);

    private static final long LAST_PATIENCE = TimeUnit.SECONDS.toNanos(16);
    /** So much of a request is looked for in what came behind it. */
    private static final int ECHO = 24;

    private static final int TAGS = 8 * 8 * 8 * 8;

    private final Link link;
    private final FrameReader reader;
    private final long mostPatience;
    private int lastTag;
    private byte[] lastRequest = new byte[0];
    private long lastSentAt;

    /**
     * @param mostPatience how long the guest may leave a request unanswered
     */
    Wire(Link link, Signature signature, long position, Duration mostPatience) {
        this.link = link;
        this.reader = new FrameReader(link, signature, position);
        this.mostPatience = mostPatience.toNanos();
    }

    /** Returns how many bytes of the link have been looked at for frames. */
    long position() {
        return reader.position();
    }

    long nanos() {
        return link.nanos();
    }

    Link.Wait waitFor(String wanted) {
        return link.waitFor(wanted);
    }

    /** Returns a tag for a request that {@link #send} sends. */
    int nextTag() {
        lastTag = (lastTag + 1) % TAGS;
        return lastTag;
    }

    /** Sends a request without waiting for its answer. */
    void send(int tag, String code, Link.Wait wait) {
        send(ShellText.frameFormat(String.format("%04o", tag)) + ' ' + code, wait);
    }

    /** Returns whether the terminal has echoed the last request, which it does not since it was set up. */
    boolean wasEchoed() {
        int length = Math.min(ECHO, lastRequest.length);
        long to = Math.min(link.end(), lastSentAt + 2L * ECHO);
        byte[] raw = link.bytes(lastSentAt, to);
        for (int i = 0; i <= raw.length - length; i++) {
            if (Arrays.equals(raw, i, i + length, lastRequest, 0, length)) {
                return true;
            }
        }
        return false;
    }

    /** Sets the terminal up again, in case that somebody has changed it. */
    void resetTerminal(Link.Wait wait) {
        send("- stty raw -echo", wait);
    }

    /** Returns whether root is there and computes, within a time. */
    boolean proves(Duration patience) {
        Link.Wait wait = waitFor("the proof of its root shell");
        long until = link.nanos() + patience.toNanos();
        int tag = nextTag();
        send(tag, "h", wait);
        while (true) {
            Frame frame = await(until, wait);
            Hello hello = frame == null ? null : Hello.of(frame);
            if (frame == null || (hello != null && frame.tag() == tag)) {
                return hello != null && hello.uid() == 0 && hello.terminal();
            } else if (frame.type() == Frame.NOT_UNDERSTOOD || frame.tag() == tag) {
                tag = nextTag();
                send(tag, "h", wait);
            }
        }
    }

    private void send(String request, Link.Wait wait) {
        lastRequest = (request.length() + " " + request + '\n').getBytes(StandardCharsets.US_ASCII);
        lastSentAt = link.end();
        link.send(lastRequest, wait);
    }

    /** Sends a request and waits until it has been carried out. It is carried out once, however often it is sent. */
    void tell(String code, Link.Wait wait) {
        Frame unused = tell(code, wait, frame -> false);
    }

    /**
     * Sends a request and waits until it has been carried out.
     *
     * @param also answers to earlier requests that are as welcome
     */
    Frame tell(String code, Link.Wait wait, Predicate<Frame> also) {
        return ask(code + ";a", wait, also, true);
    }

    /**
     * Sends a request and waits for its answer.
     *
     * @param wait what is awaited
     * @param also answers to earlier requests that are as welcome
     * @throws WireBrokenException if there is no answer
     */
    Frame ask(String code, Link.Wait wait, Predicate<Frame> also) {
        return ask(code, wait, also, false);
    }

    private Frame ask(String code, Link.Wait wait, Predicate<Frame> also, boolean isOrder) {
        int tag = nextTag();
        long started = link.nanos();
        long patience = FIRST_PATIENCE;
        send(tag, code, wait);
        while (true) {
            Frame frame = await(link.nanos() + patience, wait);
            if (frame != null && (also.test(frame) || isAnswer(frame, tag, isOrder))) {
                return frame;
            }
            long waited = link.nanos() - started;
            if (waited > mostPatience) {
                throw new WireBrokenException("has not answered for " + Words.duration(Duration.ofNanos(waited)));
            }
            if (frame == null) {
                patience = Math.min(2 * patience, LAST_PATIENCE);
                resetTerminal(wait);
                send(tag, code, wait);
            } else if (frame.type() == Frame.NOT_UNDERSTOOD) {
                send(tag, code, wait);
            } else if (frame.tag() == tag) {
                // It says that it has answered already. That was lost, and with a new tag it answers again.
                tag = nextTag();
                send(tag, code, wait);
            }
        }
    }

    private static boolean isAnswer(Frame frame, int tag, boolean toOrder) {
        return frame.tag() == tag
                && frame.type() != Frame.NOT_UNDERSTOOD
                && toOrder == (frame.type() == Frame.ACKNOWLEDGED);
    }

    /**
     * Waits for the next frame; longer than until the given time while one is coming in.
     *
     * @return null if there is none
     */
    @Nullable Frame await(long until, Link.Wait wait) {
        long deadline = until;
        while (true) {
            long before = reader.count();
            Frame frame = reader.poll();
            if (frame != null) {
                return frame;
            }
            long now = link.nanos();
            if (reader.count() > before) {
                deadline = Math.min(until + LAST_PATIENCE, Math.max(deadline, now + FIRST_PATIENCE));
            }
            if (now - deadline >= 0 || !wait.await(reader.position(), deadline)) {
                return null;
            }
        }
    }
}
