package io.kvmguest.network;

import java.time.Duration;
import java.util.List;
import java.util.Locale;

/** Words why a frame that was awaited has not been seen: where, what, how long, and what was seen instead. */
final class CaptureFailure {

    private static final int QUOTED_FRAMES = 20;

    private final Capture capture;
    private final FrameFilter filter;
    private final Capture.Mark mark;
    private final Duration timeout;

    CaptureFailure(Capture capture, FrameFilter filter, Capture.Mark mark, Duration timeout) {
        this.capture = capture;
        this.filter = filter;
        this.mark = mark;
        this.timeout = timeout;
    }

    CaptureTimeoutException timeout() {
        return new CaptureTimeoutException(
                segment() + " carried no " + wanted() + " within " + spoken(timeout) + "." + rest());
    }

    CaptureEndedException ended() {
        String who = capture.isClosed()
                ? "The capture of segment '" + capture.segment().name() + "'"
                : segment();
        return new CaptureEndedException(who + " was closed before " + wanted() + " was seen." + rest());
    }

    CaptureInterruptedException interrupted(InterruptedException cause, Duration waited) {
        String message =
                "Interrupted after " + spoken(waited) + " of waiting for " + segment() + " to carry " + wanted() + ".";
        return new CaptureInterruptedException(message + rest(), cause);
    }

    private String segment() {
        return "Segment '" + capture.segment().name() + "'";
    }

    private String wanted() {
        return filter + (mark.equals(Capture.Mark.BEGINNING) ? "" : " behind the mark");
    }

    private String rest() {
        StringBuilder text = new StringBuilder();
        List<Frame> earlier = capture.frames(filter).stream()
                .filter(frame -> frame.number() < mark.number())
                .toList();
        if (!earlier.isEmpty()) {
            text.append("\n  The last one before the mark:\n    | ").append(earlier.get(earlier.size() - 1));
        }
        List<Frame> frames = capture.since(mark);
        if (frames.isEmpty()) {
            text.append("\n  No frame has passed. Is the interface up in its guest?");
        } else {
            List<Frame> last = frames.subList(Math.max(0, frames.size() - QUOTED_FRAMES), frames.size());
            text.append("\n  ")
                    .append(
                            last.size() == frames.size()
                                    ? "Frames"
                                    : "The last " + last.size() + " of " + frames.size() + " frames")
                    .append(':');
            last.forEach(frame -> text.append("\n    | ").append(frame));
        }
        if (capture.dropped(mark) > 0) {
            text.append("\n  Not kept for want of room: ")
                    .append(capture.dropped(mark))
                    .append(" older frames.");
        }
        List<Link> links = capture.segment().links();
        text.append(links.isEmpty() ? "\n  The segment has no links." : "\n  Links:");
        links.forEach(link -> text.append("\n    ").append(link));
        return text.toString();
    }

    private static String spoken(Duration duration) {
        if (duration.compareTo(Duration.ofSeconds(1)) < 0) {
            return duration.toMillis() + " ms";
        }
        String seconds = String.format(Locale.ROOT, "%.1f", duration.toMillis() / 1000.0);
        return (seconds.endsWith(".0") ? seconds.substring(0, seconds.length() - 2) : seconds) + " s";
    }
}
